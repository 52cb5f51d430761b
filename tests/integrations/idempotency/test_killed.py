"""A process is killed between effect and answer: the same key, sent again to another one, has one effect in all."""

import json
import signal
import subprocess
import sys
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from rest_framework.test import APIClient

from allocations.models import Release
from scripts.project import ROOT, environment
from tests.integrations.idempotency.body import RELEASE
from tests.integrations.idempotency.killed import URL

pytestmark = pytest.mark.service


def settings_of_the_test() -> dict[str, str]:
    given = connection.settings_dict
    host = quote(str(given["HOST"]), safe="")
    password = f":{given['PASSWORD']}" if given["PASSWORD"] else ""
    address = f"postgres://{given['USER']}{password}@{host}:{given['PORT']}/{given['NAME']}"
    own = {"DATABASE_URL": address, "DEMO": "true", "CLOCK_DAY": "2021-10-08", "EMAIL_URL": "none://"}
    return environment({**own, "DJANGO_SETTINGS_MODULE": "quota_admin.settings"})


def write_and_die(moment: str, clerk: Any, key: str) -> None:
    command = [sys.executable, "-m", "tests.integrations.idempotency.killed", moment, clerk.username, key]
    command.append(json.dumps(RELEASE))
    ended = subprocess.run(command, cwd=ROOT, env=settings_of_the_test(), capture_output=True, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()[-2000:]


def again(clerk: Any, key: str) -> Any:
    client = APIClient()
    client.force_authenticate(clerk)
    headers: dict[str, Any] = {"HTTP_IDEMPOTENCY_KEY": key} if key else {}
    return client.post(URL, RELEASE, format="json", **headers)


def test_killed_before_the_commit_nothing_was_done_and_the_key_is_free(clerk: Any) -> None:
    write_and_die("before-commit", clerk, "k")
    assert Release.objects.count() == 0
    answer = again(clerk, "k")
    assert (answer.status_code, answer.headers.get("Idempotent-Replayed")) == (201, None)
    assert Release.objects.count() == 1


def test_killed_before_the_answer_it_is_answered_by_the_next_process(clerk: Any) -> None:
    write_and_die("after-commit", clerk, "k")
    assert Release.objects.count() == 1
    answer = again(clerk, "k")
    assert (answer.status_code, answer.headers["Idempotent-Replayed"]) == (201, "true")
    assert Release.objects.get().pk == answer.json()["id"]


def test_control_without_a_key_it_is_done_twice(clerk: Any) -> None:
    write_and_die("after-commit", clerk, "")
    assert again(clerk, "").status_code == 201
    assert Release.objects.count() == 2
