"""What turns red is one message to each system administrator, until it is well and turns red again."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from accounts.models import User
from common.periods import now
from notifications.models import Message
from notifications.reads.message_text import body_of, title_of
from operations.services.alerts import GRACE, check_when_due, notify_red, red_since
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


def turned(when_red: datetime, **changes: Any) -> None:
    """Red, and still so when the grace is over."""
    notify_red(figures(**changes), when_red, now())
    notify_red(figures(**changes), when_red + GRACE, now())


def test_it_is_said_once_for_each_time_it_turns(keeper: User) -> None:
    at = timezone.now()
    turned(at, chain_broken_at=7)
    notify_red(figures(chain_broken_at=7), at + HOUR, now())
    assert said(keeper) == ["The service needs attention: Chain of the log: broken at event 7"]
    assert red_since() == {"chain": at}
    notify_red(figures(), at + 2 * HOUR, now())
    assert red_since() == {}
    turned(at + 3 * HOUR, chain_broken_at=7)
    assert len(said(keeper)) == 2


def test_what_is_red_for_a_moment_is_not_said(keeper: User) -> None:
    at = timezone.now()
    notify_red(figures(chain_broken_at=7), at, now())
    notify_red(figures(chain_broken_at=7), at + GRACE - timedelta(seconds=1), now())
    notify_red(figures(), at + GRACE, now())
    notify_red(figures(chain_broken_at=7), at + 2 * GRACE, now())
    assert said(keeper) == []


def test_the_message_says_what_to_do_in_both_languages(keeper: User) -> None:
    turned(timezone.now(), backup=None)
    (message,) = Message.objects.visible_to(keeper)
    with translation.override("en"):
        assert "make backup" in body_of(message)
        assert "/service/" in body_of(message)
    with translation.override("zh-hans"):
        assert title_of(message) == "系统运行需要处理：最近一次备份，没有记录"


def test_others_get_no_message(cast: Cast, keeper: User) -> None:
    others = [cast.miit_officer, cast.person("zhao", "operator", "audit_admin")]
    turned(timezone.now(), chain_broken_at=7)
    assert [Message.objects.visible_to(user).count() for user in others] == [0, 0]


def test_one_worker_looks_and_only_when_it_is_due(keeper: User, settings: Any) -> None:
    at = timezone.now()
    check_when_due(at, now())
    assert "backup" in red_since(), "a test has none"
    assert check_when_due(at + timedelta(seconds=settings.SWEEP_SECONDS - 1), now()) == 0
    assert check_when_due(at + GRACE, now()) > 0
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
