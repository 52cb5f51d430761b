"""Two facts of one enterprise at the same moment: the verdict that stays knows both. With a control without the lock."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError

from enterprises.models import ComplianceFact, Enterprise, StopOrder
from enterprises.reads import facts as reading
from enterprises.reads.verdicts import verdicts as reading_verdicts
from enterprises.services import evidence, verdicts
from enterprises.services.evidence import add_evidence
from enterprises.services.verdicts import compare
from tests.at_once import at_once, read_together
from tests.builders import BUILDER, enterprise

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.service]
DAY = date(2021, 10, 8)


def both(row: Enterprise) -> list[Any]:
    """An order and a failed test, entered by two people at once."""
    order = StopOrder(enterprise=row, number="1", authority="机关", issued_on=DAY)
    values = {"passed": False, "tested_on": DAY, "tested_by": "检测", "report": "报告"}
    test = ComplianceFact(enterprise=row, kind="emission", **values)
    return at_once(
        lambda: add_evidence(order, enterprise=row, by=BUILDER), lambda: add_evidence(test, enterprise=row, by=BUILDER)
    )


@pytest.mark.parametrize("kept_before", [True, False])
def test_the_verdict_knows_both(*, kept_before: bool) -> None:
    row = enterprise(1)
    if not kept_before:
        row.kept_verdicts.all().delete()
    assert both(row) == [None, None]
    assert compare() == []
    [verdict] = reading_verdicts([row], as_of=DAY, rule_set="2021").values()
    assert len(verdict.against) == 2


def test_control_without_the_lock_one_of_them_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    row = enterprise(1)
    row.kept_verdicts.all().delete()
    judge: Callable[..., Any] = reading.each_with_facts
    monkeypatch.setattr(evidence, "hold_enterprise", lambda _key: None)
    # The log's head would make the second one wait as well, until the first has been written.
    monkeypatch.setattr(evidence, "record", lambda *_args, **_values: None)
    monkeypatch.setattr(verdicts, "_lock", lambda keys: list(Enterprise.objects.filter(pk__in=keys)))
    monkeypatch.setattr(verdicts, "each_with_facts", read_together(lambda rows: list(judge(rows)), 2))
    outcomes = both(row)
    monkeypatch.undo()
    assert compare() or any(isinstance(outcome, IntegrityError) for outcome in outcomes)
