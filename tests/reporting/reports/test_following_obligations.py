"""What a submission obliges others to: the ministry decides in time, the group sends again, provinces check."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db.models import Q

from accounts.models import Organisation
from allocations.models import Filing
from allocations.services.filings import (
    accept_filing,
    consult,
    return_filing,
    save_draft,
    start_filing,
    submit_filing,
)
from common.constraints import Refusal
from common.periods import SHANGHAI, Month, at, end_of
from deadlines.models import Obligation
from deadlines.services.calendar import current_calendar
from deadlines.services.extensions import ask_extension, grant_extension
from deadlines.services.followups import open_answer_obligation, open_check_obligation
from deadlines.services.obligations import open_filing_obligation
from reporting.models import ProductionReport
from reporting.rules.form import cell_name
from reporting.services.decisions import accept_report, return_report, submit_report
from reporting.services.drafts import save_report, start_correction
from tests.builders import BUILDER
from tests.reporting.conftest import SEPTEMBER, World, figures, noon, t

pytestmark = pytest.mark.django_db
Kind = Obligation.Kind


def duties(kind: str) -> list[Obligation]:
    """Those about September's report and the first filing of Northern Rare Earth, in the order they arose."""
    rows = Obligation.objects.filter(kind=kind, period__in=("2021-09", "2021-1"))
    return list(rows.filter(Q(organisation__code="northern-re") | Q(about__code="northern-re")).order_by("pk"))


def send_again(world: World, report: ProductionReport) -> ProductionReport:
    """The corrected version of what was returned."""
    second = start_correction(report=report, reason="", by=world.cast.northern_clerk)
    return submit_report(report=second, by=world.cast.northern_officer)


class TestTheMinistryDecides:
    def test_a_submitted_report_is_to_be_decided_within_five_working_days(self, world: World) -> None:
        report = world.submitted()
        (duty,) = duties(Kind.REPORT_DECISION)
        assert (duty.organisation.code, duty.about, duty.period) == ("miit", report.group, "2021-09")
        assert duty.due_on == date(2021, 10, 14)  # Friday the 8th; the 9th was a make-up Saturday
        assert duty.explanation == "自2021年10月8日（报送日期）起5个工作日，从次一工作日起算"
        assert duty.met_at is None

    def test_the_days_are_a_setting(self, world: World, settings: Any) -> None:
        settings.REPORT_DECISION_WORKDAYS = 3
        world.submitted()
        assert duties(Kind.REPORT_DECISION)[0].due_on == date(2021, 10, 12)

    @pytest.mark.parametrize("answer", ["accept", "return"])
    def test_accepting_and_returning_both_meet_it(self, world: World, answer: str) -> None:
        report = world.submitted()
        with at(noon(10, 14)):
            if answer == "accept":
                accept_report(report=report, by=world.cast.miit_officer)
            else:
                return_report(report=report, reason="请核对。", by=world.cast.miit_officer)
        (duty,) = duties(Kind.REPORT_DECISION)
        assert duty.met_at == noon(10, 14)
        assert duty.punctuality(noon(10, 14), current_calendar()).status == "met_on_time"

    def test_a_decision_after_its_day_is_late(self, world: World) -> None:
        report = world.submitted()
        with at(noon(10, 18)):
            accept_report(report=report, by=world.cast.miit_officer)
        punctuality = duties(Kind.REPORT_DECISION)[0].punctuality(noon(10, 18), current_calendar())
        assert (punctuality.status, punctuality.workdays) == ("met_late", 2)

    def test_each_round_has_its_own(self, world: World) -> None:
        report = world.submitted()
        report = return_report(report=report, reason="请核对。", by=world.cast.miit_officer)
        with at(noon(10, 12)):
            send_again(world, report)
        first, second = duties(Kind.REPORT_DECISION)
        assert first.met_at is not None
        assert (second.met_at, second.due_on) == (None, date(2021, 10, 19))
        assert {first.reference, second.reference} == {"northern-re/1", "northern-re/2"}

    def test_a_filing_is_to_be_decided_within_ten(self, world: World) -> None:
        (duty,) = duties(Kind.FILING_DECISION)
        assert duty.due_on == current_calendar().add_workdays(date(2021, 3, 3), 10)
        assert duty.met_at == noon(3, 3)


class TestWhatWasReturned:
    def test_a_returned_report_has_its_own_new_deadline(self, world: World) -> None:
        report = world.submitted()
        with at(noon(10, 12)):
            return_report(report=report, reason="请核对。", by=world.cast.miit_officer)
        (duty,) = duties(Kind.REPORT_AGAIN)
        assert (duty.organisation, duty.due_on) == (report.group, date(2021, 10, 19))
        assert duty.explanation == "自2021年10月12日（退回日期）起5个工作日，从次一工作日起算"

    def test_sending_it_again_meets_that_one_and_leaves_the_first_verdict(self, world: World) -> None:
        report = world.submitted()
        first, submitted_at = duties(Kind.MONTHLY_REPORT)[0], report.submitted_at
        report = return_report(report=report, reason="请核对。", by=world.cast.miit_officer)
        with at(noon(10, 20)):  # after the report's own due day, and after that of the correction
            send_again(world, report)
        again = duties(Kind.REPORT_AGAIN)[0]
        calendar, now = current_calendar(), noon(10, 20)
        assert again.met_at == noon(10, 20)
        assert again.punctuality(now, calendar).status == "met_late"
        first.refresh_from_db()
        assert first.met_at == submitted_at
        assert first.punctuality(now, calendar).status == "met_on_time"

    def test_a_returned_filing_as_well(self, world: World) -> None:
        cast, group = world.cast, world.group
        with at(noon(4, 1)):
            filing = start_filing(group=group, year=2021, by=cast.northern_clerk)
            shares = {(world.plant.pk, "separation"): t(900), (world.mine.pk, "mining_rock"): t(1900)}
            filing = save_draft(filing=filing, figures=shares, by=cast.northern_clerk)
            consult(filing=filing, by=cast.northern_clerk)
            filing = submit_filing(filing=filing, by=cast.northern_officer)
            filing = return_filing(filing=filing, reason="请核对。", by=cast.miit_officer)
        (again,) = duties(Kind.FILING_AGAIN)
        assert again.due_on == current_calendar().add_workdays(date(2021, 4, 1), 5)
        with at(noon(4, 6)):
            filing = save_draft(filing=filing, figures=shares, by=cast.northern_clerk)
            consult(filing=filing, by=cast.northern_clerk)
            accept_filing(filing=submit_filing(filing=filing, by=cast.northern_officer), by=cast.miit_officer)
        again.refresh_from_db()
        assert again.met_at == noon(4, 6)
        assert [duty.met_at is not None for duty in duties(Kind.FILING_DECISION)] == [True] * 3
        assert Filing.objects.get(pk=filing.pk).state == "accepted"


class TestShortFilings:
    def test_a_month_without_production_is_met_by_its_short_filing(self, world: World) -> None:
        report = world.submitted(output=0)
        duty = duties(Kind.MONTHLY_REPORT)[0]
        assert duty.met_at == report.submitted_at
        assert {line.no_production_reason for line in report.lines.all()} == {"maintenance"}

    def test_so_is_a_shutdown(self, world: World) -> None:
        cells = figures(world.plant, 0) | figures(world.mine, 0)
        for row, category in ((world.plant, "separation"), (world.mine, "mining_rock")):
            cells[cell_name("reason", row.pk, category)] = "long_halt"
        report = save_report(report=world.started(), cells=cells, by=world.cast.northern_clerk)
        submit_report(report=report, by=world.cast.northern_officer)
        assert duties(Kind.MONTHLY_REPORT)[0].met_at is not None

    def test_without_its_reason_it_is_not(self, world: World) -> None:
        cells = figures(world.plant, 0) | figures(world.mine, 0)
        for row, category in ((world.plant, "separation"), (world.mine, "mining_rock")):
            cells[cell_name("reason", row.pk, category)] = None
        report = save_report(report=world.started(), cells=cells, by=world.cast.northern_clerk)
        with pytest.raises(Refusal):
            submit_report(report=report, by=world.cast.northern_officer)
        assert duties(Kind.MONTHLY_REPORT)[0].met_at is None


class TestProvinces:
    def test_a_month_is_to_be_checked_by_a_day_of_the_next_one(self, cast: Any) -> None:
        authority = cast.neimenggu_industry.organisation
        duty = open_check_obligation(authority=authority, month=SEPTEMBER, by=BUILDER)
        assert (duty.organisation, duty.due_on) == (authority, date(2021, 10, 20))
        assert duty.opens_at == datetime(2021, 10, 1, tzinfo=SHANGHAI)
        assert open_check_obligation(authority=authority, month=SEPTEMBER, by=BUILDER) == duty
        assert duty in Obligation.objects.visible_to(cast.neimenggu_industry)
        assert duty not in Obligation.objects.visible_to(cast.northern_clerk)

    def test_a_finding_is_to_be_answered_once_within_ten_working_days(self, cast: Any) -> None:
        home = cast.northern_clerk.organisation
        values = {"organisation": home, "month": SEPTEMBER, "about": None, "at": noon(10, 8), "by": BUILDER}
        one, two = (open_answer_obligation(reference=number, **values) for number in ("F-1", "F-2"))
        assert one != two
        assert open_answer_obligation(reference="F-1", **values) == one
        assert one.due_on == current_calendar().add_workdays(date(2021, 10, 8), 10)


class TestFourInstants:
    def test_without_the_setting_nothing_locks(self, world: World) -> None:
        duty = duties(Kind.MONTHLY_REPORT)[0]
        assert duty.locked_from is None
        with at(noon(12, 31)):
            world.submitted()

    def test_opens_due_late_from_and_locked(self, cast: Any, settings: Any) -> None:
        settings.OBLIGATION_LOCK_WORKDAYS = 5
        duty = self.opened(10)
        assert duty.opens_at < duty.late_from < (duty.locked_from or duty.opens_at)
        assert duty.late_from == end_of(duty.due_on)
        assert duty.locked_from == end_of(current_calendar().add_workdays(duty.due_on, 5))

    @pytest.mark.parametrize(("count", "due"), [(3, 27), (10, 7), (15, 14), (20, 22)])
    def test_so_many_working_days_after_the_notices_date(self, cast: Any, count: int, due: int) -> None:
        assert self.opened(count).due_on.day == due

    def test_or_a_fixed_day(self, cast: Any) -> None:
        assert self.opened(None, date(2021, 9, 12)).due_on == date(2021, 9, 12)

    def opened(self, count: int | None, fixed: date | None = None) -> Obligation:
        return open_filing_obligation(
            organisation=Organisation.objects.get(code="northern-re"), year=2021, batch=2,
            clock_day=date(2021, 8, 24), clock_kind="signed", working_days=count, fixed_day=fixed,
            opens_at=datetime(2021, 8, 24, 9, tzinfo=SHANGHAI), by=BUILDER,
        )  # fmt: skip

    def test_what_is_locked_is_refused_until_it_is_extended(self, world: World) -> None:
        report = world.filled()
        duty = duties(Kind.MONTHLY_REPORT)[0]
        locked = datetime(2021, 10, 16, tzinfo=SHANGHAI)
        Obligation.objects.filter(pk=duty.pk).update(locked_from=locked)
        with at(locked), pytest.raises(Refusal) as refused:
            submit_report(report=report, by=world.cast.northern_officer)
        assert refused.value.code == "locked"
        assert ProductionReport.objects.get(pk=report.pk).state == "draft"
        with at(locked):
            until = date(2021, 10, 22)
            asked = ask_extension(
                obligation=duty, reason="设备故障。", wanted_until=until, by=world.cast.northern_clerk
            )
            grant_extension(extension=asked, until=until, by=world.cast.miit_officer)
            submit_report(report=report, by=world.cast.northern_officer)
        duty.refresh_from_db()
        assert duty.punctuality(locked, current_calendar()).status == "met_on_time"

    def test_the_last_instant_before_it_locks_is_in_time_to_be_late(self, world: World) -> None:
        report = world.filled()
        duty = duties(Kind.MONTHLY_REPORT)[0]
        locked = datetime(2021, 10, 16, tzinfo=SHANGHAI)
        Obligation.objects.filter(pk=duty.pk).update(locked_from=locked)
        with at(locked - timedelta(microseconds=1)):
            submit_report(report=report, by=world.cast.northern_officer)
        duty.refresh_from_db()
        assert duty.punctuality(locked, current_calendar()).status == "met_late"


def test_every_kind_of_duty_names_its_period_for_people(world: World) -> None:
    world.submitted()
    labels = {duty.kind: duty.period_label for duty in Obligation.objects.all()}
    assert labels[Kind.REPORT_DECISION] == Month(2021, 9).label
    assert labels[Kind.FILING_DECISION] == "2021年第1批"
