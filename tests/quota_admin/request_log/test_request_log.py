"""One line about each request: who by number, which route, how long, how many queries; never what was typed."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client, RequestFactory
from structlog.testing import capture_logs

from accounts.models import User
from quota_admin.celery import begin_task, end_task
from quota_admin.request_log import HEADER, request_name
from tests.conftest import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client: Client, cast: Cast) -> User:
    user = cast.miit_clerk
    client.force_login(user)
    return user


def line_of(client: Client, address: str, **headers: str) -> tuple[Any, dict[str, Any]]:
    with capture_logs() as said:
        answer = client.get(address, **headers)  # type: ignore[arg-type]
    (line,) = [one for one in said if one["event"] == "request"]
    return answer, dict(line)


def test_the_line_says_who_what_and_how_long(client: Client, clerk: User) -> None:
    answer, line = line_of(client, "/messages/")
    assert (line["person"], line["organisation"]) == (clerk.pk, clerk.organisation_id)
    assert (line["method"], line["route"], line["status"]) == ("GET", "message_list", 200)
    assert line["queries"] > 2
    assert line["milliseconds"] >= line["query_milliseconds"] >= 0
    assert len(answer.headers[HEADER]) == 16


def test_what_was_typed_and_who_it_is_are_not_in_the_line(client: Client, clerk: User) -> None:
    _answer, line = line_of(client, "/search/?q=北方稀土")
    assert "北方" not in str(line)
    assert clerk.name not in str(line)
    assert clerk.username not in str(line)


def test_an_invitation_is_not_in_the_log(client: Client) -> None:
    _answer, line = line_of(client, "/account/invitation/a-secret-token/")
    assert line["route"] == "invitation"
    assert "secret" not in str(line)
    assert "person" not in line


def test_the_row_of_the_address_is_named_by_its_number(client: Client, clerk: User) -> None:
    assert line_of(client, "/notices/999999/")[1]["on"] == "pk:999999"


def test_health_is_no_news(client: Client) -> None:
    assert line_of(client, "/healthz")[1]["log_level"] == "debug"


def test_the_number_of_a_proxy_is_taken_only_when_there_is_one(settings: Any) -> None:
    request = RequestFactory().get("/", headers={HEADER: "from-our-proxy-1"})
    settings.PROXY_COUNT = 0
    assert request_name(request) != "from-our-proxy-1"
    settings.PROXY_COUNT = 1
    assert request_name(request) == "from-our-proxy-1"
    forged = RequestFactory().get("/", headers={HEADER: "two words and a half"})
    assert request_name(forged) != "two words and a half"


def test_a_task_says_how_it_ended() -> None:
    task = SimpleNamespace(name="notifications.tasks.send_messages", request=SimpleNamespace())
    begin_task(task=task, task_id="7")
    User.objects.count()
    with capture_logs() as said:
        end_task(task=task, state="SUCCESS")
    assert (said[0]["event"], said[0]["outcome"], said[0]["queries"]) == ("task", "success", 1)
