"""A province's page: its enterprises with quota, production and eligibility, and nothing of others."""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import User
from common.periods import now
from reporting.models import Finding
from tests.builders import enterprise
from tests.reporting.conftest import World

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]


def rows_of(client: Client) -> dict[str, object]:
    tables = client.get(reverse("jurisdiction"), {"until": "2021-09"}).context["tables"]
    return {row.enterprise.name_zh: row for _category, rows, *_sums in tables for row in rows}


def test_quota_production_and_completion_stand_beside_each_other(world: World, as_user: Browser) -> None:
    world.submitted()
    row = rows_of(as_user(world.cast.neimenggu_industry))[world.plant.name_zh]
    assert (row.executed.quota, row.executed.output) == (1000, 100)  # type: ignore[attr-defined]
    assert row.verdict.status == "eligible"  # type: ignore[attr-defined]
    assert row.group == world.group  # type: ignore[attr-defined]


def test_an_enterprise_without_evidence_is_listed_with_what_is_missing(world: World, as_user: Browser) -> None:
    bare = enterprise(8, papers=False)
    row = rows_of(as_user(world.cast.neimenggu_resources))[bare.name_zh]
    assert row.verdict.status == "evidence_missing"  # type: ignore[attr-defined]
    assert row.why_not  # type: ignore[attr-defined]


def test_another_provinces_enterprises_are_not_there(world: World, as_user: Browser) -> None:
    foreign = enterprise(9, province="36")
    assert foreign.name_zh not in rows_of(as_user(world.cast.neimenggu_industry))
    assert list(rows_of(as_user(world.cast.jiangxi_industry))) == [foreign.name_zh]


def test_it_asks_as_many_queries_for_twenty_enterprises_as_for_two(world: World, as_user: Browser) -> None:
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


@pytest.mark.once
def test_the_workbook_equals_the_screen(world: World, as_user: Browser) -> None:
    world.submitted()
    browser = as_user(world.cast.neimenggu_resources)
    tables = browser.get(reverse("jurisdiction"), {"until": "2021-09"}).context["tables"]
    answer = browser.get(reverse("jurisdiction_export"), {"until": "2021-09"})
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames[: len(tables)] == ["岩矿型稀土（轻）", "冶炼分离"], "mines first: they license them"
    for sheet, (_category, rows, total, _places) in zip(book.worksheets, tables, strict=False):
        sheet_rows = [[cell.value for cell in line] for line in sheet.iter_rows()]
        for row in rows:
            line = next(one for one in sheet_rows if one[0] == row.enterprise.name_zh)
            figures = [Decimal(str(value)) for value in line[4:7]]
            assert figures == [row.executed.quota, row.executed.output, row.executed.remaining]
            assert line[7] == "10.0%" if row.executed.quota == 1000 else "5.0%"
        summed = next(one for one in sheet_rows if one[0] == "合计")
        assert [Decimal(str(value)) for value in summed[4:7]] == [total.quota, total.output, total.remaining]
        assert total.quota == sum(row.executed.quota for row in rows)
    assert any(world.cast.neimenggu_resources.name in str(cell.value) for cell in book.worksheets[0]["A"])


def test_what_runs_out_says_when_and_on_which_ground(world: World, as_user: Browser) -> None:
    row = rows_of(as_user(world.cast.neimenggu_resources))[world.mine.name_zh]
    assert row.runs_out_on == date(2023, 1, 2)  # type: ignore[attr-defined]
    assert "（一）" in row.what_runs_out  # type: ignore[attr-defined]


def test_open_findings_and_differences_are_counted(world: World, as_user: Browser) -> None:
    line = world.submitted().lines.get(enterprise=world.plant)
    Finding.objects.create(
        line=line, code="over_quota", clause="六", sentence_zh="超", sentence_en="over", opened_at=now()
    )
    row = rows_of(as_user(world.cast.neimenggu_industry))[world.plant.name_zh]
    assert (row.findings, row.differences) == (1, 0)  # type: ignore[attr-defined]
