"""No version takes from an enterprise what it has already produced, unless the ministry decides so with a reason."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

import pytest

from allocations.reads import filing_checks
from allocations.reads.quotas import enterprise_quotas
from allocations.services.filings import accept_filing
from audit.models import Event
from common.constraints import NotValid
from enterprises.models import Enterprise
from tests.allocations.splits import SEPARATION, accepted, submitted
from tests.builders import enterprise, issued

pytestmark = pytest.mark.django_db


@pytest.fixture
def plant(cast: Any, monkeypatch: pytest.MonkeyPatch) -> Enterprise:
    issued(cast, 1)
    row = enterprise(1)
    accepted(cast, {(row.pk, SEPARATION): 1000})

    def reported(year: int, enterprises: Collection[int]) -> dict[tuple[int, str], Decimal]:
        return {(row.pk, SEPARATION): Decimal("600.5")}

    monkeypatch.setattr(filing_checks, "produced_of", reported)
    return row


def held(plant: Enterprise) -> Decimal:
    return enterprise_quotas(2021)[plant.pk, SEPARATION]


def test_a_figure_below_production_is_refused_with_the_figures(cast: Any, plant: Enterprise) -> None:
    filing = submitted(cast, {(plant.pk, SEPARATION): Decimal("600.499")})
    with pytest.raises(NotValid) as refused:
        accept_filing(filing=filing, by=cast.miit_officer)
    sentence = str(refused.value.cells[f"line-{plant.pk}-separation"])
    assert "600.5" in sentence
    assert "600.499" in sentence
    assert held(plant) == 1000


def test_exactly_what_is_produced_may_stay(cast: Any, plant: Enterprise) -> None:
    accept_filing(filing=submitted(cast, {(plant.pk, SEPARATION): Decimal("600.5")}), by=cast.miit_officer)
    assert held(plant) == Decimal("600.5")


def test_the_ministry_may_decide_so_with_a_reason_that_stands_in_the_log(cast: Any, plant: Enterprise) -> None:
    filing = submitted(cast, {(plant.pk, SEPARATION): 500})
    accept_filing(filing=filing, below_reason="超产部分另案处理", by=cast.miit_officer)
    assert held(plant) == 500
    filing.refresh_from_db()
    assert filing.below_reason == "超产部分另案处理"
    assert Event.objects.about(filing).last().after["below_reason"] == "超产部分另案处理"  # type: ignore[union-attr]


def test_a_reason_that_nothing_needs_is_not_kept(cast: Any, plant: Enterprise) -> None:
    filing = submitted(cast, {(plant.pk, SEPARATION): 700})
    assert accept_filing(filing=filing, below_reason="多余", by=cast.miit_officer).below_reason == ""


def test_who_has_overproduced_may_keep_what_it_has(cast: Any, plant: Enterprise) -> None:
    filing = submitted(cast, {(plant.pk, SEPARATION): 500})
    accept_filing(filing=filing, below_reason="另案处理", by=cast.miit_officer)
    accepted(cast, {(plant.pk, SEPARATION): 500})
    assert held(plant) == 500
