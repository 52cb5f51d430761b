"""One step of a report's workflow, with its lock and its audit line."""

from typing import Any

from accounts.models import User
from audit.models import Event
from audit.services.record import record
from common.workflow import next_state
from deadlines.models import Obligation
from reporting.models import ProductionReport
from reporting.transitions import REPORT

LABELS = dict(ProductionReport.State.choices)


def locked(report: ProductionReport) -> ProductionReport:
    """The current report, locked until the transaction ends."""
    return ProductionReport.objects.select_for_update(of=("self",)).select_related("group").get(pk=report.pk)


def duty_key(report: ProductionReport) -> dict[str, Any]:
    """What the duties about this report are known by."""
    return {"kind": Obligation.Kind.MONTHLY_REPORT, "group": report.group, "period": str(report.period)}


def step(report: ProductionReport, action: str, *, by: User, **details: Any) -> Event:
    """Applies one step of the workflow, saves, and writes its audit line."""
    before = report.state
    report.state = next_state(REPORT, before, action, LABELS)
    moved = report.state != before
    report.save()
    return record(
        f"report.{action}",
        by=by,
        subject=report,
        before={"state": before} if moved else {},
        after={**({"state": report.state} if moved else {}), **details},
    )
