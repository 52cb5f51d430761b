"""The search finds the rows of the world by their printed numbers."""

from typing import Any

import pytest

from allocations.models import Filing
from inspections.models import Inspection
from monthly_checks.models import MonthlyCheck
from quota_admin.reads.search import search
from reporting.models import ProductionReport
from tests.access.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def labels(user: Any, words: str, kind: str) -> list[str]:
    """The labels of one kind that a person finds."""
    return [hit.label for hits in search(user, words) if hits.kind == kind for hit in hits.shown]


@pytest.mark.parametrize("model", [Filing, ProductionReport, MonthlyCheck, Inspection])
def test_the_number_as_printed_finds_exactly_its_row(world: World, model: Any) -> None:
    rows = list(model.objects.all())
    assert rows
    for row in rows:
        fitting = [other for other in model.objects.numbered(row.number) if other.number == row.number]
        assert fitting == [row]
        assert row in model.objects.numbered(row.number[:6].lower())


def test_a_notice_is_found_by_number_and_title(world: World) -> None:
    found = {words: labels(world.people["miit_officer"], words, "notice") for words in ("zz不存在的通知", "2021")}
    assert found["zz不存在的通知"] == []
    assert found["2021"]
