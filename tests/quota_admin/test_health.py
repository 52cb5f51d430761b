"""Health says what is true."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from deadlines.models import CalendarDay, Heartbeat
from deadlines.services import hear_worker
from quota_admin import health

pytestmark = pytest.mark.django_db


def test_the_process_answers_without_a_database(client: Client) -> None:
    assert client.get("/healthz").content == b"ok\n"


def parts(client: Client) -> tuple[int, dict[str, str]]:
    answer = client.get("/readyz")
    body: dict[str, Any] = answer.json()
    return answer.status_code, body["parts"]


def test_it_is_not_ready_before_a_worker_was_heard(client: Client) -> None:
    status, found = parts(client)
    assert status == 503
    assert found["worker"] == "no worker has been heard yet"
    assert found["database"] == found["migrations"] == found["calendar"] == "ok"


def test_a_silent_worker_is_told_with_its_silence(client: Client) -> None:
    hear_worker()
    Heartbeat.objects.update(heard_at=timezone.now() - timedelta(seconds=600))
    assert "600 seconds" in parts(client)[1]["worker"] or "601 seconds" in parts(client)[1]["worker"]


def test_a_calendar_that_has_run_out_is_told(client: Client) -> None:
    CalendarDay.objects.filter(arrangement__year__gte=2021).delete()
    assert "2020-12-31" in parts(client)[1]["calendar"]


def test_a_broker_out_of_reach_is_told_without_its_address(client: Client, settings: Any) -> None:
    settings.REDIS_URL = "redis+socket:///nowhere/broker.sock?virtual_host=0"
    found = parts(client)[1]["broker"]
    assert found != "ok"
    assert "nowhere" not in found


def test_it_is_ready_when_everything_is_there(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    hear_worker()
    monkeypatch.setitem(health.CHECKS, "broker", lambda: "ok")
    assert parts(client)[0] == 200
