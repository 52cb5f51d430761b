"""A stop-and-rectify order is lifted by two people of the province, on the page and by the API."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.reads.staleness import seen_now
from audit.models import Event
from common.constraints import NotAllowed, NotValid, Refusal
from enterprises.models import Enterprise, StopOrder
from enterprises.reads.verdicts import verdicts
from enterprises.rules.verdict import ELIGIBLE, NOT_ELIGIBLE
from enterprises.services.evidence import add_evidence, dispute_evidence, withdraw_evidence
from enterprises.services.stop_orders import ask_to_lift, lift_stop_order
from tests.builders import BUILDER, enterprise, lifted

pytestmark = [pytest.mark.django_db, pytest.mark.once]
DAY = date(2021, 10, 8)
SignIn = Callable[[User], Client]


@pytest.fixture
def plant(cast: Any) -> Enterprise:
    return enterprise(1)


@pytest.fixture
def order(cast: Any, plant: Enterprise) -> StopOrder:
    row = StopOrder(enterprise=plant, number="停1号", authority="示例局", issued_on=date(2021, 9, 1))
    add_evidence(row, enterprise=plant, by=cast.neimenggu_industry)
    return row


def status(plant: Enterprise, day: date) -> str:
    return next(iter(verdicts([Enterprise.objects.get(pk=plant.pk)], as_of=day, rule_set="2021").values())).status


def test_it_bars_until_the_second_person_lifts_it(cast: Any, plant: Enterprise, order: StopOrder) -> None:
    ask_to_lift(order=order, lifted_on=DAY, reason="复查合格", by=cast.neimenggu_resources)
    assert status(plant, DAY) == NOT_ELIGIBLE
    lift_stop_order(order=order, by=cast.neimenggu_industry)
    assert [status(plant, date(2021, 10, day)) for day in (7, 8)] == [NOT_ELIGIBLE, ELIGIBLE]


def test_who_asked_does_not_lift(cast: Any, order: StopOrder) -> None:
    ask_to_lift(order=order, lifted_on=DAY, reason="复查合格", by=cast.neimenggu_industry)
    with pytest.raises(NotAllowed) as refused:
        lift_stop_order(order=order, by=cast.neimenggu_industry)
    assert refused.value.code == "same_person"


def test_nobody_lifts_what_nobody_asked_for(cast: Any, order: StopOrder) -> None:
    with pytest.raises(Refusal) as refused:
        lift_stop_order(order=order, by=cast.neimenggu_industry)
    assert refused.value.code == "not_asked"


@pytest.mark.parametrize("who", ["jiangxi_industry", "northern_officer", "miit_officer"])
def test_only_the_authorities_of_the_province(cast: Any, order: StopOrder, who: str) -> None:
    person = getattr(cast, who)
    for attempt in (
        lambda: ask_to_lift(order=order, lifted_on=DAY, reason="复查合格", by=person),
        lambda: lift_stop_order(order=order, by=person),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_asking_twice_is_asking_once(cast: Any, order: StopOrder) -> None:
    for _click in range(2):
        ask_to_lift(order=order, lifted_on=DAY, reason="复查合格", by=cast.neimenggu_industry)
    assert Event.objects.filter(action="evidence.ask_to_lift").count() == 1


def test_lifting_twice_is_lifting_once(cast: Any, order: StopOrder) -> None:
    lifted(order, DAY, cast)
    third = cast.person("neimenggu-third", "neimenggu-industry", "officer")
    assert lift_stop_order(order=order, by=third).lifted_by == cast.neimenggu_industry


def test_a_request_that_changed_since_is_read_again(cast: Any, plant: Enterprise, order: StopOrder) -> None:
    ask_to_lift(order=order, lifted_on=DAY, reason="复查合格", by=cast.neimenggu_resources)
    seen = seen_now(plant)
    ask_to_lift(order=order, lifted_on=date(2021, 12, 1), reason="再复查", by=cast.neimenggu_resources)
    with pytest.raises(Refusal) as refused:
        lift_stop_order(order=order, by=cast.neimenggu_industry, seen=seen)
    assert refused.value.code == "changed_since"


def test_a_request_needs_the_result_of_the_inspection_and_a_possible_day(cast: Any, order: StopOrder) -> None:
    with pytest.raises(NotValid) as refused:
        ask_to_lift(order=order, lifted_on=DAY, reason=" ", by=cast.neimenggu_industry)
    assert "reason" in refused.value.cells
    with pytest.raises(NotValid) as refused:
        ask_to_lift(order=order, lifted_on=date(2021, 8, 31), reason="合格", by=cast.neimenggu_industry)
    assert "lifted_on" in refused.value.cells


def test_the_group_does_not_withdraw_what_an_authority_ordered(cast: Any, plant: Enterprise, order: StopOrder) -> None:
    dispute_evidence(piece=order, reason="录入有误", by=cast.neimenggu_resources)
    with pytest.raises(NotAllowed) as refused:
        withdraw_evidence(piece=order, reason="误", by=cast.northern_clerk)
    assert refused.value.code == "not_withdrawn"
    assert status(plant, DAY) == NOT_ELIGIBLE


def test_the_pages_cover_both_steps(cast: Any, as_user: SignIn, plant: Enterprise, order: StopOrder) -> None:
    first, second = as_user(cast.neimenggu_resources), as_user(cast.neimenggu_industry)
    asking = reverse("stop_order_ask", args=[order.pk])
    assert asking in first.get(plant.get_absolute_url()).content.decode()
    assert first.post(asking, {"lifted_on": "2021-10-08", "reason": ""}).status_code == 422
    assert first.post(asking, {"lifted_on": "2021-10-08", "reason": "复查合格"}).status_code == 302
    lifting = reverse("stop_order_lift", args=[order.pk])
    assert "复查合格" in second.get(lifting).content.decode()
    assert first.post(lifting).status_code == 403
    assert second.post(lifting, {"seen": seen_now(plant)}).status_code == 302
    assert cast.neimenggu_industry.name in second.get(plant.get_absolute_url()).content.decode()
    assert as_user(cast.jiangxi_industry).get(lifting).status_code == 404


def test_the_api_covers_both_steps(cast: Any, as_user: SignIn, order: StopOrder) -> None:
    add_evidence(
        StopOrder(enterprise=enterprise(2, province="36"), number="停2号", authority="金丝雀", issued_on=DAY),
        enterprise=Enterprise.objects.get(province="36"),
        by=BUILDER,
    )
    first, second = as_user(cast.neimenggu_resources), as_user(cast.neimenggu_industry)
    assert [row["number"] for row in first.get("/api/v1/stop-orders/").json()["results"]] == ["停1号"]
    body = {"lifted_on": "2021-10-08", "reason": "复查合格"}
    assert first.post(f"/api/v1/stop-orders/{order.pk}/ask/", body, "application/json").status_code == 200
    answer = second.post(f"/api/v1/stop-orders/{order.pk}/lift/", {}, "application/json").json()
    assert (answer["lifted_on"], answer["lifted_by"]) == ("2021-10-08", cast.neimenggu_industry.name)
