"""Quota against production: every figure equals a sum made another way, and categories never mix."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.periods import Month, at
from reporting.models import ProductionReport
from reporting.reads.enterprise_execution import by_enterprise, of_group
from reporting.reads.execution import by_group, monthly, national
from reporting.services.decisions import accept_report, return_report, submit_report
from reporting.services.drafts import save_report, start_correction, start_report
from tests.builders import enterprise
from tests.reporting.conftest import World, figures, noon, split, t

pytestmark = pytest.mark.django_db
SEPTEMBER, AUGUST, JULY = Month(2021, 9), Month(2021, 8), Month(2021, 7)
ZERO = Decimal(0)


def by_hand(until: Month) -> dict[tuple[str, str], Decimal]:
    """The same sums from the rows, one by one.

    The latest version that was neither returned nor left a draft.
    """
    in_force: dict[tuple[int, int], ProductionReport] = {}
    for report in ProductionReport.objects.order_by("version"):
        counts = report.state == "accepted" or (
            report.state == "submitted" and (report.group_id, report.month) not in in_force
        )
        if counts and report.year == until.year and report.month <= until.month:
            in_force[report.group_id, report.month] = report
    sums: dict[tuple[str, str], Decimal] = {}
    for report in in_force.values():
        for line in report.lines.all():
            key = (report.group.code, line.category)
            sums[key] = sums.get(key, ZERO) + (line.output or ZERO)
    return sums


def shown(until: Month) -> dict[tuple[str, str], Decimal]:
    return {
        (row.group.code, category): cell.output
        for row in by_group(until)
        for category, cell in row.by_category.items()
        if cell.output
    }


@pytest.fixture
def year(world: World) -> World:
    """Three months of two groups: accepted, corrected, returned, waiting."""
    cast = world.cast
    with at(noon(8, 9)):
        world.accepted(JULY, 100)
    with at(noon(9, 9)):
        first = world.accepted(AUGUST, 110, opening=10)
        second = start_correction(report=first, reason="漏记", by=cast.northern_clerk)
        save_report(report=second, cells=world.cells("120.5", opening=10), by=cast.northern_clerk)
        accept_report(report=submit_report(report=second, by=cast.northern_officer), by=cast.miit_officer)
    world.submitted(SEPTEMBER, 130, opening=20)
    add_southern(world)
    return world


def add_southern(world: World) -> None:
    cast = world.cast
    southern = cast.southern_clerk.organisation
    row = enterprise(21, group="southern-re", province="36")
    split(cast, southern, {(row.pk, "separation"): t(500)})
    report = None
    for month, output in ((JULY, 7), (AUGUST, 8)):
        report = start_report(group=southern, month=month, by=cast.southern_clerk)
        opening = 0 if month == JULY else 7
        save_report(report=report, cells=figures(row, output, opening=opening), by=cast.southern_clerk)
        submit_report(report=report, by=cast.southern_officer)
    assert report
    return_report(report=report, reason="有误", by=cast.miit_officer)


@pytest.mark.parametrize("until", [JULY, AUGUST, SEPTEMBER])
def test_every_group_figure_equals_an_independent_sum(year: World, until: Month) -> None:
    assert shown(until) == by_hand(until)


def test_the_figures_are_the_expected_ones(year: World) -> None:
    assert shown(SEPTEMBER) == {
        ("northern-re", "separation"): t("350.5"),
        ("northern-re", "mining_rock"): t("350.5"),
        ("southern-re", "separation"): t(7),
    }


@pytest.mark.parametrize("until", [JULY, AUGUST, SEPTEMBER])
def test_the_nation_is_the_sum_of_its_groups_by_category(year: World, until: Month) -> None:
    for row in national(until):
        parts = [group.by_category[row.category] for group in by_group(until) if row.category in group.by_category]
        assert row.output == sum((part.output for part in parts), ZERO)
        assert row.quota == sum((part.quota for part in parts), ZERO)
        assert row.remaining == row.quota - row.output


def test_a_group_is_the_sum_of_its_enterprises(year: World) -> None:
    rows = of_group(SEPTEMBER, year.group)
    by_category = {row.executed.category: row.executed for row in rows}
    group = next(row for row in by_group(SEPTEMBER) if row.group == year.group)
    for category, executed in by_category.items():
        assert executed.output == group.by_category[category].output
        assert executed.quota == year.quotas[category]


def test_months_add_up_to_the_year(year: World) -> None:
    months = monthly(SEPTEMBER, category="separation", group=year.group)
    assert [(str(month.month), month.output) for month in months] == [
        ("2021-07", t(100)), ("2021-08", t("120.5")), ("2021-09", t(130)),
    ]  # fmt: skip
    assert months[-1].cumulative == t("350.5")


def test_completion_is_output_over_quota_and_none_without_quota(year: World) -> None:
    rows = {row.executed.category: row.executed for row in of_group(SEPTEMBER, year.group)}
    assert rows["separation"].completion == t("0.3505")
    assert rows["mining_rock"].completion == t("0.17525")
    assert not rows["separation"].is_over


def test_a_draft_and_a_returned_report_do_not_count(world: World) -> None:
    report = world.filled(SEPTEMBER, 100)
    assert shown(SEPTEMBER) == {}
    submit_report(report=report, by=world.cast.northern_officer)
    assert shown(SEPTEMBER)[("northern-re", "separation")] == t(100)
    return_report(report=report, reason="有误", by=world.cast.miit_officer)
    assert shown(SEPTEMBER) == {}


def test_the_reads_ask_as_many_queries_for_thirty_enterprises_as_for_one(world: World) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            by_group(SEPTEMBER)
            national(SEPTEMBER)
            of_group(SEPTEMBER, world.group)
        return len(captured)

    clerk: Any = world.cast.northern_clerk
    report = world.filled(SEPTEMBER, 100)
    # One without quota is there already: whether output waits for quota is asked once for all.
    first = enterprise(39)
    why = {f"why_no_quota-{first.pk}-separation": "试生产"}
    save_report(report=report, cells={**figures(first, 5), **why}, by=clerk)
    submit_report(report=report, by=world.cast.northern_officer)
    few = queries()
    second = start_correction(report=accept_report(report=report, by=world.cast.miit_officer), reason="补报", by=clerk)
    more = [enterprise(number) for number in range(40, 70)]
    cells = {name: value for row in more for name, value in figures(row, 5).items()}
    why = {f"why_no_quota-{row.pk}-separation": "试生产" for row in more}
    save_report(report=second, cells={**cells, **why}, by=clerk)
    accept_report(report=submit_report(report=second, by=world.cast.northern_officer), by=world.cast.miit_officer)
    assert len(of_group(SEPTEMBER, world.group)) == 33
    assert queries() == few


def test_those_without_quota_and_output_are_left_out(world: World) -> None:
    idle = enterprise(3)
    rows = by_enterprise(SEPTEMBER, type(idle).objects.filter(pk=idle.pk))
    assert rows == []
