"""A short run of schemathesis in every run of the tests: cases of its phase “fuzzing”, the same ones each time.

Each operation is asked by whoever is answered with a 2xx there. `make fuzz` is the long run, by every role in all phases.
"""

import contextvars
import copy
import json
import threading
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
import schemathesis
from django.db import connection, connections
from django.test import override_settings
from knox.models import AuthToken
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import from_schema
from schemathesis.engine.events import FatalError, NonFatalError, ScenarioFinished

from quota_admin.api.description import Description
from quota_admin.wsgi import application as product
from scripts.fuzz import CHECKS
from scripts.project import ROOT
from tests.access.asking import taken_back
from tests.access.world import World
from tests.fuzz.seeds import Seed, seeds
from tests.fuzz.world import with_seeds

pytestmark = [pytest.mark.django_db, pytest.mark.once]
# What schemathesis sends to be known by; the token of who may is put in its place.
WHO_MAY = "Token who-may"
Seeds = dict[tuple[str, str], Seed]
PHASES = ("examples", "coverage", "fuzzing", "stateful")
EXPECTED = tomllib.loads((ROOT / "tests" / "fuzz" / "schemathesis.toml").read_text(encoding="utf-8"))["checks"]
CONFIG = {
    "seed": 1,
    "continue-on-failure": True,
    "suppress-health-check": ["all"],
    "headers": {"Authorization": WHO_MAY},
    "phases": {name: {"enabled": name == "fuzzing"} for name in PHASES},
    "checks": {"enabled": False, **{name: {"enabled": True, **EXPECTED.get(name, {})} for name in CHECKS}},
}


class Product:
    """The application in the test's transaction: whatever is written is undone when it has been answered."""

    def __init__(self, tokens: dict[tuple[str, str], str]) -> None:
        self.tokens = tokens
        self.description = Description.of_this_code()
        # Schemathesis asks from a thread of its own, in which the test's clock and connection are put.
        self.context = contextvars.copy_context()
        self.connection = connections["default"]
        self.connection.inc_thread_sharing()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        connections["default"] = self.connection
        return self.context.run(self.answer, environ, start_response)

    def answer(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ.get("HTTP_AUTHORIZATION") == WHO_MAY:
            environ["HTTP_AUTHORIZATION"] = self.token(environ["REQUEST_METHOD"], environ["PATH_INFO"])
        # Around a request Django closes a connection that has a transaction: here it is the test's.
        with mock.patch.object(connection, "close_if_unusable_or_obsolete"), taken_back():
            return [b"".join(product(environ, start_response))]

    def token(self, method: str, path: str) -> str:
        found = [described for pattern, described in self.description.patterns if pattern.match(path)]
        for described in sorted(found, key=lambda one: one.count("{")):
            if token := self.tokens.get((method.lower(), described)):
                return token
        return self.tokens["get", "/api/v1/filings/"]


def tokens_of(world: World, asked: Seeds) -> dict[tuple[str, str], str]:
    """Of whoever is answered with a 2xx."""
    people = {
        name: f"Token {AuthToken.objects.create(world.people[name])[1]}"
        for name in {one.actor for one in asked.values()}
    }
    return {key: people[seed.actor] for key, seed in asked.items()}


@contextmanager
def served(application: Any) -> Iterator[str]:
    """Its address, for as long as it is asked."""
    with make_server("127.0.0.1", 0, application, handler_class=Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    def log_message(self, *_words: object) -> None:
        return None


@dataclass
class Found:
    """What came of a run."""

    calls: int = 0
    reached: set[str] = field(default_factory=set)
    faults: Counter[str] = field(default_factory=Counter)


def fuzz(address: str, document: dict[str, Any], cases: int) -> Found:
    """So many cases of each operation, and the calls that they lead to."""
    found = Found()
    configured = {**CONFIG, "generation": {"max-examples": cases, "database": "none"}, "base-url": address}
    schema = schemathesis.openapi.from_dict(document, config=SchemathesisConfig.from_dict(configured))
    for event in from_schema(schema).execute():
        if isinstance(event, FatalError | NonFatalError):
            found.faults[str(event)] += 1
        elif isinstance(event, ScenarioFinished):
            for operation, status, failed in asked_in(event.recorder):
                found.calls += 1
                found.faults.update(f"{operation}: {name}" for name in failed)
                found.reached |= {operation} if 200 <= status < 300 else set()
    return found


def asked_in(recorder: Any) -> Iterator[tuple[str, int, list[str]]]:
    """Operation, status and failed checks of each call."""
    for case, interaction in recorder.interactions.items():
        failed = [check.name for check in recorder.checks.get(case, []) if check.status.value == "failure"]
        yield recorder.label, interaction.response.status_code if interaction.response else 0, failed


@pytest.fixture(scope="module")
def seeded(world: World) -> Iterator[tuple[str, dict[str, Any]]]:
    """The address of the application, and the description with a request for each operation."""
    quick = override_settings(API_REQUESTS_PER_MINUTE=1_000_000, DOWNLOADS_PER_MINUTE=1_000_000)
    with quick, taken_back():
        asked = seeds(world)
        document = json.loads(json.dumps(Description.of_this_code().document, default=str))
        with served(Product(tokens_of(world, asked))) as address:
            yield address, with_seeds(document, asked)


def test_nothing_is_found(seeded: Any) -> None:
    address, document = seeded
    found = fuzz(address, document, cases=1)
    assert found.faults == {}
    assert found.calls > 252
    assert len(found.reached) > 60


def test_an_undocumented_status_that_was_planted_is_found(seeded: Any) -> None:
    address, document = seeded
    path = "/api/v1/filings/"
    listing = copy.deepcopy(document["paths"][path]["get"])
    del listing["responses"]["400"]
    planted = {**document, "paths": {path: {"get": listing}}}
    assert fuzz(address, planted, cases=20).faults.keys() == {f"GET {path}: status_code_conformance"}
