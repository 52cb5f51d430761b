"""Digests: one for each day and subject; the count beside “Messages” is of digests, and quiet hours keep e-mails."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import User
from common.periods import SHANGHAI
from notifications.models import Message
from notifications.reads.digests import SUBJECTS, digests, subject_of, unread_digests
from notifications.reads.message_text import NEWS, TITLES
from notifications.services.mail import is_quiet, send_queued
from tests.conftest import Cast

pytestmark = pytest.mark.django_db
MORNING = datetime(2021, 9, 15, 9, tzinfo=SHANGHAI)


def told(person: User, occasion: str, at: datetime = MORNING, **values: Any) -> Message:
    details = {"zh": "示例省", "en": "Example", "period": "2021-08"}
    return Message.objects.create(recipient=person, occasion=occasion, queued_at=at, details=details, **values)


def test_every_kind_of_message_has_a_subject() -> None:
    kinds = {"news" if kind in NEWS else kind for kind in TITLES}
    assert kinds == set(SUBJECTS)


@pytest.mark.parametrize(
    ("occasion", "subject"),
    [("overdue-3", "overdue"), ("check-closed-17", "check-closed"), ("opened", "opened"), ("reopened-4", "news")],
)
def test_an_occasion_belongs_to_a_subject_whatever_its_number(occasion: str, subject: str) -> None:
    assert subject_of(occasion) == subject


def test_messages_of_a_day_and_subject_are_one_and_the_count_is_of_digests(cast: Cast) -> None:
    officer = cast.miit_officer
    for number in range(8):
        told(officer, f"check-closed-{number}")
    told(officer, "check-closed-99", MORNING + timedelta(days=1))
    told(officer, "remarked-1")
    assert unread_digests(officer) == 3
    assert [len(one.messages) for one in digests(Message.objects.filter(recipient=officer))] == [8, 1, 1]


def test_a_day_begins_in_shanghai(cast: Cast) -> None:
    midnight = datetime(2021, 9, 15, tzinfo=SHANGHAI)
    told(cast.miit_officer, "check-closed-1", midnight - timedelta(seconds=1))
    told(cast.miit_officer, "check-closed-2", midnight)
    assert unread_digests(cast.miit_officer) == 2


def test_a_digest_is_read_at_once_and_nobody_reads_that_of_another(cast: Cast, as_user: Any) -> None:
    mine = [told(cast.miit_officer, f"check-closed-{number}") for number in range(3)]
    other = told(cast.miit_clerk, "check-closed-1")
    answer = as_user(cast.miit_officer).post(
        reverse("digest_read"), {"pk": [*(one.pk for one in mine), other.pk, "x", "9" * 30]}
    )
    assert answer.status_code == 302
    assert unread_digests(cast.miit_officer) == 0
    other.refresh_from_db()
    assert other.read_at is None


@pytest.mark.parametrize(
    ("hours", "hour", "quiet"),
    [((22, 7), 23, True), ((22, 7), 6, True), ((22, 7), 7, False), ((22, 7), 21, False), ((12, 14), 13, True),
     ((12, 14), 14, False), ((0, 0), 0, False)],
)  # fmt: skip
def test_quiet_hours_may_go_over_midnight(settings: Any, hours: tuple[int, int], hour: int, quiet: bool) -> None:
    settings.MESSAGE_QUIET_FROM, settings.MESSAGE_QUIET_UNTIL = hours
    assert is_quiet(datetime(2021, 9, 15, hour, tzinfo=SHANGHAI)) is quiet


def test_what_is_queued_at_night_goes_in_the_morning_but_a_fault_of_the_log_goes_at_once(
    cast: Cast, settings: Any
) -> None:
    settings.MESSAGE_QUIET_FROM, settings.MESSAGE_QUIET_UNTIL = 22, 7
    User.objects.filter(pk=cast.miit_officer.pk).update(email="officer@example.org")
    told(cast.miit_officer, "check-closed-1", post=Message.Post.WAITING)
    told(cast.miit_officer, "audit-fault-7", post=Message.Post.WAITING)
    night = datetime(2021, 9, 15, 23, tzinfo=SHANGHAI)
    assert send_queued(night) == 1
    assert "7" in mail.outbox[0].subject
    assert send_queued(night + timedelta(hours=9)) == 1


@pytest.fixture
def officer(cast: Cast, settings: Any) -> User:
    settings.MESSAGE_QUIET_FROM = settings.MESSAGE_QUIET_UNTIL = 0
    User.objects.filter(pk=cast.miit_officer.pk).update(email="officer@example.org")
    return cast.miit_officer


NOON = datetime(2021, 9, 15, 12, tzinfo=SHANGHAI)


def test_what_waits_about_one_subject_goes_in_one_e_mail(officer: User) -> None:
    for number in range(3):
        told(officer, f"check-closed-{number}", post=Message.Post.WAITING)
    told(officer, "eligibility-1", post=Message.Post.WAITING)
    assert send_queued(NOON) == 4
    assert len(mail.outbox) == 2
    digest = next(letter for letter in mail.outbox if "3" in letter.subject)
    assert [f"{number}. " in digest.body for number in (1, 2, 3, 4)] == [True, True, True, False]


def test_a_second_e_mail_about_it_waits_for_the_next_day_but_not_what_would_come_too_late(officer: User) -> None:
    told(officer, "check-closed-1", post=Message.Post.WAITING)
    assert send_queued(NOON) == 1
    told(officer, "check-closed-2", post=Message.Post.WAITING)
    told(officer, "check-closed-3", post=Message.Post.WAITING)
    told(officer, "audit-fault-7", post=Message.Post.WAITING)
    assert send_queued(NOON + timedelta(hours=1)) == 1
    told(officer, "audit-fault-8", post=Message.Post.WAITING)
    assert send_queued(NOON + timedelta(hours=2)) == 1
    assert send_queued(NOON + timedelta(hours=20)) == 2
    assert len(mail.outbox) == 4


def test_a_mail_server_that_is_down_loses_none_of_them(officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_letter: object) -> None:
        raise ConnectionRefusedError

    for number in range(2):
        told(officer, f"check-closed-{number}", post=Message.Post.WAITING)
    with monkeypatch.context() as broken:
        broken.setattr("notifications.services.mail.EmailMessage.send", refuse)
        assert send_queued(NOON) == 0
    assert send_queued(NOON) == 0, "held until its pause is over"
    assert send_queued(NOON + timedelta(hours=1)) == 2
    assert len(mail.outbox) == 1
