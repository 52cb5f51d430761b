"""Health says what is true."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from deadlines.models import CalendarDay
from notifications.models import Heartbeat
from notifications.services import chain_verification
from notifications.services.heartbeats import hear_worker
from quota_admin import __version__
from quota_admin.views import health

pytestmark = pytest.mark.django_db


def test_the_process_answers_without_a_database(client: Client) -> None:
    assert client.get("/healthz").content.decode() == f"ok {__version__}\n"


def parts(client: Client) -> tuple[int, dict[str, str]]:
    answer = client.get("/readyz")
    body: dict[str, Any] = answer.json()
    return answer.status_code, body["parts"]


def test_it_is_not_ready_before_a_worker_was_heard(client: Client) -> None:
    status, found = parts(client)
    assert status == 503
    assert found["worker"] == "no worker has been heard yet"
    assert found["database"] == found["migrations"] == found["calendar"] == "ok"


def test_a_silent_worker_is_reported_with_the_time_of_silence(client: Client) -> None:
    hear_worker()
    Heartbeat.objects.update(heard_at=timezone.now() - timedelta(seconds=600))
    assert "600 seconds" in parts(client)[1]["worker"] or "601 seconds" in parts(client)[1]["worker"]


def test_a_calendar_that_has_ended_is_reported(client: Client) -> None:
    CalendarDay.objects.filter(arrangement__year__gte=2021).delete()
    assert "2020-12-31" in parts(client)[1]["calendar"]


def test_an_unreachable_broker_is_reported_without_its_address(client: Client, settings: Any) -> None:
    settings.REDIS_URL = "redis+socket:///nowhere/broker.sock?virtual_host=0"
    found = parts(client)[1]["broker"]
    assert found != "ok"
    assert "nowhere" not in found


def test_a_broken_audit_chain_is_reported_until_it_is_verified(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    pause, start = timedelta(days=2), timezone.now()
    broken = SimpleNamespace(number=7, reason="event 7 was changed")
    for attempt, found, expected in ((0, broken, "the audit log's chain is broken at event 7"), (1, None, "ok")):
        monkeypatch.setattr(chain_verification, "first_fault", lambda found=found: found)
        chain_verification.verify_when_due(start + pause * attempt, start)
        assert parts(client)[1]["audit_chain"] == expected


def test_it_is_ready_when_everything_is_there(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    hear_worker()
    monkeypatch.setitem(health.CHECKS, "broker", lambda: "ok")
    assert parts(client)[0] == 200
