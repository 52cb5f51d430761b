"""Output before the year's first notice waits for the quota (待下达): it counts from January, is set against the quota
of whichever batch brings it, and is a finding only when the year has given the enterprise none (domain.md 4)."""

from collections.abc import Callable
from copy import deepcopy
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Organisation
from allocations.models import Filing
from allocations.services.filings import accept_filing, consult, save_draft, start_filing, submit_filing
from allocations.services.reporting_years import open_reporting_year
from common.constraints import NotAllowed, NotValid
from common.periods import SHANGHAI, Month, at
from deadlines.models import Obligation
from enterprises.models import Enterprise
from reporting.models import Finding, ProductionReport
from reporting.reads.cells import Cells
from reporting.reads.effects import effects_of
from reporting.reads.enterprise_execution import by_enterprise
from reporting.reads.execution import by_group, by_province, national
from reporting.reads.grid import grid_of
from reporting.rules.form import cell_name
from reporting.services.checks import check
from reporting.services.decisions import accept_report, decide_finding, submit_report
from reporting.services.drafts import save_report, start_correction, start_report
from reporting.services.findings import explain_finding, settle_awaited_output
from reporting.tasks import settle_last_year
from tests.builders import BUILDER, enterprise, issued
from tests.reporting.conftest import figures, t

pytestmark = pytest.mark.django_db


def noon(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=SHANGHAI)


class Late:
    """2021 with its first notice in July, after 2020 in which Northern had quota: two plants, and a third one that no
    batch will give anything."""

    def __init__(self, cast: Any) -> None:
        self.cast = cast
        self.group = Organisation.objects.get(code="northern-re")
        with at(noon(2020, 3, 2)):
            issued(cast, 1, year=2020, signed_on="2020-03-02", published_on="2020-03-02")
        self.one, self.two, self.none = (enterprise(number) for number in (1, 2, 3))
        with at(noon(2021, 1, 1)):
            open_reporting_year(year=2021, by=BUILDER)

    def filled(self, month: int, **outputs: Any) -> ProductionReport:
        """The month's report with these outputs by enterprise; the others made nothing."""
        period = Month(2021, month)
        report = start_report(group=self.group, month=period, by=self.cast.northern_clerk)
        cells: Cells = {}
        for name in ("one", "two", "none"):
            plant: Enterprise = getattr(self, name)
            opening = report.lines.filter(enterprise=plant).values_list("opening_stock", flat=True).first()
            cells |= figures(plant, outputs.get(name, 0), opening=opening or 0)
        report = save_report(report=report, cells=cells, by=self.cast.northern_clerk)
        explained = {
            cell_name(f"why_{violation.code}", int(violation.cell.split("-")[1]), "separation"): "订单安排"
            for violation in check(report).unexplained
        }
        return save_report(report=report, cells=explained, by=self.cast.northern_clerk)

    def report(self, month: int, **outputs: Any) -> ProductionReport:
        """Filled in, submitted and accepted in the first days of the next month."""
        following = Month(2021, month).next
        with at(noon(following.year, following.month, 8)):
            sent = submit_report(report=self.filled(month, **outputs), by=self.cast.northern_officer)
            return accept_report(report=sent, by=self.cast.miit_officer)

    def notice(self, batch: int, when: datetime) -> None:
        with at(when):
            day = str(when.date())
            issued(self.cast, batch, signed_on=day, published_on=day)

    def split(self, when: datetime, **shares: Any) -> Filing:
        clerk = self.cast.northern_clerk
        with at(when):
            filing = start_filing(group=self.group, year=2021, by=clerk)
            figures_ = {(getattr(self, name).pk, "separation"): t(tonnes) for name, tonnes in shares.items()}
            filing = save_draft(filing=filing, figures=figures_, by=clerk)
            consult(filing=filing, by=clerk)
            return accept_filing(
                filing=submit_filing(filing=filing, by=self.cast.northern_officer), by=self.cast.miit_officer
            )


@pytest.fixture(scope="module")
def built(built_once: Callable[..., Any]) -> Late:
    late: Late = built_once(Late)
    return late


@pytest.fixture
def year(built: Late, db: None) -> Late:
    return deepcopy(built)


def executed(plant: Enterprise, until: Month, when: datetime) -> Any:
    with at(when):
        rows = by_enterprise(until, Enterprise.objects.filter(pk=plant.pk))
    return rows[0].executed if rows else None


def test_a_month_before_any_notice_is_reported_without_a_finding(year: Late) -> None:
    report = year.report(1, one=100, two=50, none=20)
    assert (report.state, report.in_force) == ("accepted", True)
    assert not Finding.objects.exists()
    duty = Obligation.objects.get(kind="monthly_report", period="2021-01", organisation=year.group)
    assert duty.met_at is not None and duty.met_at < duty.late_from


def test_the_first_report_of_the_year_has_a_row_for_everybody_where_nothing_is_known(year: Late) -> None:
    with at(noon(2021, 2, 3)):
        report = start_report(group=year.group, month=Month(2021, 1), by=year.cast.northern_clerk)
    assert set(report.lines.values_list("enterprise", flat=True)) == {year.one.pk, year.two.pk, year.none.pk}


def test_everywhere_it_waits_for_quota_and_counts(year: Late) -> None:
    year.report(1, one=100, two=50)
    january = Month(2021, 1)
    shown = executed(year.one, january, noon(2021, 3, 1))
    assert (shown.output, shown.quota, shown.awaited, shown.is_over) == (100, 0, True, False)
    with at(noon(2021, 3, 1)):
        [group] = by_group(january)
        [province] = by_province(january)
        [nation] = [row for row in national(january) if row.category == "separation"]
    for row in (group.by_category["separation"], province.by_category["separation"], nation):
        assert (row.output, row.awaited, row.is_over) == (t(150), True, False)


def test_the_report_and_the_pages_say_to_be_issued(year: Late, as_user: Any) -> None:
    report = year.report(1, one=100)
    with at(noon(2021, 3, 1)):
        [part] = grid_of(report)
        assert [row.awaited for row in part.rows if row.enterprise == year.one] == [True]
        browser = as_user(year.cast.miit_officer)
        browser.cookies["django_language"] = "zh-hans"
        addresses = [
            reverse("report_detail", args=[report.pk]),
            reverse("execution") + "?until=2021-01",
            reverse("execution_group", args=["northern-re"]) + "?until=2021-01",
            reverse("execution_enterprise", args=[year.one.pk]) + "?until=2021-01",
            reverse("execution_provinces") + "?until=2021-01",
        ]
        for address in addresses:
            page = browser.get(address).content.decode()
            assert "待下达" in page, address
            assert "无指标生产" not in page, address


def test_the_quota_of_july_is_set_against_the_output_since_january(year: Late) -> None:
    for month in range(1, 7):
        year.report(month, one=100, two=50)
    year.notice(1, noon(2021, 7, 20))
    year.split(noon(2021, 7, 30), one=1500, two=280)
    one = executed(year.one, Month(2021, 6), noon(2021, 8, 2))
    assert (one.output, one.quota, one.awaited, one.remaining) == (600, 1500, False, 900)
    two = executed(year.two, Month(2021, 6), noon(2021, 8, 2))
    assert (two.output, two.quota, two.is_over) == (300, 280, True)
    # June's report then shows the quota that came after it.
    june = ProductionReport.objects.get(group=year.group, month=6)
    with at(noon(2021, 8, 2)):
        rows = {row.enterprise: row for row in grid_of(june)[0].rows}
    assert (rows[year.one].came_later, rows[year.one].history.quota, rows[year.one].remaining) == (
        True,
        t(1500),
        t(900),
    )
    # The next month that produces is above the quota, and says so.
    year.report(7, one=100, two=50)
    assert list(Finding.objects.values_list("code", "line__enterprise")) == [("over_quota", year.two.pk)]


def test_the_first_quota_may_come_in_the_second_batch(year: Late) -> None:
    for month in range(1, 7):
        year.report(month, one=100, two=50)
    year.notice(1, noon(2021, 7, 20))
    year.split(noon(2021, 7, 30), one=1500)
    two = executed(year.two, Month(2021, 6), noon(2021, 8, 2))
    assert (two.awaited, two.is_over) == (True, False)
    assert not Finding.objects.exists()
    year.notice(2, noon(2021, 9, 30))
    year.split(noon(2021, 10, 12), one=1500, two=700)
    two = executed(year.two, Month(2021, 6), noon(2021, 10, 13))
    assert (two.quota, two.awaited, two.remaining) == (700, False, 400)
    with at(noon(2022, 1, 20)):
        assert settle_awaited_output(year=2021, by=BUILDER) == 0


def test_what_is_produced_after_the_split_by_who_got_nothing_is_found_at_once(year: Late) -> None:
    year.notice(1, noon(2021, 7, 20))
    year.split(noon(2021, 7, 30), one=1500)
    year.report(8, one=100, none=30)
    assert list(Finding.objects.values_list("code", "line__enterprise")) == [("no_quota", year.none.pk)]
    shown = executed(year.none, Month(2021, 8), noon(2021, 9, 20))
    assert (shown.awaited, shown.is_over) == (False, True)


def test_a_group_that_does_not_split_in_time_cannot_wait_for_ever(year: Late) -> None:
    # Due on 3 August 2021, ten working days after the 20th of July.
    year.notice(1, noon(2021, 7, 20))
    year.report(8, one=100)
    assert not Finding.objects.exists()
    year.report(9, one=100)
    assert list(Finding.objects.values_list("code", "line__report__month")) == [("no_quota", 9)]
    assert executed(year.one, Month(2021, 9), noon(2021, 10, 20)).is_over


class TestTheYearIsOver:
    """Then nothing can come any more, and what waited in vain becomes a finding, opened once."""

    @pytest.fixture
    def ended(self, year: Late) -> Late:
        for month in (1, 2):
            year.report(month, one=100, none=20)
        year.notice(1, noon(2021, 7, 20))
        year.split(noon(2021, 7, 30), one=1500)
        return year

    def test_not_before_the_first_of_january(self, ended: Late) -> None:
        with at(datetime(2021, 12, 31, 23, 59, tzinfo=SHANGHAI)):
            assert settle_awaited_output(year=2021, by=BUILDER) == 0
            assert settle_last_year() == 0

    def test_each_month_is_a_finding_once_and_is_to_be_explained(self, ended: Late) -> None:
        with at(noon(2022, 1, 4)):
            assert settle_last_year() == 2
            assert settle_last_year() == 0
        findings = list(Finding.objects.order_by("line__report__month"))
        assert [(one.code, one.state, one.line.report.month) for one in findings] == [
            ("no_quota", "open", 1), ("no_quota", "open", 2),
        ]  # fmt: skip
        assert "没有冶炼分离指标，本月产量为20吨" in findings[0].sentence_zh
        duties = Obligation.objects.filter(kind="finding_answer", organisation=ended.group)
        assert [(duty.reference, duty.due_on) for duty in duties.order_by("pk")] == [
            (one.reference, date(2022, 1, 18)) for one in findings
        ]
        assert executed(ended.none, Month(2021, 12), noon(2022, 1, 4)).is_over

    def test_the_group_explains_and_the_ministry_decides(self, ended: Late) -> None:
        cast = ended.cast
        with at(noon(2022, 1, 4)):
            settle_last_year()
            first, second = Finding.objects.order_by("line__report__month")
            with pytest.raises(NotAllowed):
                explain_finding(finding=first, explanation="是", by=cast.southern_clerk)
            with pytest.raises(NotValid):
                explain_finding(finding=first, explanation=" ", by=cast.northern_clerk)
            explain_finding(finding=first, explanation="试生产", by=cast.northern_clerk)
            decide_finding(finding=first, decision="移交省级部门查处", by=cast.miit_officer)
            # Decided without an explanation: nobody waits for one any more.
            decide_finding(finding=second, decision="移交省级部门查处", by=cast.miit_officer)
        answers = Obligation.objects.filter(kind="finding_answer")
        assert [(duty.reference, duty.met_at is not None) for duty in answers] == [(first.reference, True)]

    def test_on_the_page_and_in_the_api(self, ended: Late, as_user: Any) -> None:
        cast = ended.cast
        with at(noon(2022, 1, 4)):
            settle_last_year()
            first, second = Finding.objects.order_by("line__report__month")
            clerk = as_user(cast.northern_clerk)
            page = clerk.get(reverse("report_detail", args=[first.line.report_id])).content.decode()
            assert reverse("finding_explain", args=[first.pk]) in page
            duty = Obligation.objects.get(reference=first.reference)
            opened = clerk.get(reverse("obligation_form", args=[duty.pk]))
            assert opened.headers["Location"] == reverse("report_detail", args=[first.line.report_id])
            assert clerk.post(reverse("finding_explain", args=[first.pk]), {"explanation": "试生产"}).status_code == 302
            sent = clerk.post(f"/api/v1/findings/{second.pk}/explain/", {"explanation": "试生产"}, "application/json")
            assert (sent.status_code, sent.json()["state"]) == (200, "explained")
            officer = as_user(cast.miit_officer)
            decided = officer.post(f"/api/v1/findings/{second.pk}/decide/", {"decision": "查处"}, "application/json")
            assert decided.json()["state"] == "decided"

    def test_a_group_that_still_has_to_split_is_left_alone(self, ended: Late) -> None:
        ended.notice(2, noon(2021, 12, 24))
        with at(noon(2022, 1, 4)):
            assert settle_last_year() == 0
        ended.split(noon(2022, 1, 5), one=1500, none=100)
        with at(noon(2022, 1, 6)):
            assert settle_last_year() == 0
        assert not Finding.objects.exists()

    def test_quota_that_came_below_what_was_made_before_is_found_even_when_nothing_was_made_after(
        self, year: Late
    ) -> None:
        year.report(1, one=100)
        year.report(2, one=100)
        year.notice(1, noon(2021, 7, 20))
        year.split(noon(2021, 7, 30), one=150)
        with at(noon(2022, 1, 4)):
            assert settle_last_year() == 1
            assert settle_last_year() == 0
        finding = Finding.objects.get()
        assert (finding.code, finding.line.report.month) == ("over_quota", 2)
        assert "累计产量200吨，超过指标150吨达50吨" in finding.sentence_zh

    def test_a_year_without_any_notice_ends_in_findings(self, year: Late) -> None:
        year.report(1, one=100)
        with at(noon(2022, 1, 4)):
            assert settle_last_year() == 1


def test_a_correction_of_what_waits_opens_nothing(year: Late) -> None:
    report = year.report(1, one=100)
    with at(noon(2021, 3, 1)):
        draft = start_correction(report=report, reason="更正", by=year.cast.northern_clerk)
        cells = figures(year.one, 120)
        effects = effects_of(save_report(report=draft, cells=cells, by=year.cast.northern_clerk))
    assert effects is not None
    assert effects.findings == []
    assert [(row.before, row.after) for row in effects.cumulatives] == [(Decimal(100), Decimal(120))]
