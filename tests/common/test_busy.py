"""What the database strikes because the wait is too long: a sentence and a way out, on the page and in the API, and a
second try where the first was rolled back."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.urls import reverse

from audit.models import Event
from common import http
from common.constraints import can_be_tried_again, database_busy
from enterprises.models import Enterprise, Licence
from scripts.project import ROOT
from tests.builders import enterprise
from tests.conftest import Cast

on_postgresql = [pytest.mark.django_db(transaction=True), pytest.mark.service]
PATIENCE = 20


@pytest.fixture
def paper(cast: Cast) -> Licence:
    """A licence that Inner Mongolia's officer may confirm."""
    row = enterprise(1, kind="mine", has_rock=True)
    return Licence.objects.get(enterprise=row, kind="mining_licence")


@pytest.fixture
def limits() -> Iterator[Callable[[str], None]]:
    """Sets a limit of the connection that answers the test's requests."""

    def limit(setting: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET {setting}")

    yield limit
    with connection.cursor() as cursor:
        cursor.execute("RESET lock_timeout; RESET statement_timeout")


@contextmanager
def held(row: Enterprise) -> Iterator[Callable[[], None]]:
    """The enterprise is locked by somebody else until the block ends, or the function is called."""
    locked, done = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                Enterprise.objects.select_for_update().get(pk=row.pk)
                locked.set()
                done.wait(PATIENCE)
        finally:
            connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert locked.wait(PATIENCE)

    def release() -> None:
        done.set()
        thread.join()

    try:
        yield release
    finally:
        release()


def signed_in(cast: Cast) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(cast.neimenggu_industry)
    return client


class TestOnPostgresql:
    pytestmark = on_postgresql

    def test_a_lock_that_is_not_given_up_is_told_on_the_page(
        self, cast: Cast, paper: Licence, limits: Callable[[str], None]
    ) -> None:
        client, address = signed_in(cast), reverse("evidence_confirm", args=["licence", paper.pk])
        limits("lock_timeout = '100ms'")
        with held(paper.enterprise):
            answer = client.post(address)
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "5"
        assert "此刻有其他人正在写入同一数据" in answer.content.decode()
        paper.refresh_from_db()
        assert paper.confirmation_status == "unconfirmed"
        assert client.post(address).status_code == 302

    def test_and_by_the_api(self, cast: Cast, paper: Licence, limits: Callable[[str], None]) -> None:
        client, address = signed_in(cast), reverse("api-evidence-confirm", args=[f"licence-{paper.pk}"])
        limits("lock_timeout = '100ms'")
        with held(paper.enterprise):
            answer = client.post(address, {}, content_type="application/json")
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "5"
        assert answer.json()["code"] == "busy"

    def test_what_goes_through_at_the_second_try_is_done_once(
        self, cast: Cast, paper: Licence, limits: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client, address = signed_in(cast), reverse("evidence_confirm", args=["licence", paper.pk])
        limits("lock_timeout = '100ms'")
        with held(paper.enterprise) as release:

            def then_released(error: BaseException) -> bool:
                release()
                return can_be_tried_again(error)

            monkeypatch.setattr(http, "can_be_tried_again", then_released)
            answer = client.post(address)
        assert answer.status_code == 302
        paper.refresh_from_db()
        assert paper.confirmation_status == "confirmed"
        assert Event.objects.filter(action="evidence.confirm").count() == 1

    def test_a_statement_that_takes_too_long_is_not_tried_again(
        self, cast: Cast, paper: Licence, limits: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client, address = signed_in(cast), reverse("evidence_confirm", args=["licence", paper.pk])
        tried: list[Any] = []
        monkeypatch.setattr(http.RefusalMiddleware, "_try_again", lambda *args: tried.append(args))
        limits("statement_timeout = '150ms'")
        with held(paper.enterprise):
            answer = client.post(address)
        assert answer.status_code == 503
        assert "超过页面允许的时长" in answer.content.decode()
        assert tried == []


@pytest.mark.once
def test_only_processes_that_serve_pages_have_limits() -> None:
    script = (
        "import os, sys\n"
        "if sys.argv[1] == 'web': import quota_admin.wsgi\n"
        "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'quota_admin.settings')\n"
        "from django.conf import settings\n"
        "print(settings.DATABASES['default'].get('OPTIONS', {}).get('options', 'none'))\n"
    )
    env = {**os.environ, "DATABASE_URL": "postgres:///x", "DATABASE_LOCK_SECONDS": "3"}
    env.pop("SERVES_PAGES", None)

    def options(process: str) -> str:
        command = [sys.executable, "-c", script, process]
        return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True).stdout

    assert "lock_timeout=3s" in options("web")
    assert "statement_timeout=30s" in options("web")
    assert options("worker").strip() == "none"


def test_other_errors_of_the_database_stay_errors() -> None:
    assert database_busy(OperationalError("connection refused")) is None
    assert database_busy(ValueError("x")) is None
