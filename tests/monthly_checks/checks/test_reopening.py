"""A closed check is reopened by two people of the province, with a reason, and is closed anew by a new day."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from audit.models import Event
from common.constraints import NotAllowed, Refusal
from deadlines.models import Obligation
from monthly_checks.models import MonthlyCheck
from monthly_checks.services.checks import close_check, give_verdict
from monthly_checks.services.reopening import ask_to_reopen, drop_reopening, reopen_check
from notifications.models import Message
from tests.monthly_checks.checks.test_monthly_check import agreed, opened, row
from tests.reporting.conftest import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(world: World) -> MonthlyCheck:
    check = opened(world)
    agreed(check, world.cast.neimenggu_resources)
    return close_check(check=check, summary="正常", by=world.cast.neimenggu_industry)


def duties() -> Any:
    return Obligation.objects.filter(kind="monthly_check", period="2021-09")


def test_two_people_reopen_and_it_is_closed_anew(world: World, closed: MonthlyCheck) -> None:
    cast = world.cast
    readers = {cast.miit_officer, cast.mnr_officer}
    first = list(duties().values_list("pk", "met_at"))
    ask_to_reopen(check=closed, reason="漏看一家", by=cast.neimenggu_resources)
    reopened = reopen_check(check=closed, by=cast.neimenggu_industry)
    assert (reopened.state, reopened.closed_by, reopened.closed_at) == ("open", None, None)
    event = Event.objects.get(action="check.reopen")
    assert (event.before["summary"], event.after["reason"]) == ("正常", "漏看一家")
    assert readers <= {one.recipient for one in Message.objects.filter(occasion__startswith="reopened-")}
    assert list(duties().exclude(reference="").values_list("met_at", flat=True)) == [None, None]
    give_verdict(row=row(closed, world), verdict="inspect", text="查产量", by=cast.neimenggu_resources)
    close_check(check=closed, summary="需抽查一家", by=cast.neimenggu_industry)
    assert not duties().open().exists()
    assert list(duties().filter(reference="").values_list("pk", "met_at")) == first
    messages = Message.objects.filter(occasion__startswith="check-closed-", recipient=cast.miit_officer)
    assert messages.count() == 2


def test_who_asked_does_not_reopen_and_nobody_else_of_another_place_does(world: World, closed: MonthlyCheck) -> None:
    cast = world.cast
    ask_to_reopen(check=closed, reason="漏看一家", by=cast.neimenggu_industry)
    for stranger in (cast.neimenggu_industry, cast.miit_officer, cast.northern_officer):
        with pytest.raises(NotAllowed):
            reopen_check(check=closed, by=stranger)
    assert reopen_check(check=closed, by=cast.neimenggu_resources).state == "open"


def test_a_request_is_dropped_and_the_check_stays_closed(world: World, closed: MonthlyCheck) -> None:
    ask_to_reopen(check=closed, reason="漏看一家", by=world.cast.neimenggu_industry)
    assert drop_reopening(check=closed, by=world.cast.neimenggu_industry).state == "closed"
    with pytest.raises(Refusal) as refused:
        reopen_check(check=closed, by=world.cast.neimenggu_resources)
    assert refused.value.code == "not_asked"


def test_an_open_check_is_not_reopened(world: World) -> None:
    with pytest.raises(Refusal) as refused:
        ask_to_reopen(check=opened(world), reason="漏看一家", by=world.cast.neimenggu_industry)
    assert refused.value.code == "wrong_state"


def test_pages_and_api(world: World, closed: MonthlyCheck, as_user: Any) -> None:
    one, other = as_user(world.cast.neimenggu_resources), as_user(world.cast.neimenggu_industry)
    page = closed.get_absolute_url()
    assert f"{page}reopening/ask/" in one.get(page).content.decode()
    assert one.get(f"{page}reopening/ask/").status_code == 200
    assert one.post(f"{page}reopening/ask/", {"reason": "漏看一家"}).headers["Location"] == page
    assert "漏看一家" in other.get(page).content.decode()
    assert other.get(f"{page}reopen/").status_code == 200
    assert other.get(f"{page}reopening/drop/").status_code == 200
    assert other.post(f"{page}reopen/").headers["Location"] == page
    close_check(check=closed, summary="正常", by=world.cast.neimenggu_industry)
    caller, route = APIClient(), f"/api/v1/checks/{closed.pk}/"
    caller.force_authenticate(world.cast.neimenggu_resources)
    assert caller.post(f"{route}ask-reopening/", {"reason": "再看"}, format="json").json()["reopen_reason"] == "再看"
    assert caller.post(f"{route}reopen/").status_code == 403
    caller.force_authenticate(world.cast.neimenggu_industry)
    assert caller.post(f"{route}reopen/").json()["state"] == "open"
