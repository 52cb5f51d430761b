"""The year's lines for programs: by page, what has begun to count since an instant, and all of them as NDJSON."""

import json
from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from common.periods import Month, at
from tests.reporting.conftest import World, noon

pytestmark = pytest.mark.django_db
URL = "/api/v1/report-lines/"
NDJSON = "application/x-ndjson"


@pytest.fixture
def two_months(world: World) -> None:
    """July counts since 8 August, August since 8 September."""
    for month, opening in ((7, 0), (8, 10)):
        with at(noon(month + 1, 8)):
            world.accepted(Month(2021, month), opening=opening)


def client(person: Any) -> APIClient:
    signed_in = APIClient()
    signed_in.force_authenticate(person)
    return signed_in


def months(answer: Any) -> set[int]:
    return {row["month"] for row in answer.json()["results"]}


def test_by_page(world: World, two_months: None) -> None:
    asks = client(world.cast.northern_clerk)
    whole = asks.get(URL, {"year": 2021}).json()
    assert whole["count"] == len(whole["results"]) > 1
    first = asks.get(URL, {"year": 2021, "limit": 1}).json()
    second = asks.get(first["next"]).json()
    assert [*first["results"], *second["results"]] == whole["results"][:2]


def test_what_has_begun_to_count_since_an_instant(world: World, two_months: None) -> None:
    asks = client(world.cast.northern_clerk)
    assert months(asks.get(URL, {"year": 2021})) == {7, 8}
    rows = asks.get(URL, {"year": 2021}).json()["results"]
    latest = max(row["counts_from"] for row in rows)
    since: Any = {"year": 2021, "changed_since": latest}
    assert months(asks.get(URL, since)) == {8}
    since["changed_since"] = (noon(9, 8) + timedelta(days=1)).isoformat()
    assert months(asks.get(URL, since)) == set()


def streamed(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_all_of_them_as_ndjson(world: World, two_months: None) -> None:
    asks = client(world.cast.northern_clerk)
    answer = asks.get(URL, {"year": 2021}, HTTP_ACCEPT=NDJSON)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, NDJSON)
    text = streamed(answer).decode()
    assert text.endswith("\n")
    assert [json.loads(line) for line in text.splitlines()] == asks.get(URL, {"year": 2021}).json()["results"]


def test_nobody_gets_the_lines_of_another_group(world: World, two_months: None) -> None:
    asks = client(world.cast.person("southern-clerk", "southern-re", "clerk"))
    assert asks.get(URL, {"year": 2021}).json()["count"] == 0
    assert streamed(asks.get(URL, {"year": 2021}, HTTP_ACCEPT=NDJSON)) == b""


@pytest.mark.parametrize("query", [{}, {"year": 2021, "changed_since": "yesterday"}, {"year": 2021, "since": "x"}])
def test_what_is_wrong_is_a_problem_in_either_form(world: World, query: Any) -> None:
    asks = client(world.cast.northern_clerk)
    for accept in ("application/json", NDJSON):
        answer = asks.get(URL, query, HTTP_ACCEPT=accept)
        assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
        assert json.loads(answer.content)["cells"]
