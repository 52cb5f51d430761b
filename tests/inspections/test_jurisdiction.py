"""A province's page: its enterprises with quota, production and eligibility, and nothing of others."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from tests.builders import enterprise
from tests.reporting.conftest import World, built, world  # noqa: F401 - the fixture

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]


def rows_of(client: Client) -> dict[str, object]:
    tables = client.get(reverse("jurisdiction"), {"until": "2021-09"}).context["tables"]
    return {row.enterprise.name_zh: row for _category, rows, _places in tables for row in rows}


def test_quota_production_and_completion_stand_beside_each_other(world: World, as_user: Browser) -> None:  # noqa: F811
    world.submitted()
    row = rows_of(as_user(world.cast.neimenggu_industry))[world.plant.name_zh]
    assert (row.executed.quota, row.executed.output) == (1000, 100)  # type: ignore[attr-defined]
    assert row.verdict.status == "eligible"  # type: ignore[attr-defined]
    assert row.group == world.group  # type: ignore[attr-defined]


def test_an_enterprise_without_papers_is_there_with_the_missing_ones(world: World, as_user: Browser) -> None:  # noqa: F811
    bare = enterprise(8, papers=False)
    row = rows_of(as_user(world.cast.neimenggu_resources))[bare.name_zh]
    assert row.verdict.status == "evidence_missing"  # type: ignore[attr-defined]
    assert row.why_not  # type: ignore[attr-defined]


def test_another_provinces_enterprises_are_not_there(world: World, as_user: Browser) -> None:  # noqa: F811
    foreign = enterprise(9, province="36")
    assert foreign.name_zh not in rows_of(as_user(world.cast.neimenggu_industry))
    assert list(rows_of(as_user(world.cast.jiangxi_industry))) == [foreign.name_zh]


def test_it_asks_as_many_queries_for_twenty_enterprises_as_for_two(world: World, as_user: Browser) -> None:  # noqa: F811
    browser = as_user(world.cast.neimenggu_industry)

    def queries() -> int:
        browser.get(reverse("jurisdiction"))
        with CaptureQueriesContext(connection) as captured:
            browser.get(reverse("jurisdiction"))
        return len(captured)

    few = queries()
    for number in range(30, 48):
        enterprise(number)
    assert queries() == few
