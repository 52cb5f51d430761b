"""Messages: in the application always, by e-mail as chosen; what fails is seen; what is met asks for nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends import locmem
from django.test import Client

from accounts.models import Organisation, User
from audit.models import Event
from common.periods import SHANGHAI, Month, at, end_of
from deadlines.models import Obligation
from deadlines.services.obligations import meet, open_report_obligations
from deadlines.services.sweeps import announce_opened, escalate, mark_late, queue_reminders
from notifications.models import Channels, Message
from notifications.services import chain_verification
from notifications.services.chain_verification import audit_verified_at, verify_when_due
from notifications.services.mail import send_queued
from tests.builders import BUILDER
from tests.conftest import Cast

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]
DAY = datetime(2021, 11, 5, 9, tzinfo=SHANGHAI)
LATE = datetime(2021, 11, 15, 9, tzinfo=SHANGHAI)


@pytest.fixture
def clerk(cast: Cast) -> User:
    person = cast.northern_clerk
    User.objects.filter(pk=person.pk).update(email="clerk@example.org")
    person.refresh_from_db()
    return person


@pytest.fixture
def duty(clerk: User) -> Obligation:
    """The report about October, due on Wednesday 2021-11-10; no other."""
    duty, *others = open_report_obligations(
        organisation=clerk.organisation, year=2021, first_month=Month(2021, 10), due_day=10, by=BUILDER
    )
    Obligation.objects.filter(pk__in=[one.pk for one in others]).delete()
    return duty


@pytest.fixture
def reminded(duty: Obligation) -> Message:
    queue_reminders(DAY)
    return Message.objects.get()


class TestInbox:
    def test_a_reminder_stands_on_the_page_and_opens_the_form(
        self, reminded: Message, clerk: User, as_user: Browser
    ) -> None:
        browser = as_user(clerk)
        page = browser.get("/messages/").content.decode()
        assert "生产调度月报" in page
        assert f'href="/obligations/{reminded.obligation_id}/form/"' in page
        answer = browser.get(f"/obligations/{reminded.obligation_id}/form/")
        assert (answer.status_code, answer.headers["Location"]) == (302, "/reports/?year=2021#m2021-10")

    def test_the_header_counts_what_is_unread(self, reminded: Message, clerk: User, as_user: Browser) -> None:
        browser = as_user(clerk)
        counted = '<span class="count">1</span></a>'
        assert counted in browser.get("/help/").content.decode()
        browser.post(f"/messages/{reminded.pk}/read/")
        assert counted not in browser.get("/help/").content.decode()
        reminded.refresh_from_db()
        first = reminded.read_at
        assert first is not None
        with at(DAY + timedelta(days=1)):
            browser.post(f"/messages/{reminded.pk}/read/")
        reminded.refresh_from_db()
        assert reminded.read_at == first

    def test_all_are_marked_at_once_and_only_ones_own(
        self, reminded: Message, clerk: User, cast: Cast, as_user: Browser
    ) -> None:
        other = Message.objects.create(recipient=cast.southern_clerk, occasion="audit-fault-1", queued_at=DAY)
        as_user(clerk).post("/messages/read/")
        assert not Message.objects.visible_to(clerk).unread().exists()
        other.refresh_from_db()
        assert other.read_at is None

    def test_a_foreign_message_and_a_foreign_form_are_not_there(
        self, reminded: Message, cast: Cast, as_user: Browser
    ) -> None:
        browser = as_user(cast.southern_clerk)
        assert browser.post(f"/messages/{reminded.pk}/read/").status_code == 404
        assert browser.get(f"/obligations/{reminded.obligation_id}/form/").status_code == 404
        assert "生产调度月报：" not in browser.get("/messages/").content.decode()

    def test_what_is_met_is_no_longer_unread(self, reminded: Message, duty: Obligation, clerk: User) -> None:
        meet(kind=duty.kind, organisation=duty.organisation, period=duty.period, at=DAY, by=BUILDER)
        assert Message.objects.visible_to(clerk).unread().count() == 0
        assert Message.objects.visible_to(clerk).count() == 1

    def test_the_page_asks_as_many_queries_for_thirty_as_for_one(
        self, reminded: Message, clerk: User, as_user: Browser, django_assert_max_num_queries: Any
    ) -> None:
        browser = as_user(clerk)
        with django_assert_max_num_queries(30) as few:
            browser.get("/messages/")
        for number in range(30):
            Message.objects.create(
                obligation=reminded.obligation, recipient=clerk, occasion=f"overdue-{number}", due_on=reminded.due_on,
                queued_at=DAY,
            )  # fmt: skip
        with django_assert_max_num_queries(len(few.captured_queries)):
            browser.get("/messages/")


def test_a_message_without_its_duty_is_neither_sent_nor_a_failure(
    reminded: Message, clerk: User, as_user: Browser
) -> None:
    """No foreign key keeps it in the database; a duty can end in the instant in which it is reminded of."""
    gone = Obligation.objects.all()
    gone._raw_delete(gone.db)
    page = as_user(clerk).get("/messages/")
    assert page.status_code == 200
    assert send_queued(DAY) == 0
    reminded.refresh_from_db()
    assert reminded.post == Message.Post.DROPPED


class TestChannels:
    def test_without_e_mail_the_message_is_there_all_the_same(
        self, duty: Obligation, clerk: User, as_user: Browser
    ) -> None:
        as_user(clerk).post("/messages/channels/", {})
        assert Channels.objects.get(person=clerk).email is False
        assert Event.objects.get(action="channels.choose").after == {"email": False}
        assert queue_reminders(DAY) == 1
        assert send_queued(DAY) == 0
        assert mail.outbox == []
        assert Message.objects.get().post == Message.Post.NONE

    def test_who_declines_after_it_was_queued_gets_none(self, reminded: Message, clerk: User) -> None:
        Channels.objects.create(person=clerk, email=False)
        assert send_queued(DAY) == 0
        assert mail.outbox == []

    def test_chosen_again_e_mails_come_again(self, duty: Obligation, clerk: User, as_user: Browser) -> None:
        browser = as_user(clerk)
        browser.post("/messages/channels/", {})
        browser.post("/messages/channels/", {"email": "on"})
        queue_reminders(DAY)
        assert send_queued(DAY) == 1

    def test_a_service_without_e_mail_queues_none(self, duty: Obligation, settings: Any) -> None:
        settings.MESSAGES_BY_EMAIL = False
        assert queue_reminders(DAY) == 1
        assert Message.objects.get().post == Message.Post.NONE


class TestSending:
    def test_the_letter_leads_to_the_very_form(
        self, reminded: Message, clerk: User, as_user: Browser, settings: Any
    ) -> None:
        settings.PUBLIC_ADDRESS = "https://quota.example.gov.cn"
        send_queued(DAY)
        (letter,) = mail.outbox
        address = str(letter.body).splitlines()[-1]
        assert address == f"https://quota.example.gov.cn/obligations/{reminded.obligation_id}/form/"
        answer = as_user(clerk).get(address.removeprefix("https://quota.example.gov.cn"))
        assert answer.headers["Location"] == "/reports/?year=2021#m2021-10"

    def test_a_repetition_bears_the_same_identity(self, reminded: Message) -> None:
        send_queued(DAY)
        Message.objects.update(post=Message.Post.WAITING, next_try_at=None)
        send_queued(DAY)
        first, second = (letter.extra_headers["Message-ID"] for letter in mail.outbox)
        assert first == second

    def test_only_system_administrators_see_a_failure(
        self,
        reminded: Message,
        cast: Cast,
        clerk: User,
        as_user: Browser,
        monkeypatch: pytest.MonkeyPatch,
        settings: Any,
    ) -> None:
        def refuse(self: Any, messages: Any) -> int:
            raise ConnectionRefusedError("the mail server does not answer")

        settings.MESSAGE_ATTEMPTS = 2
        with monkeypatch.context() as broken:
            broken.setattr(locmem.EmailBackend, "send_messages", refuse)
            send_queued(DAY)
            send_queued(DAY + timedelta(hours=1))
        reminded.refresh_from_db()
        assert (reminded.post, reminded.attempts) == (Message.Post.FAILED, 2)
        keeper = cast.person("keeper", "operator", "system_admin")
        browser = as_user(keeper)
        page = browser.get("/messages/undelivered/").content.decode()
        assert "the mail server does not answer" in page
        assert "生产调度月报" not in page
        assert as_user(clerk).get("/messages/undelivered/").status_code == 403
        assert as_user(clerk).post(f"/messages/undelivered/{reminded.pk}/again/").status_code == 403
        browser.post(f"/messages/undelivered/{reminded.pk}/again/")
        assert Event.objects.filter(action="message.try_again").count() == 1
        assert send_queued(DAY + timedelta(hours=2)) == 1

    def test_the_pauses_double(self, reminded: Message, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
        def refuse(self: Any, messages: Any) -> int:
            raise OSError("down")

        monkeypatch.setattr(locmem.EmailBackend, "send_messages", refuse)
        moment, pauses = DAY, []
        for _attempt in range(4):
            send_queued(moment)
            reminded.refresh_from_db()
            assert reminded.next_try_at is not None
            pauses.append(reminded.next_try_at - moment)
            moment = reminded.next_try_at
        first = timedelta(seconds=settings.MESSAGE_CLAIM_SECONDS)
        assert pauses == [first, first * 2, first * 4, first * 8]

    def test_what_is_met_or_moved_is_dropped_from_the_queue(self, reminded: Message, duty: Obligation) -> None:
        moved = duty.due_on + timedelta(days=5)
        Obligation.objects.filter(pk=duty.pk).update(due_on=moved, late_from=end_of(moved))
        assert send_queued(DAY) == 0
        reminded.refresh_from_db()
        assert reminded.post == Message.Post.DROPPED
        assert mail.outbox == []


class TestReminderSchedule:
    def test_a_duty_that_opens_is_announced_once(self, duty: Obligation) -> None:
        opened = duty.opens_at
        assert announce_opened(opened - timedelta(seconds=1)) == 0
        assert announce_opened(opened) == 1
        assert announce_opened(opened + timedelta(days=3)) == 0
        assert Message.objects.get().occasion == "opened"

    def test_a_deadline_that_moves_is_reminded_of_anew(self, reminded: Message, duty: Obligation) -> None:
        moved = duty.due_on + timedelta(days=7)
        Obligation.objects.filter(pk=duty.pk).update(due_on=moved, late_from=end_of(moved))
        assert queue_reminders(DAY + timedelta(days=7)) == 1
        assert set(Message.objects.values_list("occasion", "due_on")) == {
            ("before-3", duty.due_on), ("before-3", moved),
        }  # fmt: skip

    def test_what_becomes_late_is_logged_once(self, duty: Obligation) -> None:
        assert mark_late(duty.late_from - timedelta(microseconds=1)) == 0
        assert mark_late(duty.late_from) == 1
        assert mark_late(duty.late_from + timedelta(days=60)) == 0
        assert Event.objects.filter(action="obligation.late").count() == 1

    def test_what_stays_overdue_comes_to_the_ministrys_list_once(self, duty: Obligation, cast: Cast) -> None:
        listed, _viewer = cast.miit_clerk, cast.miit_viewer
        assert escalate(datetime(2021, 11, 12, 9, tzinfo=SHANGHAI)) == 0  # two working days late
        assert escalate(LATE) == 1  # Monday: the third
        assert escalate(LATE + timedelta(days=30)) == 0
        message = Message.objects.get()
        assert (message.occasion, message.recipient) == ("escalated", listed)
        assert Event.objects.filter(action="obligation.escalate").count() == 1

    def test_the_steps_are_settings(self, duty: Obligation, cast: Cast, settings: Any) -> None:
        _listed, officer = cast.mnr_officer, cast.northern_officer
        settings.ESCALATE_AFTER_WORKDAYS, settings.ESCALATE_TO = 1, ["mnr"]
        assert escalate(datetime(2021, 11, 11, 9, tzinfo=SHANGHAI)) == 1
        settings.REMINDER_OFFICER_FROM = 3
        assert queue_reminders(DAY) == 2
        assert Message.objects.filter(recipient=officer, occasion="before-3").exists()

    def test_nothing_more_is_done_about_what_is_met(self, duty: Obligation, cast: Cast) -> None:
        _listed = cast.miit_clerk
        meet(kind=duty.kind, organisation=duty.organisation, period=duty.period, at=DAY, by=BUILDER)
        assert [sweep(LATE) for sweep in (announce_opened, queue_reminders, mark_late, escalate)] == [0, 0, 0, 0]


def test_who_no_longer_works_with_quotas_sees_of_the_messages_those_about_the_log(cast: Cast) -> None:
    auditor = cast.person("auditor", "operator", "audit_admin")
    for occasion in ("audit-fault-7", "eligibility-1", "check-closed-1"):
        Message.objects.create(recipient=auditor, occasion=occasion, queued_at=DAY)
    assert [one.occasion for one in Message.objects.visible_to(auditor)] == ["audit-fault-7"]


class TestAuditChain:
    def test_the_chain_is_verified_when_due_and_the_time_is_kept(self, settings: Any) -> None:
        pause = timedelta(minutes=settings.AUDIT_VERIFY_MINUTES)
        assert verify_when_due(DAY, DAY)
        assert audit_verified_at() == DAY
        assert not verify_when_due(DAY + pause / 2, DAY)
        assert verify_when_due(DAY + pause, DAY)
        assert audit_verified_at() == DAY + pause

    def test_a_broken_chain_is_reported_to_the_audit_administrator_once(
        self, cast: Cast, monkeypatch: pytest.MonkeyPatch, as_user: Browser, settings: Any
    ) -> None:
        auditor = cast.person("auditor", "operator", "audit_admin")
        monkeypatch.setattr(
            chain_verification, "first_fault", lambda: SimpleNamespace(number=7, reason="event 7 was changed")
        )
        pause = timedelta(minutes=settings.AUDIT_VERIFY_MINUTES)
        for time in range(3):
            assert verify_when_due(DAY + pause * time, DAY)
        message = Message.objects.get()
        assert (message.recipient, message.details) == (auditor, {"reason": "event 7 was changed"})
        assert "event 7 was changed" in as_user(auditor).get("/messages/").content.decode()


def test_a_ministry_opens_the_group_that_a_decision_is_about(cast: Cast, as_user: Browser) -> None:
    home = Organisation.objects.get(code="miit")
    duty = Obligation.objects.create(
        kind=Obligation.Kind.REPORT_DECISION, organisation=home, year=2021, period="2021-09", reference="northern-re/1",
        about=Organisation.objects.get(code="northern-re"), opens_at=DAY, due_on=LATE.date(),
        late_from=end_of(LATE.date()), derivation={},
    )  # fmt: skip
    answer = as_user(cast.miit_clerk).get(f"/obligations/{duty.pk}/form/")
    assert answer.headers["Location"] == "/reports/?year=2021#m2021-09"
