"""Officials keep the operating parameters: a value with its day, two people, what moves, and past days as they were."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Organisation
from allocations.reads.quotas import nation_quotas
from audit.models import Event
from common.constraints import NotAllowed, NotValid, Refusal
from common.periods import Month, at, day_text, end_of
from deadlines.models import Obligation, Parameter
from deadlines.reads.parameters import Name, count_on, figure_on, numbers_on, parameters_asked_once
from deadlines.rules.calendar import ONE_DAY
from deadlines.services.calendar import current_calendar
from deadlines.services.followups import open_check_obligation, submitted
from deadlines.services.obligations import meet_one, open_report_obligations
from deadlines.services.parameters import (
    FIRST_DAY,
    confirm_parameter,
    preview,
    preview_waiting,
    propose_parameter,
    recall_parameter,
    refuse_parameter,
    take_over_environment,
)
from deadlines.services.year_duties import open_statement_duty
from reporting.reads.execution import Executed
from reporting.reads.histories import limits_on
from reporting.reads.mark_effects import marks
from tests.builders import BUILDER, issued
from tests.conftest import JOURNEY, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TOMORROW = JOURNEY.date() + timedelta(days=1)
REASON = "办公厅意见"


def proposed(cast: Cast, name: str, value: str, since: date = TOMORROW) -> Parameter:
    return propose_parameter(name=name, value=value, since=since, reason=REASON, by=cast.miit_clerk)


def in_force(cast: Cast, name: str, value: str, since: date = TOMORROW) -> Parameter:
    parameter = proposed(cast, name, value, since)
    confirm_parameter(parameter=parameter, by=cast.miit_officer)
    parameter.refresh_from_db()
    return parameter


def group() -> Organisation:
    return Organisation.objects.get(code="northern-re")


def year_of_reports() -> dict[str, Obligation]:
    duties = open_report_obligations(
        organisation=group(), year=2021, due_day=None, first_month=Month(2021, 9), by=BUILDER
    )
    return {duty.period: duty for duty in duties}


class TestFirstValues:
    def test_the_environments_values_become_the_first_rows_once(self, settings: Any) -> None:
        settings.REPORT_DECISION_WORKDAYS, settings.REMINDER_WORKDAYS = 8, (6, 2)
        assert take_over_environment() == len(Name)
        assert take_over_environment() == 0
        settings.REPORT_DECISION_WORKDAYS = 3
        assert count_on(Name.REPORT_DECISION_WORKDAYS, FIRST_DAY) == 8
        assert numbers_on(Name.REMINDER_WORKDAYS, TOMORROW) == (6, 2)
        row = Parameter.objects.get(name="report_decision_workdays")
        assert (row.since, row.entered_by, row.state) == (FIRST_DAY, None, "in_force")
        assert Event.objects.filter(action="parameter.load").count() == len(Name)

    def test_every_value_of_the_environment_fits_its_parameter(self, db: None, settings: Any) -> None:
        take_over_environment()
        for row in Parameter.objects.all():
            assert row.shape.parse(row.value) == getattr(settings, row.name.upper())


class TestEntering:
    @pytest.mark.parametrize(
        ("name", "value", "kept"),
        [
            ("report_decision_workdays", " １２ ", "12"),
            ("reminder_workdays", "1，5、10", "10,5,1"),
            ("execution_warnings", "100, 75", "75,100"),
            ("traceability_tolerance_share", "0.050", "0.05"),
        ],
    )
    def test_what_is_typed_is_read_as_meant(self, cast: Cast, name: str, value: str, kept: str) -> None:
        assert proposed(cast, name, value).value == kept

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("report_decision_workdays", "0"), ("report_decision_workdays", "2.5"), ("report_decision_workdays", "3,4"),
            ("report_due_day", "29"), ("reminder_workdays", "soon"), ("reminder_workdays", ""),
            ("traceability_tolerance_share", "1.1"), ("traceability_tolerance_share", "0.0000001"),
            ("traceability_tolerance_tonnes", "NaN"), ("execution_warnings", "-5"),
        ],
    )  # fmt: skip
    def test_what_is_no_value_is_refused_at_its_field(self, cast: Cast, name: str, value: str) -> None:
        with pytest.raises(NotValid) as refused:
            proposed(cast, name, value)
        assert list(refused.value.cells) == ["value"]
        assert not Parameter.objects.exists()

    @pytest.mark.parametrize("since", [None, JOURNEY.date(), date(2021, 1, 1)])
    def test_a_day_that_has_begun_is_not_judged_anew(self, cast: Cast, since: date | None) -> None:
        with pytest.raises(NotValid) as refused:
            propose_parameter(
                name="report_decision_workdays", value="7", since=since, reason=REASON, by=cast.miit_clerk
            )
        assert list(refused.value.cells) == ["since"]

    def test_without_a_reason_or_a_change_it_is_not(self, cast: Cast) -> None:
        for value, reason, cell in (("7", " ", "reason"), ("5", REASON, "value")):
            with pytest.raises(NotValid) as refused:
                propose_parameter(
                    name="report_decision_workdays", value=value, since=TOMORROW, reason=reason, by=cast.miit_clerk
                )
            assert list(refused.value.cells) == [cell]
        with pytest.raises(NotValid):
            proposed(cast, "secret_key", "7")

    def test_one_waits_at_a_time(self, cast: Cast) -> None:
        proposed(cast, "report_decision_workdays", "7")
        with pytest.raises(Refusal), transaction.atomic():
            proposed(cast, "report_decision_workdays", "8")
        assert proposed(cast, "filing_decision_workdays", "8").pk


class TestTwoPeople:
    def test_who_may(self, cast: Cast) -> None:
        with pytest.raises(NotAllowed):
            propose_parameter(
                name="report_decision_workdays", value="7", since=TOMORROW, reason=REASON, by=cast.miit_officer
            )
        waiting = proposed(cast, "report_decision_workdays", "7")
        for user in (cast.miit_clerk, cast.mnr_officer, cast.northern_officer):
            with pytest.raises(NotAllowed):
                confirm_parameter(parameter=waiting, by=user)
            with pytest.raises(NotAllowed):
                refuse_parameter(parameter=waiting, reason="误", by=user)
        with pytest.raises(NotAllowed):
            recall_parameter(parameter=waiting, reason="误", by=cast.miit_officer)

    def test_the_database_refuses_one_person(self, cast: Cast) -> None:
        waiting = proposed(cast, "report_decision_workdays", "7")
        with pytest.raises(IntegrityError), transaction.atomic():
            Parameter.objects.filter(pk=waiting.pk).update(state="in_force", decided_by=waiting.entered_by)
        with pytest.raises(IntegrityError), transaction.atomic():
            Parameter.objects.filter(pk=waiting.pk).update(state="in_force")

    def test_confirmed_twice_it_is_confirmed_once_and_logged_once(self, cast: Cast) -> None:
        waiting = proposed(cast, "report_decision_workdays", "7")
        for _time in range(2):
            confirm_parameter(parameter=waiting, by=cast.miit_officer)
        event = Event.objects.get(action="parameter.confirm")
        assert (event.after["value"], event.after["since"]) == ("7", str(TOMORROW))
        assert event.before["value"] == "5"

    def test_refused_or_taken_back_it_stays_readable_and_another_can_be_entered(self, cast: Cast) -> None:
        first = proposed(cast, "report_decision_workdays", "7")
        with pytest.raises(NotValid):
            refuse_parameter(parameter=first, reason=" ", by=cast.miit_officer)
        refuse_parameter(parameter=first, reason="过长", by=cast.miit_officer)
        second = proposed(cast, "report_decision_workdays", "6")
        for _time in range(2):
            recall_parameter(parameter=second, reason="误", by=cast.miit_clerk)
        for closed in (first, second):
            with pytest.raises(Refusal):
                confirm_parameter(parameter=closed, by=cast.miit_officer)
        assert [(row.state, row.refusal_reason) for row in Parameter.objects.order_by("pk")] == [
            ("refused", "过长"), ("recalled", "误"),
        ]  # fmt: skip
        assert count_on(Name.REPORT_DECISION_WORKDAYS, TOMORROW) == 5

    def test_what_its_day_has_overtaken_is_not_confirmed(self, cast: Cast) -> None:
        waiting = proposed(cast, "report_decision_workdays", "7")
        with at(JOURNEY + timedelta(days=1)), pytest.raises(Refusal) as refused:
            confirm_parameter(parameter=waiting, by=cast.miit_officer)
        assert refused.value.code == "day_has_come"

    def test_what_was_seen_is_what_is_confirmed(self, cast: Cast) -> None:
        year_of_reports()
        waiting = proposed(cast, "report_due_day", "15", date(2021, 11, 1))
        seen = preview_waiting(waiting).fingerprint
        meet_one(Obligation.objects.get(period="2021-11"), at=JOURNEY, by=BUILDER)
        with pytest.raises(Refusal) as refused:
            confirm_parameter(parameter=waiting, by=cast.miit_officer, seen=seen)
        assert refused.value.code == "changed_since"
        confirm_parameter(parameter=waiting, by=cast.miit_officer, seen=preview(waiting).fingerprint)
        with pytest.raises(Refusal):
            preview_waiting(Parameter.objects.get())


class TestDays:
    def test_each_day_has_its_value(self, cast: Cast) -> None:
        in_force(cast, "report_decision_workdays", "7", date(2021, 11, 1))
        in_force(cast, "report_decision_workdays", "9", date(2022, 1, 1))
        days = (date(2020, 1, 1), date(2021, 10, 31), date(2021, 11, 1), date(2021, 12, 31), date(2022, 1, 1))
        assert [count_on(Name.REPORT_DECISION_WORKDAYS, day) for day in days] == [5, 5, 7, 7, 9]

    def test_another_value_from_the_same_day_takes_its_place(self, cast: Cast) -> None:
        first = in_force(cast, "report_decision_workdays", "7")
        in_force(cast, "report_decision_workdays", "8")
        first.refresh_from_db()
        assert first.state == "superseded"
        assert count_on(Name.REPORT_DECISION_WORKDAYS, TOMORROW) == 8

    def test_a_deadline_is_counted_by_the_value_of_its_day(self, cast: Cast) -> None:
        in_force(cast, "report_decision_workdays", "2")
        for month, later in (("2021-08", 0), ("2021-09", 1)):
            with at(JOURNEY + timedelta(days=later)):
                submitted(
                    kind="monthly_report", group=group(), year=2021, period=month, at=JOURNEY + timedelta(days=later),
                    by=BUILDER,
                )  # fmt: skip
        duties = Obligation.objects.filter(kind="report_decision").order_by("period")
        assert [duty.derivation["count"] for duty in duties] == [5, 2]

    def test_marks_and_tolerances_are_those_of_the_day(self, cast: Cast) -> None:
        in_force(cast, "execution_warnings", "50")
        in_force(cast, "traceability_tolerance_tonnes", "2.5")
        day = JOURNEY.date()
        cells = [Executed("separation", Decimal(100), Decimal(60), judged_on=on) for on in (day, TOMORROW)]
        assert [cell.warning for cell in cells] == [0, 50]
        assert [limits_on(on).traceability_absolute for on in (day, TOMORROW)] == [Decimal("0.1"), Decimal("2.5")]
        assert figure_on(Name.TRACEABILITY_TOLERANCE_SHARE, TOMORROW) == Decimal("0.01")

    def test_a_page_asks_once(self, db: None, django_assert_num_queries: Any) -> None:
        with parameters_asked_once(), django_assert_num_queries(1):
            assert count_on(Name.REPORT_DUE_DAY, TOMORROW) == 10
            assert count_on(Name.MONTHLY_CHECK_DAY, TOMORROW) == 20


class TestWhatMoves:
    def test_reports_move_from_the_month_on_in_which_they_fall_due(self, cast: Cast) -> None:
        year_of_reports()
        waiting = proposed(cast, "report_due_day", "15", date(2021, 12, 1))
        shown = {one.obligation.period: one.due.day for one in preview(waiting).moves}
        assert shown == {"2021-11": date(2021, 12, 15), "2021-12": date(2022, 1, 17)}
        confirm_parameter(parameter=waiting, by=cast.miit_officer)
        due = dict(Obligation.objects.order_by("period").values_list("period", "due_on"))
        assert due == {"2021-09": date(2021, 10, 11), "2021-10": date(2021, 11, 10), **shown}
        moved = Event.objects.filter(action="obligation.move")
        assert moved.count() == 2
        assert Event.objects.get(action="parameter.confirm").after["moved"] == 2

    def test_until_the_day_of_a_later_value(self, cast: Cast) -> None:
        year_of_reports()
        in_force(cast, "report_due_day", "15", date(2022, 1, 1))
        waiting = proposed(cast, "report_due_day", "12", date(2021, 12, 1))
        found = preview(waiting)
        assert found.until == date(2022, 1, 1)
        assert [one.obligation.period for one in found.moves] == ["2021-11"]

    def test_a_day_that_a_notice_gives_stays(self, cast: Cast) -> None:
        issued(cast, 1)
        waiting = proposed(cast, "report_due_day", "15", date(2021, 12, 1))
        assert Obligation.objects.filter(kind="monthly_report", due_on__year=2021).exists()
        assert preview(waiting).moves == []

    def test_what_is_opened_later_follows_the_values_of_its_months(self, cast: Cast) -> None:
        in_force(cast, "report_due_day", "15", date(2021, 12, 1))
        due = {period: duty.due_on for period, duty in year_of_reports().items()}
        assert [due[month].day for month in ("2021-09", "2021-10", "2021-11")] == [11, 10, 15]
        assert year_of_reports()["2021-11"].due_on == date(2021, 12, 15)

    def test_what_is_met_or_extended_keeps_its_day(self, cast: Cast) -> None:
        duties = year_of_reports()
        meet_one(duties["2021-12"], at=JOURNEY, by=BUILDER)
        kept = duties["2021-11"]
        kept.derivation = {"rule": "extended", "former": "2021-12-10", "first": kept.derivation, "due": "2021-12-20"}
        kept.save()
        assert (
            preview(proposed(cast, "report_due_day", "15", date(2021, 11, 1))).moves[0].obligation.period == "2021-10"
        )

    def test_the_provinces_check_and_the_years_statement(self, cast: Cast) -> None:
        province = Organisation.objects.get(code="neimenggu-industry")
        open_check_obligation(authority=province, month=Month(2021, 10), by=BUILDER)
        in_force(cast, "monthly_check_day", "25", date(2021, 11, 1))
        assert Obligation.objects.get(kind="monthly_check").due_on == date(2021, 11, 25)
        open_statement_duty(
            organisation=Organisation.objects.get(code="miit"), year=2021, counted_from=date(2022, 1, 10),
            opens_at=JOURNEY, by=BUILDER,
        )  # fmt: skip
        in_force(cast, "year_statement_workdays", "10", date(2022, 1, 1))
        duty = Obligation.objects.get(kind="year_statement")
        assert duty.due_on == current_calendar().add_workdays(date(2022, 1, 10), 10)

    def test_the_lock_follows_for_what_is_due_from_that_day_on(self, cast: Cast) -> None:
        year_of_reports()
        waiting = proposed(cast, "obligation_lock_workdays", "3", date(2021, 12, 1))
        found = preview(waiting)
        assert [(one.obligation.period, one.moves) for one in found.moves] == [("2021-11", False), ("2021-12", False)]
        confirm_parameter(parameter=waiting, by=cast.miit_officer)
        duties = {duty.period: duty for duty in Obligation.objects.all()}
        assert duties["2021-10"].locked_from is None
        last = current_calendar().add_workdays(duties["2021-11"].due_on, 3)
        assert duties["2021-11"].locked_from == end_of(last)


class TestEffects:
    def test_marks_of_the_nation_and_the_groups(self, cast: Cast) -> None:
        issued(cast, 1)
        assert nation_quotas(2021)
        assert marks((80,), (90,)) == []

    def test_each_that_is_named_can_be_asked(self, cast: Cast) -> None:
        for name, value in (
            ("reminder_workdays", "9"), ("eligibility_warning_days", "30"), ("execution_warnings", "70"),
            ("traceability_tolerance_tonnes", "3"), ("traceability_tolerance_share", "0.5"),
        ):  # fmt: skip
            assert isinstance(preview(proposed(cast, name, value)).effects, list)

    def test_the_days_of_reminders(self, cast: Cast) -> None:
        year_of_reports()
        effects = preview(proposed(cast, "reminder_workdays", "2")).effects
        assert (effects[0].before, effects[0].after) == ("2021-09-26, 2021-09-30, 2021-10-09", "2021-10-08")

    def test_the_days_from_which_officers_and_the_ministry_hear(self, cast: Cast) -> None:
        year_of_reports()
        calendar = current_calendar()
        for name, said in (
            ("reminder_officer_from", lambda day, due_on: calendar.workdays_between(day, due_on) <= 2),
            ("desk_soon_workdays", lambda day, due_on: calendar.workdays_between(day, due_on) <= 2),
            (
                "escalate_after_workdays",
                lambda day, due_on: calendar.take_workdays(day + ONE_DAY, 2) - ONE_DAY >= due_on,
            ),
        ):
            effects = preview(proposed(cast, name, "2")).effects
            assert effects, name
            due_days = {day_text(duty.due_on): duty.due_on for duty in Obligation.objects.all()}
            for one in effects:
                first, due_on = date.fromisoformat(one.after), due_days[one.what]
                # As the reminders and the desk decide: on that day for the first time.
                assert said(first, due_on), (name, one)
                assert not said(first - ONE_DAY, due_on), (name, one)
