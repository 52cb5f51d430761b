"""Pending changes are shown beside booked quota, and disappear when decided or recalled."""

from decimal import Decimal
from typing import Any

import pytest

from accounts.models import Organisation, User
from allocations.models import Reduction
from allocations.reads.pending import pending_of
from allocations.services.filings import accept_filing
from allocations.services.reductions import draft_reduction, order_reduction, withdraw_reduction
from allocations.services.releases import draft_release
from allocations.services.withdrawals import recall_filing
from enterprises.models import Enterprise
from tests.allocations.splits import SEPARATION, accepted, submitted
from tests.builders import enterprise, issued

pytestmark = pytest.mark.django_db


@pytest.fixture
def plant(cast: Any) -> Enterprise:
    issued(cast, 1)
    return enterprise(1)


@pytest.fixture
def northern(cast: Any) -> Organisation:
    return Organisation.objects.get(code="northern-re")


def tonnes(user: User, holder: str, pk: int) -> list[Decimal]:
    return [change.tonnes for change in pending_of(2021, user).of(holder, pk, SEPARATION)]


def reduction(cast: Any, plant: Enterprise) -> Reduction:
    return draft_reduction(
        enterprise=plant, year=2021, category=SEPARATION, tonnes=Decimal(400), reason="超指标", document_number="演示文号",
        by=cast.miit_clerk,
    )  # fmt: skip


def test_a_submitted_split_stands_beside_both_balances_until_it_is_accepted(
    cast: Any, plant: Enterprise, northern: Organisation
) -> None:
    accepted(cast, {(plant.pk, SEPARATION): 1000})
    second = submitted(cast, {(plant.pk, SEPARATION): 1300})
    for user in (cast.miit_officer, cast.northern_clerk):
        assert tonnes(user, "enterprise", plant.pk) == [Decimal(300)]
        assert tonnes(user, "group", northern.pk) == [Decimal(-300)]
    accept_filing(filing=second, by=cast.miit_officer)
    assert not pending_of(2021, cast.miit_officer).changes


def test_taken_back_it_is_no_longer_under_way(cast: Any, plant: Enterprise, northern: Organisation) -> None:
    filing = submitted(cast, {(plant.pk, SEPARATION): 1300})
    recall_filing(filing=filing, reason="写错", by=cast.northern_officer)
    assert not pending_of(2021, cast.northern_clerk).changes


def test_a_province_sees_its_enterprises_and_no_balance_of_a_group(
    cast: Any, plant: Enterprise, northern: Organisation
) -> None:
    submitted(cast, {(plant.pk, SEPARATION): 1300})
    assert tonnes(cast.neimenggu_industry, "enterprise", plant.pk) == [Decimal(1300)]
    assert tonnes(cast.neimenggu_industry, "group", northern.pk) == []
    assert not pending_of(2021, cast.jiangxi_industry).changes
    assert not pending_of(2021, cast.southern_clerk).changes


def test_a_drafted_reduction_is_the_ministries_until_it_is_ordered(
    cast: Any, plant: Enterprise, northern: Organisation
) -> None:
    accepted(cast, {(plant.pk, SEPARATION): 1000})
    draft = reduction(cast, plant)
    assert tonnes(cast.mnr_officer, "enterprise", plant.pk) == [Decimal(-400)]
    assert tonnes(cast.miit_clerk, "group", northern.pk) == [Decimal(400)]
    assert tonnes(cast.northern_clerk, "enterprise", plant.pk) == []
    order_reduction(reduction=draft, by=cast.miit_officer)
    assert not pending_of(2021, cast.miit_clerk).changes
    withdraw_reduction(reduction=reduction(cast, plant), reason="数字有误", by=cast.miit_clerk)
    assert not pending_of(2021, cast.miit_clerk).changes


def test_a_drafted_release_stands_beside_the_reserve_and_the_groups(cast: Any) -> None:
    row = {"group": "厦门钨业股份有限公司", SEPARATION: "900"}
    issued(cast, 1, totals={SEPARATION: "1000"}, reserve={SEPARATION: "100"}, allocations=[row])
    xiamen = Organisation.objects.get(code="xiamen-tungsten")
    figures = {(xiamen, SEPARATION): Decimal(50)}
    draft_release(year=2021, figures=figures, reason="下达", document_number="演示文号", by=cast.miit_clerk)
    assert tonnes(cast.miit_officer, "nation", 0) == [Decimal(-50)]
    assert tonnes(cast.miit_officer, "group", xiamen.pk) == [Decimal(50)]
    assert tonnes(cast.xiamen_clerk, "group", xiamen.pk) == []


def test_pages_show_it_beside_the_balances(cast: Any, plant: Enterprise, as_user: Any) -> None:
    accepted(cast, {(plant.pk, SEPARATION): 1000})
    filing = submitted(cast, {(plant.pk, SEPARATION): 2300})
    ministry, group = as_user(cast.miit_officer), as_user(cast.northern_clerk)
    for client, address, figure in (
        (ministry, "/filings/?year=2021", "−1,300"),
        (group, "/filings/?year=2021", "−1,300"),
        (ministry, "/execution/groups/northern-re/?until=2021-09", "−1,300"),
        (group, f"/execution/enterprises/{plant.pk}/?until=2021-09", "+1,300"),
    ):
        page = client.get(address).content.decode()
        assert "in-transit" in page, address
        assert figure in page, address
        assert f'href="/filings/{filing.pk}/"' in page
    # On its own page it is what is looked at, not what is under way beside it.
    assert "in-transit" not in ministry.get(f"/filings/{filing.pk}/").content.decode()
