"""Judged anew when due: group, province and ministries hear once that an enterprise with quota is, or will be, barred."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from common.periods import SHANGHAI
from enterprises.models import Enterprise
from enterprises.services import eligibility_lapses
from enterprises.services.eligibility_lapses import SWEEP, reassess_when_due
from enterprises.tasks import reassess_eligibility
from notifications.models import Heartbeat, Message
from notifications.reads.message_text import title_of
from notifications.services.mail import send_queued
from tests.builders import enterprise
from tests.conftest import Cast
from tests.enterprises.alerts.test_alerts import stopped, with_quota

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]
AS_OF = datetime(2021, 10, 8, 2, tzinfo=SHANGHAI)
MACHINE = datetime(2026, 3, 1, tzinfo=SHANGHAI)
DAY = timedelta(days=1)


@pytest.fixture
def barred(db: None) -> Enterprise:
    row = with_quota(enterprise(1, group="northern-re", province="15"))
    stopped(row, date(2021, 9, 1))
    return row


def told() -> set[str]:
    return set(Message.objects.values_list("recipient__username", flat=True))


def test_group_province_and_ministries_are_notified_and_nobody_else(barred: Enterprise, cast: Cast) -> None:
    hearing = [cast.northern_clerk, cast.neimenggu_industry, cast.miit_clerk, cast.mnr_officer]
    _others = [cast.southern_clerk, cast.person("auditor", "operator", "audit_admin")]
    assert reassess_when_due(MACHINE, AS_OF) == 1
    assert told() == {person.username for person in hearing}


def test_a_lapse_is_notified_once_and_the_next_lapse_again(barred: Enterprise, cast: Cast) -> None:
    _clerk = cast.northern_clerk
    for walk in range(40):
        assert reassess_when_due(MACHINE + DAY * walk, AS_OF) == 1
    assert Message.objects.count() == 1
    stopped(with_quota(enterprise(2, group="northern-re", province="15")))
    assert reassess_when_due(MACHINE + DAY * 41, AS_OF) == 2
    assert Message.objects.count() == 2


def test_it_is_judged_when_due_and_by_one_worker(barred: Enterprise, cast: Cast, settings: Any) -> None:
    _clerk = cast.northern_clerk
    settings.ELIGIBILITY_SWEEP_MINUTES = 60
    assert reassess_when_due(MACHINE, AS_OF) == 1
    assert reassess_when_due(MACHINE + timedelta(minutes=59), AS_OF) == 0
    assert reassess_when_due(MACHINE + timedelta(minutes=60), AS_OF) == 1


def test_a_worker_that_dies_in_between_has_neither_claimed_nor_notified(
    barred: Enterprise, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    _clerk = cast.northern_clerk
    real = eligibility_lapses.tell_of

    def dies(alert: Any, *, at: datetime) -> int:
        real(alert, at=at)
        raise SystemExit

    monkeypatch.setattr(eligibility_lapses, "tell_of", dies)
    with pytest.raises(SystemExit):
        reassess_when_due(MACHINE, AS_OF)
    assert not Message.objects.exists()
    assert not Heartbeat.objects.filter(name=SWEEP).exists()
    monkeypatch.setattr(eligibility_lapses, "tell_of", real)
    assert reassess_when_due(MACHINE, AS_OF) == 1
    assert Message.objects.count() == 1


def test_it_reads_well_on_the_page_and_in_the_letter(barred: Enterprise, cast: Cast, as_user: Browser) -> None:
    clerk = cast.northern_clerk
    User.objects.filter(pk=clerk.pk).update(email="clerk@example.org")
    reassess_eligibility()
    page = as_user(clerk).get("/messages/").content.decode()
    assert f"{barred.name_zh}（冶炼分离）持有指标，自2021年9月1日起不符合条件" in page
    place = reverse("enterprise_detail", args=[barred.pk])
    assert f'href="{place}"' in page
    send_queued(timezone.now())
    assert str(mail.outbox[0].body).rstrip().endswith(place)
    with translation.override("en"):
        assert "has not been eligible since 1 Sep 2021" in title_of(Message.objects.get())
