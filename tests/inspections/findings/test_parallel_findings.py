"""Findings and orders decided while somebody else acts on them: one effect each, and controls without the lock."""

from datetime import date
from typing import Any

import pytest

from audit.models import Event
from common.constraints import Refusal
from inspections.models import Inspection, InspectionFinding
from inspections.services import findings, orders
from inspections.services.findings import decide, reply
from inspections.services.orders import close, issue_order, reinspect
from tests.at_once import at_once, read_together
from tests.builders import enterprise
from tests.inspections.stage import drawn, final, found, inspected, reported, second

pytestmark = pytest.mark.service


@pytest.fixture
def finding(real_db: None, cast: Any) -> InspectionFinding:
    """A finding that the group may reply to, in a database with real transactions."""
    enterprise(1)
    drawn(cast)
    return found(cast, inspected(cast, Inspection.objects.get(), emission="fault"), "emission")


@pytest.fixture
def rectified(finding: InspectionFinding, cast: Any) -> Inspection:
    """A stop of production whose re-inspection was passed."""
    final(cast, finding)
    visit, by = reported(cast, finding.inspection), cast.neimenggu_industry
    order = issue_order(
        inspection=visit, number="停〔2021〕1号", demands="改造", due_on=date(2021, 11, 1), stop=True, by=by
    )
    reinspect(order=order, on=date(2021, 10, 8), passed=True, result="达标", by=by)
    return visit


def drop_while_replying(finding: InspectionFinding, cast: Any) -> tuple[list[Any], InspectionFinding]:
    officer = second(cast)
    outcomes = at_once(
        lambda: reply(finding=finding, text="检测有误", by=cast.northern_clerk),
        lambda: decide(finding=finding, final=False, decision="证据不足", by=officer),
    )
    return outcomes, InspectionFinding.objects.get()


def close_at_once(visit: Inspection, cast: Any) -> list[Any]:
    people = (second(cast), cast.person("neimenggu-third", "neimenggu-industry", "officer"))
    return at_once(*(lambda by=by: close(inspection=visit, by=by) for by in people))


def test_a_reply_during_the_decision_is_kept_or_refused(finding: InspectionFinding, cast: Any) -> None:
    (replied, _decided), stands = drop_while_replying(finding, cast)
    assert stands.state == InspectionFinding.State.DROPPED
    assert bool(stands.reply) is not isinstance(replied, Refusal)


def test_control_without_the_lock_the_reply_or_the_decision_is_lost(
    finding: InspectionFinding, cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = InspectionFinding.objects.select_related("inspection__organisation", "inspection__enterprise")
    monkeypatch.setattr(findings, "_locked", read_together(lambda row: rows.get(pk=row.pk), 2))
    _outcomes, stands = drop_while_replying(finding, cast)
    assert not (stands.state == InspectionFinding.State.DROPPED and stands.reply)
    assert Event.objects.filter(action__in=("inspection.reply", "inspection.drop")).count() == 2


def test_an_order_lifted_by_two_at_once_is_lifted_once(rectified: Inspection, cast: Any) -> None:
    assert [one.state for one in close_at_once(rectified, cast)] == [Inspection.State.CLOSED] * 2
    assert Event.objects.filter(action="inspection.close").count() == 1


def test_control_without_the_lock_it_is_closed_twice(
    rectified: Inspection, cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = Inspection.objects.select_related("organisation", "enterprise")
    monkeypatch.setattr(orders, "locked", read_together(lambda row: rows.get(pk=row.pk), 2))
    close_at_once(rectified, cast)
    assert Event.objects.filter(action="inspection.close").count() == 2
