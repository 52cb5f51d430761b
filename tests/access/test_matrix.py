"""Every route x every method x every actor x own or foreign row, against the matrix; and no canary in any answer."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from audit import middleware as audit_middleware
from common import http as common_http
from quota_admin import urls
from quota_admin.api import examples as api_examples
from tests.access.actors import ACTORS, ANONYMOUS, DISABLED, NORTH, SOUTH
from tests.access.asking import Writes, address, ask, text_of
from tests.access.line import Line
from tests.access.matrix import LINES, MATRIX
from tests.access.routes import METHODS, Route, routes
from tests.access.world import World

ROUTES = routes()
LEAST = 5000
# HEAD is a GET without its body and OPTIONS shows no row: one request of each kind is enough.
ONE_OF_EACH_KIND = ("miit_officer", "mnr_clerk", "north_clerk", "south_officer", "neimenggu_industry", "fujian_industry",
                    "north_administrator", "system_admin", "audit_admin", "north_roleless", ANONYMOUS, DISABLED)  # fmt: skip
# A method that a route does not have is refused before the row and the role are looked at.
WHO_ASKS_IN_VAIN = ("miit_officer", "north_clerk", "neimenggu_industry", ANONYMOUS, DISABLED)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def cases_of(route: Route, line: Line) -> Iterator[tuple[str, str, str]]:
    """Method, actor and side. Where a method does not exist the row does not matter: one side is asked."""
    for method in METHODS:
        exists = line.may(method) is not None and line.all.get(method, line.all.get("*")) != 405
        rows = line.on and exists and method != "OPTIONS"
        for side in (NORTH, SOUTH) if rows else (NORTH,):
            for actor in who_asks(method, exists=exists):
                yield method, actor, side


def who_asks(method: str, *, exists: bool) -> tuple[str, ...]:
    """Everybody, unless the answer does not depend on who asks."""
    if not exists:
        return WHO_ASKS_IN_VAIN
    return ONE_OF_EACH_KIND if method in {"HEAD", "OPTIONS"} else ACTORS


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch, settings: Any, pdf_as_text: None) -> Iterator[None]:
    """PDFs as text, and refusals not logged (tests/audit covers that)."""
    # All actors ask from one address.
    settings.RECEIPT_CHECKS_PER_MINUTE = len(ACTORS) * len(METHODS)

    monkeypatch.setattr(SchemaGenerator, "get_schema", described_once)
    # The examples of the description were recorded in this very world, and are public.
    monkeypatch.setattr(api_examples, "examples", lambda: {"operations": {}, "problems": {}})
    monkeypatch.setattr(common_http, "render", refused)
    monkeypatch.setattr(urls, "handler404", not_found, raising=False)
    monkeypatch.setattr(audit_middleware, "note_within", lambda *args, **values: None)
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


described: list[Any] = []
described_by = SchemaGenerator.get_schema


def described_once(self: Any, *args: Any, **values: Any) -> Any:
    """The API's description is the same for everybody."""
    if not described:
        described.append(described_by(self, *args, **values))
    return described[0]


def refused(request: HttpRequest, template: str, context: dict[str, Any], status: int) -> HttpResponse:
    """What a refused page says, without the page."""
    refusal = context["refusal"]
    return HttpResponse(" ".join([str(refusal), *map(str, refusal.cells.values())]), status=status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(str(exception), status=404)


def test_every_route_has_its_line_and_every_line_its_route() -> None:
    names = {route.name for route in ROUTES}
    assert names - set(LINES) == set(), "routes that the matrix does not list"
    assert set(LINES) - names == set(), "lines of the matrix without a route"
    assert len(LINES) == len(MATRIX), "a route stands twice"


def test_the_matrix_has_at_least_five_thousand_cases(capsys: pytest.CaptureFixture[str]) -> None:
    count = sum(len(list(cases_of(route, LINES[route.name]))) for route in ROUTES if route.name in LINES)
    with capsys.disabled():
        print(f"\naccess matrix: {len(ROUTES)} routes, {len(ACTORS)} actors, {count} cases")
    assert count >= LEAST


@pytest.mark.parametrize("route", [pytest.param(route, id=route.pattern or "/") for route in ROUTES])
def test_everybody_is_answered_as_the_matrix_says(world: World, clients: dict[str, Client], route: Route) -> None:
    line = LINES.get(route.name)
    if line is None:
        pytest.fail(f"{route.name} has no line in tests/access/lines/")
    wrong, asked = [], 0
    for method, actor, side in cases_of(route, line):
        path = address(world, route, line, side)
        with Writes() as writes:
            answer = ask(clients[actor], method, path, line.body(world, side), api=line.api)
        asked += 1
        expected = line.status(method, actor, side)
        if writes.statements and (expected >= 400 or method in {"GET", "HEAD", "OPTIONS"}):
            wrong.append(f"{method} {path} ({side}) by {actor} wrote {writes.statements}")
        if answer.status_code != expected:
            wrong.append(f"{method} {path} ({side}) by {actor}: {answer.status_code}, not {expected}")
        if actor not in line.tells and (leaks := world.canaries.leaks(actor, text_of(answer))):
            wrong.append(f"{method} {path} ({side}) by {actor} shows {leaks}")
    assert asked == len(list(cases_of(route, line)))
    assert not wrong, f"{len(wrong)} of {asked}:\n" + "\n".join(wrong)
