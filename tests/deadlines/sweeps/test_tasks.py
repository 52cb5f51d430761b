"""The tasks that beat wakes: each is known to a worker by its name, and does its work."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import User
from common.periods import SHANGHAI, Month, at
from deadlines.services.obligations import open_report_obligations
from deadlines.tasks import queue_reminders
from notifications.models import Heartbeat, Message
from notifications.services.heartbeats import worker_heard_at
from notifications.tasks import beat_heart, send_messages
from quota_admin.celery import app
from tests.builders import BUILDER
from tests.conftest import Cast

pytestmark = pytest.mark.django_db


def test_every_task_that_beat_wakes_is_known_to_the_worker(settings: Any) -> None:
    app.loader.import_default_modules()
    woken = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert woken >= {
        "deadlines.tasks.announce_opened",
        "deadlines.tasks.queue_reminders",
        "deadlines.tasks.mark_late",
        "deadlines.tasks.escalate",
        "notifications.tasks.beat_heart",
        "notifications.tasks.send_messages",
        "notifications.tasks.verify_audit_chain",
    }
    assert woken <= set(app.tasks)


def test_a_worker_is_heard_on_this_machines_clock_not_the_demos() -> None:
    assert worker_heard_at() is None
    beat_heart()
    first = worker_heard_at()
    assert first is not None
    assert timezone.now() - first < timedelta(minutes=1)
    beat_heart()
    second = worker_heard_at()
    assert second is not None
    assert second >= first
    assert Heartbeat.objects.count() == 1


def test_the_sweeps_one_after_the_other_remind_and_deliver_once(cast: Cast) -> None:
    clerk = cast.northern_clerk
    User.objects.filter(pk=clerk.pk).update(email="clerk@example.org")
    open_report_obligations(
        organisation=clerk.organisation, year=2021, first_month=Month(2021, 9), due_day=10, by=BUILDER
    )
    for _tick in range(3):
        queue_reminders()
        send_messages()
    message = Message.objects.get()
    assert message.occasion == "before-3"
    assert len(mail.outbox) == 1


def test_a_person_without_an_address_is_notified_in_the_application_only(cast: Cast) -> None:
    clerk = cast.northern_clerk
    open_report_obligations(
        organisation=clerk.organisation, year=2021, first_month=Month(2021, 9), due_day=10, by=BUILDER
    )
    with at(datetime(2021, 10, 11, 9, tzinfo=SHANGHAI)):
        queue_reminders()
        send_messages()
    message = Message.objects.get()
    assert (message.post, message.sent_at) == (Message.Post.NONE, None)
    assert mail.outbox == []
