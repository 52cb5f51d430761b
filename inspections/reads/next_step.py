"""The next action in an inspection and who takes it, in one sentence."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from common.periods import day_text
from inspections.models import Inspection, InspectionFinding, RectificationOrder

AWAITED, REPLIED = InspectionFinding.State.OPEN, InspectionFinding.State.REPLIED


def next_step(inspection: Inspection, findings: Sequence[InspectionFinding], order: RectificationOrder | None) -> str:
    """What is waited for, and from whom; empty when nothing is."""
    authority = inspection.organisation.name
    state = inspection.state
    if state == Inspection.State.DRAWN:
        return _("%(authority)s announces the visit.") % {"authority": authority}
    if state == Inspection.State.NOTIFIED and inspection.visit_on is not None:
        return _("%(authority)s visits on %(day)s and records what it found.") % {
            "authority": authority,
            "day": day_text(inspection.visit_on),
        }
    undecided = _undecided(inspection, findings)
    reporting = _("Another officer of %(authority)s reports the inspection upward.") % {"authority": authority}
    if state == Inspection.State.INSPECTED:
        return " ".join(filter(None, (undecided, reporting)))
    return undecided or _after_deciding(inspection, findings, order)


def _undecided(inspection: Inspection, findings: Sequence[InspectionFinding]) -> str:
    awaited = [one.reply_until for one in findings if one.state == AWAITED]
    if awaited and inspection.group:
        names = {"group": inspection.group.short, "day": day_text(min(awaited))}
        return _("%(group)s may reply until %(day)s; then the finding is decided.") % names
    if awaited or any(one.state == REPLIED for one in findings):
        return _("Another officer of %(authority)s decides the finding.") % {"authority": inspection.organisation.name}
    return ""


def _after_deciding(
    inspection: Inspection, findings: Sequence[InspectionFinding], order: RectificationOrder | None
) -> str:
    names = {"authority": inspection.organisation.name}
    if inspection.state == Inspection.State.CLOSED:
        return "" if inspection.published_at else _("%(authority)s publishes the extract.") % names
    if inspection.state == Inspection.State.ORDERED and order is not None:
        return _("The enterprise rectifies until %(day)s; %(authority)s re-inspects.") % {
            **names,
            "day": day_text(order.due_on),
        }
    if inspection.state == Inspection.State.REINSPECTED:
        if order is not None and order.passed:
            return _("Another officer of %(authority)s lifts the order and closes.") % names
        return _("Not rectified; %(authority)s re-inspects again.") % names
    if any(one.state == InspectionFinding.State.FINAL for one in findings):
        return _("%(authority)s orders the rectification.") % names
    return _("Another officer of %(authority)s closes the inspection.") % names
