"""Who may do what with plans, draws, inspections and orders. Each check returns the refusal that is shown, or None."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Role, User
from accounts.permissions.policies import Policy, not_the_drafter, only
from common.constraints import NotAllowed, Refusal
from inspections.models import Draw, Inspection, InspectionFinding, RectificationOrder

Kind = Organisation.Kind
PROVINCES = (Kind.PROVINCE_MIIT, Kind.PROVINCE_MNR)
BOTH, OFFICER = (Role.CLERK, Role.OFFICER), (Role.OFFICER,)

POLICIES = {
    "plan.keep": Policy(BOTH, PROVINCES, "keeps plans of random inspections and the pool of inspectors"),
    "draw.prepare": Policy(BOTH, PROVINCES, "begins a draw and leaves enterprises out of it, with a reason"),
    "draw.close": Policy(OFFICER, PROVINCES, "closes the population of a draw"),
    "draw.draw": Policy(OFFICER, PROVINCES, "draws the enterprises and the inspectors", "who closed the population"),
    "inspection.conduct": Policy(BOTH, PROVINCES, "notifies and records an inspection of the own authority"),
    "inspection.report": Policy(OFFICER, PROVINCES, "reports an inspection upward", "who recorded it"),
    "inspection.publish": Policy(OFFICER, PROVINCES, "publishes the extract of an inspection"),
    "inspection.close": Policy(OFFICER, PROVINCES, "lifts the order and closes an inspection", "who re-inspected"),
    "inspection_finding.reply": Policy(BOTH, (Kind.GROUP,), "replies to a finding at an enterprise of the own group"),
    "inspection_finding.decide": Policy(OFFICER, PROVINCES, "makes a finding final or drops it", "who found it"),
    "order.issue": Policy(OFFICER, PROVINCES, "orders rectification after an inspection"),
    "order.reinspect": Policy(BOTH, PROVINCES, "re-inspects after an order"),
}


def keep_plans(user: User) -> Refusal | None:
    """A clerk or an officer of a province's authority."""
    return only(user, POLICIES["plan.keep"])


def prepare_draw(user: User, organisation: Organisation) -> Refusal | None:
    """A clerk or an officer of the authority whose plan it is."""
    return only(user, POLICIES["draw.prepare"]) or _own(user, organisation)


def close_draw(user: User, draw: Draw) -> Refusal | None:
    """An officer of the authority."""
    return only(user, POLICIES["draw.close"]) or _own(user, draw.plan.organisation)


def make_draw(user: User, draw: Draw) -> Refusal | None:
    """Another officer than the one who closed the population."""
    return (
        only(user, POLICIES["draw.draw"])
        or _own(user, draw.plan.organisation)
        or not_the_drafter(user, draw.closed_by_id)
    )


def conduct(user: User, inspection: Inspection) -> Refusal | None:
    """A clerk or an officer of the authority that drew."""
    return only(user, POLICIES["inspection.conduct"]) or _own(user, inspection.organisation)


def report(user: User, inspection: Inspection) -> Refusal | None:
    """An officer who did not record it."""
    return (
        only(user, POLICIES["inspection.report"])
        or _own(user, inspection.organisation)
        or not_the_drafter(user, inspection.recorded_by_id)
    )


def publish(user: User, inspection: Inspection) -> Refusal | None:
    """An officer of the authority."""
    return only(user, POLICIES["inspection.publish"]) or _own(user, inspection.organisation)


def reply(user: User, finding: InspectionFinding) -> Refusal | None:
    """Somebody of the group that the enterprise belonged to when it was drawn."""
    refusal = only(user, POLICIES["inspection_finding.reply"])
    if refusal or finding.inspection.group_id == user.organisation_id:
        return refusal
    return NotAllowed("not_your_group", _("The group that the enterprise belonged to on the day of the draw replies."))


def decide_finding(user: User, finding: InspectionFinding) -> Refusal | None:
    """An officer who did not find it."""
    return (
        only(user, POLICIES["inspection_finding.decide"])
        or _own(user, finding.inspection.organisation)
        or not_the_drafter(user, finding.found_by_id)
    )


def issue_order(user: User, inspection: Inspection) -> Refusal | None:
    """An officer of the authority."""
    return only(user, POLICIES["order.issue"]) or _own(user, inspection.organisation)


def reinspect(user: User, order: RectificationOrder) -> Refusal | None:
    """A clerk or an officer of the authority."""
    return only(user, POLICIES["order.reinspect"]) or _own(user, order.inspection.organisation)


def close(user: User, inspection: Inspection) -> Refusal | None:
    """An officer who did not re-inspect; without an order, one who did not record the visit."""
    order = RectificationOrder.objects.filter(inspection=inspection).first()
    former = order.reinspected_by_id if order else inspection.recorded_by_id
    return (
        only(user, POLICIES["inspection.close"]) or _own(user, inspection.organisation) or not_the_drafter(user, former)
    )


def _own(user: User, organisation: Organisation) -> Refusal | None:
    if user.organisation_id == organisation.pk:
        return None
    return NotAllowed(
        "not_your_authority",
        _("This is the work of %(organisation)s, which made the draw.") % {"organisation": organisation.name},
    )
