"""What turns red is one message to each system administrator, until it is well and turns red again."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from accounts.models import User
from common.periods import now
from notifications.models import Message
from notifications.reads.message_text import body_of, title_of
from operations.services.alerts import check_when_due, notify_red, red_since
from operations.tasks import check_service
from tests.conftest import Cast
from tests.operations.service_figures import HOUR, figures

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(cast: Cast) -> User:
    return cast.person("wang", "operator", "system_admin")


def said(keeper: User) -> list[str]:
    with translation.override("en"):
        return [title_of(message) for message in Message.objects.visible_to(keeper)]


def test_it_is_said_once_for_each_time_it_turns(keeper: User) -> None:
    at, broken = timezone.now(), figures(chain_broken_at=7)
    assert notify_red(broken, at, now()) == 1
    assert notify_red(broken, at + HOUR, now()) == 0
    assert said(keeper) == ["The service needs attention: Chain of the log: broken at event 7"]
    assert red_since() == {"chain": at}
    assert notify_red(figures(), at + 2 * HOUR, now()) == 0
    assert red_since() == {}
    assert notify_red(broken, at + 3 * HOUR, now()) == 1
    assert len(said(keeper)) == 2


def test_the_message_says_what_to_do_in_both_languages(keeper: User) -> None:
    notify_red(figures(backup=None), timezone.now(), now())
    (message,) = Message.objects.visible_to(keeper)
    with translation.override("en"):
        assert "make backup" in body_of(message)
        assert "/service/" in body_of(message)
    with translation.override("zh-hans"):
        assert title_of(message) == "系统运行需要处理：最近一次备份，没有记录"


def test_others_get_no_message(cast: Cast, keeper: User) -> None:
    others = [cast.miit_officer, cast.person("zhao", "operator", "audit_admin")]
    notify_red(figures(chain_broken_at=7), timezone.now(), now())
    assert [Message.objects.visible_to(user).count() for user in others] == [0, 0]


def test_one_worker_looks_and_only_when_it_is_due(keeper: User, settings: Any) -> None:
    at = timezone.now()
    assert check_when_due(at, now()) > 0, "a test has no backup"
    assert check_when_due(at + timedelta(seconds=settings.SWEEP_SECONDS - 1), now()) == 0
    assert check_service() == 0


def test_the_page_shows_every_part_with_what_to_do(client: Client, keeper: User) -> None:
    client.force_login(keeper)
    page = client.get("/service/").content.decode()
    assert "最近一次备份" in page
    assert "make backup" in page
    assert 'lang="zh-Hans"' in page
    assert 'href="/service/"' in client.get("/").content.decode()


def test_officials_do_not_see_it(client: Client, cast: Cast) -> None:
    client.force_login(cast.miit_officer)
    assert client.get("/service/").status_code == 403
    assert "/service/" not in client.get("/").content.decode()
