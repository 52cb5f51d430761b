"""An error of each status that the description names, provoked in the world of access, is the description's example."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import OperationalError
from jsonschema import Draft202012Validator
from rest_framework.test import APIClient

from documents.services.attachments import store
from quota_admin.api.described_errors import PROBLEM
from quota_admin.api.description import Description
from tests.access.actors import NORTH, SOUTH
from tests.access.asking import taken_back
from tests.access.recorded import compare_problem
from tests.access.world import OF_ASKED, World
from tests.documents.pdf_text import upload

pytestmark = [pytest.mark.django_db, pytest.mark.once]
FILINGS = "/api/v1/filings/"


def program(world: World, actor: str = "miit_clerk") -> APIClient:
    client = APIClient()
    client.force_authenticate(world.people[actor])
    return client


def too_large(world: World, _patch: Any) -> Any:
    return program(world).generic("POST", FILINGS, " " * 2_700_000, content_type="application/json")


def no_json(world: World, _patch: Any) -> Any:
    return program(world).generic("POST", FILINGS, "a=1", content_type="application/x-www-form-urlencoded")


def in_this_state(world: World, _patch: Any) -> Any:
    report = world.row("report.accepted", NORTH)
    body = {"reason": "请撤回"}
    return program(world, "north_officer").post(f"/api/v1/reports/{report.pk}/recall/", body, format="json")


def lost_document(world: World, _patch: Any) -> Any:
    release = world.row("release", NORTH)
    document = store(upload())
    Path(document.content.path).unlink()
    type(release).objects.filter(pk=release.pk).update(document=document)
    return program(world).get(f"/api/v1/releases/{release.pk}/document/")


def changed(world: World, _patch: Any) -> Any:
    filing = world.row("filing.draft", NORTH)
    client = program(world, "north_clerk")
    return client.post(f"{FILINGS}{filing.pk}/discard/", {}, format="json", HTTP_IF_MATCH='"of-yesterday"')


def of_another_group(world: World, _patch: Any) -> Any:
    filing = world.row("filing.draft", NORTH)
    line = {"enterprise": world.plants[SOUTH, OF_ASKED[SOUTH]].pk, "category": "separation", "stated": "7"}
    return program(world, "north_clerk").put(f"{FILINGS}{filing.pk}/lines/", {"lines": [line]}, format="json")


def too_many(world: World, patch: Any) -> Any:
    cache.clear()
    patch.setattr("authentication.services.throttling.AccountThrottle.rate_limit", 1)
    program(world).get(FILINGS)
    answer = program(world).get(FILINGS)
    cache.clear()
    return answer


def busy(world: World, patch: Any) -> Any:
    def wait(*_args: Any) -> None:
        raise OperationalError("database is locked")

    patch.setattr("allocations.models.Filing.objects.visible_to", wait)
    return program(world).get(FILINGS)


PROVOKED: dict[int, Callable[[World, Any], Any]] = {
    400: lambda world, _patch: program(world).get(FILINGS, {"limit": "many", "colour": "red"}),
    401: lambda _world, _patch: APIClient().get(FILINGS),
    403: lambda world, _patch: program(world).post(FILINGS, {"year": 2021}, format="json"),
    404: lambda world, _patch: program(world).get(f"{FILINGS}999999/"),
    405: lambda world, _patch: program(world).delete(FILINGS),
    406: lambda world, _patch: program(world).get(FILINGS, HTTP_ACCEPT="text/html"),
    409: in_this_state,
    410: lost_document,
    412: changed,
    413: too_large,
    415: no_json,
    422: of_another_group,
    429: too_many,
    503: busy,
}


@pytest.mark.parametrize("status", PROVOKED)
def test_it_is_as_the_example(world: World, status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with taken_back():
        answer = PROVOKED[status](world, monkeypatch)
    assert answer.status_code == status, answer.content.decode()[:300]
    Draft202012Validator(PROBLEM).validate(answer.json())
    compare_problem(status, answer.json())


def test_every_error_that_is_described_is_provoked_here() -> None:
    described = Description.of_this_code().document["components"]["responses"]
    assert {f"Problem{status}" for status in PROVOKED} == set(described)
