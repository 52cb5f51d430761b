"""Reminders: each is said once, to the right people, on its day; what is queued goes out once."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends import locmem
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Organisation, Role, User
from common.periods import SHANGHAI, Month
from deadlines.models import Obligation
from deadlines.reads.reminder_schedule import step_of
from deadlines.rules.calendar import WorkCalendar
from deadlines.services.calendar import current_calendar
from deadlines.services.obligations import meet, open_report_obligations
from deadlines.services.sweeps import queue_reminders
from notifications.models import Message
from notifications.services.mail import send_queued
from tests.builders import BUILDER
from tests.conftest import Cast

pytestmark = pytest.mark.django_db


CLAIM = timedelta(minutes=10)


def occasion_of(duty: Obligation, day: date, calendar: WorkCalendar) -> str | None:
    step = step_of(duty.due_on, day, calendar)
    return step.occasion if step else None


def instant(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2021, month, day, hour, tzinfo=SHANGHAI)


@pytest.fixture
def people(cast: Cast) -> list[User]:
    """A clerk, an officer and a viewer of the group, each with an address; and a clerk of another group."""
    made = [cast.northern_clerk, cast.northern_officer, cast.northern_viewer, cast.southern_clerk]
    for person in made:
        User.objects.filter(pk=person.pk).update(email=f"{person.username}@example.org")
    return made


@pytest.fixture
def duty(people: list[User]) -> Obligation:
    """The report about October, due on Wednesday 2021-11-10."""
    return open_report_obligations(
        organisation=people[0].organisation, year=2021, first_month=Month(2021, 10), due_day=10, by=BUILDER
    )[0]


def said(duty: Obligation) -> set[tuple[str, str]]:
    return set(Message.objects.filter(obligation=duty).values_list("occasion", "recipient__username"))


class TestQueueing:
    def test_queued_twice_is_said_once(self, duty: Obligation) -> None:
        assert queue_reminders(instant(11, 5)) == 1
        assert queue_reminders(instant(11, 5, 10)) == 0
        assert said(duty) == {("before-3", "northern_clerk")}

    def test_from_the_due_day_on_the_officer_hears_it_too(self, duty: Obligation) -> None:
        assert queue_reminders(instant(11, 10)) == 2
        assert queue_reminders(instant(11, 11)) == 2
        both = ("northern_clerk", "northern_officer")
        assert said(duty) == {(occasion, who) for occasion in ("before-0", "overdue-1") for who in both}

    def test_where_there_is_no_clerk_the_officer_hears_it_from_the_start(
        self, duty: Obligation, people: list[User]
    ) -> None:
        User.objects.filter(pk=people[0].pk).update(is_active=False)
        assert queue_reminders(instant(11, 5)) == 1
        assert said(duty) == {("before-3", "northern_officer")}

    def test_a_month_of_working_days(self, duty: Obligation) -> None:
        calendar = current_calendar()
        first_said: dict[str | None, str] = {}
        for day in (date(2021, 10, 25) + timedelta(days=step) for step in range(23)):
            first_said.setdefault(occasion_of(duty, day, calendar), day.strftime("%m-%d"))
        assert first_said == {
            None: "10-25", "before-7": "11-01", "before-3": "11-05", "before-1": "11-09", "before-0": "11-10",
            "overdue-1": "11-11", "overdue-2": "11-12", "overdue-3": "11-15", "overdue-4": "11-16",
        }  # fmt: skip

    def test_a_day_that_was_slept_through_is_made_up_for_once(self, duty: Obligation) -> None:
        """The first reminder was for Monday the 1st; the worker comes back on the 3rd."""
        assert queue_reminders(instant(11, 3)) == 1
        assert queue_reminders(instant(11, 4)) == 0
        assert said(duty) == {("before-7", "northern_clerk")}

    def test_a_weekend_says_nothing_new(self, duty: Obligation) -> None:
        assert queue_reminders(instant(11, 12)) == 2
        assert queue_reminders(instant(11, 13)) == queue_reminders(instant(11, 14)) == 0
        assert queue_reminders(instant(11, 15)) == 2

    def test_a_day_off_that_the_notice_names_is_said_on_that_day(self, people: list[User]) -> None:
        """Sunday 2021-10-10: not rolled, so the last reminder comes on it and not on the Saturday before."""
        calendar = current_calendar()
        duty = Obligation(due_on=date(2021, 10, 10))
        assert occasion_of(duty, date(2021, 10, 9), calendar) == "before-1"
        assert occasion_of(duty, date(2021, 10, 10), calendar) == "before-0"
        assert occasion_of(duty, date(2021, 10, 11), calendar) == "overdue-1"

    def test_the_days_are_a_setting(self, duty: Obligation, settings: Any) -> None:
        settings.REMINDER_WORKDAYS = (5,)
        assert occasion_of(duty, date(2021, 11, 2), current_calendar()) is None
        assert occasion_of(duty, date(2021, 11, 3), current_calendar()) == "before-5"
        settings.REMINDER_WORKDAYS = ()
        assert queue_reminders(instant(11, 9)) == 0
        assert queue_reminders(instant(11, 10)) == 2

    def test_a_clerk_who_is_also_officer_is_notified_once(self, duty: Obligation, people: list[User]) -> None:
        people[0].roles.add(Role.objects.get(pk="officer"))
        assert queue_reminders(instant(11, 10)) == 2
        assert len(said(duty)) == 2

    def test_as_many_queries_for_thirty_as_for_one(
        self, duty: Obligation, cast: Cast, django_assert_num_queries: Any
    ) -> None:
        """Queries: calendar version, parameters, due days, people, deputies, audit lock, claim, insertion; two more of the
        transaction."""
        queue_reminders(instant(11, 5))
        with CaptureQueriesContext(connection) as for_one:
            assert queue_reminders(instant(11, 9)) == 1
        assert len(for_one) <= 10
        for code in cast.ORGANISATIONS.values():
            home = Organisation.objects.get(code=code)
            for number in range(5):
                cast.person(f"{code}-{number}", code, "clerk")
            open_report_obligations(organisation=home, year=2021, first_month=Month(2021, 10), due_day=10, by=BUILDER)
        with django_assert_num_queries(len(for_one)):
            assert queue_reminders(instant(11, 9)) == 26  # the five others; the first was notified above

    def test_nothing_is_said_before_it_can_be_worked_on(self, duty: Obligation) -> None:
        assert queue_reminders(instant(10, 29)) == 0

    def test_it_stops_when_met(self, duty: Obligation) -> None:
        queue_reminders(instant(11, 9))
        meet(
            kind=duty.kind,
            organisation=duty.organisation,
            period=duty.period,
            at=instant(11, 9, 12),
            by=BUILDER,
        )
        assert queue_reminders(instant(11, 10)) == 0
        assert queue_reminders(instant(11, 11)) == 0

    def test_after_a_month_of_silence_the_latest_is_said_once(self, duty: Obligation) -> None:
        Obligation.objects.exclude(pk=duty.pk).delete()
        assert queue_reminders(instant(12, 10)) == 2
        assert queue_reminders(instant(12, 10, 23)) == 0
        assert {occasion for occasion, _who in said(duty)} == {"overdue-22"}

    def test_people_who_have_left_hear_nothing(self, duty: Obligation, people: list[User]) -> None:
        User.objects.filter(pk__in=[one.pk for one in people]).update(is_active=False)
        assert queue_reminders(instant(11, 5)) == 0


class TestSending:
    def test_goes_out_once(self, duty: Obligation) -> None:
        queue_reminders(instant(11, 5))
        assert send_queued(instant(11, 5)) == 1
        assert send_queued(instant(11, 5, 12)) == 0
        (sent,) = mail.outbox
        assert sent.to == ["northern_clerk@example.org"]
        assert "催办" in sent.subject
        assert "11月10日（周三）为工作日" in sent.body

    def test_a_claimed_message_is_left_to_its_sender_until_the_claim_ends(self, duty: Obligation) -> None:
        queue_reminders(instant(11, 5))
        Message.objects.update(next_try_at=instant(11, 5) + CLAIM)
        assert send_queued(instant(11, 5)) == 0
        assert mail.outbox == []
        assert send_queued(instant(11, 5, 10)) == 1

    def test_a_failure_is_recorded_and_tried_again(self, duty: Obligation, monkeypatch: pytest.MonkeyPatch) -> None:
        queue_reminders(instant(11, 5))

        def refuse(self: Any, messages: Any) -> int:
            raise ConnectionRefusedError("the mail server does not answer")

        with monkeypatch.context() as broken:
            broken.setattr(locmem.EmailBackend, "send_messages", refuse)
            assert send_queued(instant(11, 5)) == 0
        message = Message.objects.get()
        assert "does not answer" in message.fault
        assert (message.attempts, message.sent_at) == (1, None)
        assert send_queued(instant(11, 5) + CLAIM / 2) == 0
        assert send_queued(instant(11, 5) + CLAIM * 1.01) == 1
        message.refresh_from_db()
        assert (message.attempts, message.fault) == (2, "")
        assert message.sent_at is not None

    def test_after_so_many_attempts_it_is_given_up(
        self, duty: Obligation, monkeypatch: pytest.MonkeyPatch, settings: Any
    ) -> None:
        queue_reminders(instant(11, 5))
        Message.objects.update(attempts=settings.MESSAGE_ATTEMPTS)
        assert send_queued(instant(11, 5)) == 0
        assert mail.outbox == []
        given_up = Message.objects.get()
        assert (given_up.post, given_up.sent_at) == (Message.Post.FAILED, None)
        assert "ended before" in given_up.fault

    def test_what_was_met_meanwhile_is_not_sent(self, duty: Obligation) -> None:
        queue_reminders(instant(11, 5))
        meet(
            kind=duty.kind,
            organisation=duty.organisation,
            period=duty.period,
            at=instant(11, 5, 10),
            by=BUILDER,
        )
        send_queued(instant(11, 5, 11))
        assert mail.outbox == []
