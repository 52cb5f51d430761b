"""The demo's register: every group can allot its whole quota, every ground bars somebody, nothing is real."""

import csv
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from accounts.models import Organisation
from audit.services.record import System
from common.quantities import Category
from enterprises.demo import load_demo_register
from enterprises.models import Enterprise
from enterprises.reads.verdicts import verdicts
from enterprises.rules.credit_code import is_valid
from enterprises.rules.verdict import BARS, EVIDENCE_MISSING, Verdict

QUOTAS = Path(__file__).resolve().parents[3] / "allocations" / "data" / "quotas_2021.csv"
FIVE = {"（一）", "（二）", "（三）", "（四）", "（五）"}
LOADER = System("demo")

# Pages, not locks: what they say is the same on every database.
pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def _register(db: None) -> None:
    load_demo_register(by=LOADER)


def _verdicts(day: date, group: str | None = None) -> dict[tuple[int, str], Verdict]:
    rows = Enterprise.objects.all()
    if group:
        rows = rows.in_group(Organisation.objects.get(code=group), day)
    return verdicts(rows, as_of=day, rule_set="2021")


def _barring(judged: dict[tuple[int, str], Verdict]) -> set[str]:
    return {ground.clause for verdict in judged.values() for ground in verdict.grounds if ground.outcome == BARS}


def test_every_enterprise_is_marked_as_fictional_and_has_a_valid_credit_code() -> None:
    rows = list(Enterprise.objects.all())
    assert 30 <= len(rows) <= 40
    assert all("示例" in row.name_zh and "Example" in row.name_en and row.is_fictional for row in rows)
    assert all(is_valid(row.credit_code) for row in rows)
    assert {row.province_id for row in rows} == {"15", "32", "35", "36", "37", "43", "44", "51"}


def test_loading_twice_changes_nothing() -> None:
    before = list(Enterprise.objects.order_by("pk").values())
    load_demo_register(by=LOADER)
    assert list(Enterprise.objects.order_by("pk").values()) == before


def _quotas() -> dict[tuple[str, str], Decimal]:
    """The year's largest figure of each group and category, from the notices."""
    largest: dict[tuple[str, str], Decimal] = {}
    with QUOTAS.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            for category in Category.values:
                figure = row[f"{category}_t_reo"]
                if row["group"] != "合计" and figure:
                    key = (row["group"], category)
                    largest[key] = max(largest.get(key, Decimal(0)), Decimal(figure))
    return largest


def test_every_group_can_allot_all_its_categories_on_any_day_of_2021() -> None:
    quotas = _quotas()
    assert len(quotas) == 14
    capacities = {
        row.pk: sum(fact.tonnes_per_year for fact in row.capacities.all())
        for row in Enterprise.objects.prefetch_related("capacities")
    }
    names = {group.name_zh: group for group in Organisation.objects.groups()}
    first = date(2021, 1, 1)
    for day in (first + timedelta(days=step) for step in range(0, 365, 28)):
        for (name, category), tonnes in quotas.items():
            judged = verdicts(Enterprise.objects.in_group(names[name], day), as_of=day, rule_set="2021")
            eligible = [pk for (pk, own), verdict in judged.items() if own == category and verdict.is_eligible]
            assert eligible, (name, category, day)
            if category == Category.SEPARATION:
                assert sum(capacities[pk] for pk in eligible) >= tonnes, (name, day)


@pytest.mark.parametrize("day", [date(2021, 1, 1), date(2021, 10, 8), date(2021, 12, 31)])
def test_each_of_the_five_grounds_bars_somebody_in_northern_and_one_lacks_evidence(day: date) -> None:
    judged = _verdicts(day, "northern-re")
    assert _barring(judged) == FIVE
    assert any(verdict.status == EVIDENCE_MISSING for verdict in judged.values())
    assert _barring(_verdicts(day)) == FIVE


def test_who_is_barred_is_barred_on_one_ground_only() -> None:
    for verdict in _verdicts(date(2021, 10, 8)).values():
        assert len(verdict.against) <= 1
