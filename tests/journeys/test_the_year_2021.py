"""The year 2021: both batches, six groups, twelve months and its end, through the pages; every total against one made
by hand."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from django.test import override_settings
from django.urls import reverse
from openpyxl import load_workbook

from allocations.models import QuotaTransfer
from allocations.tasks import open_reporting_years
from common.periods import at
from reporting.models import Finding, ProductionReport
from tests.journeys.desks import Desks
from tests.journeys.the_year import (
    CATEGORIES,
    EXCESS,
    GROUPS,
    LATE,
    MONTHS,
    OVER,
    Year,
    noon,
    official,
    register,
    report_month,
    split_everything,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]
CODES = [code for code, _province in GROUPS.values()]
Sums = dict[tuple[Any, ...], Decimal]


@dataclass
class Levels:
    """The quota as the pages of execution show it on a day: of the nation, of each group, of each enterprise."""

    nation: Sums = field(default_factory=dict)
    groups: Sums = field(default_factory=dict)
    enterprises: Sums = field(default_factory=dict)


@dataclass
class Story:
    """The year, and what stood on the pages at its dates."""

    year: Year
    levels: dict[str, Levels] = field(default_factory=dict)
    # The output of January by group and category, with whether it waited for quota, before the first notice.
    january: dict[tuple[str, str], tuple[Decimal, bool]] = field(default_factory=dict)
    statement: int = 0


def january(desks: Desks) -> dict[tuple[str, str], tuple[Decimal, bool]]:
    """As the page of execution shows it."""
    page = desks.browser(desks.cast.mnr_officer).get(reverse("execution") + "?until=2021-01").context
    return {
        (row.group.code, str(category)): (cell.output, cell.awaited)
        for row in page["rows"]
        for category, cell in row.by_category.items()
    }


def levels(desks: Desks) -> Levels:
    """Three pages deep: the nation's, and each group's."""
    seen, browser = Levels(), desks.browser(desks.cast.mnr_officer)
    page = browser.get(reverse("execution") + "?until=2021-12").context
    seen.nation = {(category,): row.quota for category, row in page["totals"].items()}
    seen.groups = {
        (row.group.code, str(category)): cell.quota
        for row in page["rows"]
        for category, cell in row.by_category.items()
    }
    for code in CODES:
        tables = browser.get(reverse("execution_group", args=[code]) + "?until=2021-12").context["tables"]
        seen.enterprises |= {
            (row.pk, str(table.category)): row.executed.quota for table in tables for row in table.rows
        }
    return seen


def live_through(cast: Any) -> Story:
    """In the order of the year."""
    desks = Desks(cast)
    story = Story(Year(desks))
    register(story.year)
    with at(noon(1, 4)):
        for code in CODES:
            desks.name_to_report(code, 2021, "2020年度指标通知")
    for code in CODES:
        report_month(story.year, code, MONTHS[0])
    with at(noon(2, 17)):
        story.january = january(desks)
    desks.notice(1, drafted=noon(2, 18), issued=noon(2, 19))
    with at(noon(2, 20)):
        story.levels["first notice"] = levels(desks)
    split_everything(story.year, 1, 2)
    with at(noon(3, 2)):
        story.levels["first split"] = levels(desks)
    for month in MONTHS[1:]:
        for code in CODES:
            report_month(story.year, code, month)
        if month.month == 8:
            desks.notice(2, drafted=noon(9, 30), issued=noon(10, 8))
            with at(noon(10, 9)):
                story.levels["annual notice"] = levels(desks)
        if month.month == 9:
            split_everything(story.year, 2, 10)
            with at(noon(10, 25)):
                story.levels["annual split"] = levels(desks)
    with at(noon(1, 24, 2022)):
        story.statement = desks.close_year(2021)
    return story


@pytest.fixture(scope="module")
def lived(built_once: Callable[..., Any]) -> Story:
    # As in the demo people sign in by password alone; the setting of the tests begins after this.
    with override_settings(SECOND_FACTOR=False):
        story: Story = built_once(live_through)
    return story


@pytest.fixture
def story(lived: Story, db: None) -> Story:
    # Who signs in during a test is forgotten by the database when it ends.
    lived.year.desks.signed_in.clear()
    return lived


@pytest.mark.parametrize(
    ("date", "batch", "split"),
    [("first notice", 1, 0), ("first split", 1, 1), ("annual notice", 2, 1), ("annual split", 2, 2)],
)
def test_at_each_date_every_level_is_what_the_notices_say(story: Story, date: str, batch: int, split: int) -> None:
    seen, shares, divided = story.levels[date], official(batch), official(split) if split else {}
    assert seen.groups == shares
    assert seen.nation == {(name,): sum(t for key, t in shares.items() if key[1] == name) for name in CATEGORIES}
    for (code, category), rows in story.year.plants.items():
        shown = [seen.enterprises.get((row.pk, category), Decimal(0)) for row in rows]
        assert sum(shown) == divided.get((code, category), 0), (date, code, category)


def at_years_end(story: Story, name: str, *args: Any, until: str = "2021-12") -> Any:
    with at(noon(1, 20, 2022)):
        return story.year.desks.browser(story.year.desks.cast.miit_officer).get(
            reverse(name, args=args) + f"?until={until}"
        )


@pytest.mark.parametrize("until", [4, 8, 12])
def test_nation_and_groups_are_the_sums_of_what_was_typed(story: Story, until: int) -> None:
    page = at_years_end(story, "execution", until=f"2021-{until:02}").context
    typed = story.year.sums
    assert {(str(name),): row.output for name, row in page["totals"].items()} == typed("category", until=until)
    shown = {(row.group.code, str(name)): cell.output for row in page["rows"] for name, cell in row.by_category.items()}
    assert shown == typed("group", "category", until=until)


def test_provinces_are_the_sums_of_what_was_typed(story: Story) -> None:
    rows = at_years_end(story, "execution_provinces").context["rows"]
    shown = {(row.province.pk, str(name)): cell.output for row in rows for name, cell in row.by_category.items()}
    assert shown == story.year.sums("province", "category")


def test_enterprises_and_months_are_the_sums_of_what_was_typed(story: Story) -> None:
    enterprises, months = Sums(), Sums()
    for code in CODES:
        for table in at_years_end(story, "execution_group", code).context["tables"]:
            enterprises |= {(row.pk, str(table.category)): row.executed.output for row in table.rows}
            months |= {(code, str(table.category), row.month.month): row.output for row in table.months}
    assert enterprises == story.year.sums("enterprise", "category")
    assert months == story.year.sums("group", "category", "month")


def test_every_figure_leads_down_to_its_month_and_the_version_it_stands_in(story: Story) -> None:
    for row, category in story.year.lines("northern-re"):
        lines = at_years_end(story, "execution_enterprise", row.pk).context["lines"]
        shown = {(line.category, line.report.month): line.output for line in lines}
        assert shown == {key[1:]: tonnes for key, tonnes in story.year.outputs.items() if key[0] == row.pk}
        versions = {line.report.month: line.report.version for line in lines}
        assert versions == {month.month: 2 if month.month == 7 else 1 for month in MONTHS}
        assert category == lines[0].category


def test_the_summary_as_a_workbook_has_the_same_totals(story: Story) -> None:
    book = load_workbook(io.BytesIO(at_years_end(story, "execution_xlsx").content))
    shown = []
    for page in book:
        totals = [row for row in page.iter_rows(values_only=True) if row[0] == "全国合计"]
        shown += [tuple(Decimal(str(cell)) for cell in row[1:4]) for row in totals]
    quotas = story.levels["annual split"].nation
    year, december = story.year.sums("category"), story.year.sums("category", "month")
    assert shown == [(quotas[name,], december[name, 12], year[name,]) for name in CATEGORIES]


def test_the_late_one_is_late_by_its_working_days_and_nobody_else_is(story: Story) -> None:
    rows = at_years_end(story, "timeliness").context["rows"]
    late = {
        (row.group.code, duty.month.month): duty.punctuality.workdays
        for row in rows
        for duty in row.months
        if duty and duty.timeliness != "met_on_time"
    }
    # Due on Thursday the 10th of June 2021, sent on the 15th: the 14th was a holiday.
    assert late == {LATE: 2}
    report = ProductionReport.objects.get(group__code=LATE[0], month=LATE[1])
    assert "迟报2个工作日" in at_years_end(story, "report_detail", report.pk).content.decode()


def test_what_went_over_its_quota_is_recorded_and_found(story: Story) -> None:
    row = story.year.plants[OVER[0], "separation"][0]
    finding = Finding.objects.get(line__enterprise=row, code="over_quota")
    assert finding.line.report.month == OVER[1]
    made = story.year.sums("enterprise", "category")[row.pk, "separation"]
    assert made - story.year.quotas[row.pk, "separation"] == EXCESS
    assert Finding.objects.filter(code="over_quota").count() == 1


def test_the_year_had_its_returned_its_corrected_and_its_idle_months(story: Story) -> None:
    reports = ProductionReport.objects.filter(year=2021)
    assert reports.filter(version=1).count() == len(CODES) * len(MONTHS)
    assert {(one.group.code, one.month) for one in reports.filter(version=2).select_related("group")} == {
        ("southern-re", 6), ("northern-re", 7),
    }  # fmt: skip
    assert reports.get(group__code="southern-re", month=6, version=1).return_cells
    idle = reports.get(group__code="chinalco-re", month=8)
    assert set(idle.lines.values_list("output", "no_production_reason")) == {(Decimal(0), "whole_shutdown")}
    assert reports.get(group__code="xiamen-tungsten", month=3).lines.filter(output=0).count() == 1


def test_january_was_reported_before_the_first_notice_and_waited_for_its_quota(story: Story) -> None:
    typed = story.year.sums("group", "category", until=1)
    assert story.january == {key: (tonnes, True) for key, tonnes in typed.items()}
    assert not Finding.objects.filter(line__report__month=1, code="no_quota").exists()


def test_the_statement_of_the_year_is_the_sums_of_what_was_typed(story: Story) -> None:
    page = at_years_end(story, "statement_detail", story.statement).context
    tables = {holder: rows for holder, _heading, rows in page["tables"]}
    assert page["corrections"] == []
    typed = story.year.sums
    assert {(row.category,): row.output for row in tables["nation"]} == typed("category")
    assert {(row.group.code, row.category): row.output for row in tables["group"]} == typed("group", "category")
    assert {(row.enterprise_id, row.category): row.output for row in tables["enterprise"]} == typed(
        "enterprise", "category"
    )
    assert {(row.enterprise_id, row.category): row.quota for row in tables["enterprise"]} == story.year.quotas


def test_what_lapsed_is_what_was_not_made(story: Story) -> None:
    made, quotas = story.year.sums("enterprise", "category"), story.year.quotas
    by_hand = {key: quota - made[key] for key, quota in quotas.items() if quota > made[key]}
    transfers = QuotaTransfer.objects.filter(lapse__isnull=False, source__enterprise__isnull=False)
    booked = {(row.source.enterprise_id, row.source.category): row.tonnes for row in transfers if row.source}
    assert booked == by_hand
    # Equal parts of a share leave what rounding leaves.
    left = sum(official(2).values(), Decimal(0)) - sum(quotas.values(), Decimal(0))
    groups = QuotaTransfer.objects.filter(lapse__isnull=False, source__group__isnull=False)
    assert sum((row.tonnes for row in groups), Decimal(0)) == left


def test_the_next_year_is_open(story: Story) -> None:
    with at(noon(1, 1, 2022)):
        open_reporting_years()
        page = story.year.desks.browser(story.year.desks.people("northern-re")[0]).get(
            reverse("report_list") + "?year=2022"
        )
    assert [str(duty.month) for duty in page.context["duties"]] == [f"2022-{number:02d}" for number in range(1, 13)]
