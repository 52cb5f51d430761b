"""The verbs of an inspection: notify, record, report upward, publish."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.reads.staleness import refuse_if_changed
from audit.services.record import record
from common.constraints import NotValid, Refusal
from common.periods import day_of, now, today
from common.workflow import next_state, refusal_of
from deadlines.models import Obligation
from deadlines.reads.parameters import Name
from deadlines.services.inspection_duties import meet_duty, open_counted_duty
from enterprises.rules.eligibility import rule_set_on
from inspections import permissions
from inspections.models import Inspection, InspectionFinding
from inspections.rules.clauses import CHECKLISTS
from inspections.transitions import INSPECTION

LABELS = dict(Inspection.State.choices)
ANSWERS = ("ok", "fault", "not_applicable")


@transaction.atomic
def notify(*, inspection: Inspection, visit_on: date, by: User) -> Inspection:
    """Fixes the day of the visit; from now on the group sees the inspection and its notice."""
    inspection = locked(inspection)
    refusal_of(permissions.conduct(by, inspection))
    state = next_state(INSPECTION, inspection.state, "notify", LABELS)
    if visit_on < today():
        sentence = _("The day of the visit is over; choose today or a later day.")
        raise NotValid("visit_is_over", sentence, cells={"visit_on": sentence})
    inspection.state, inspection.visit_on, inspection.notified_at = state, visit_on, now()
    inspection.save()
    record("inspection.notify", by=by, subject=inspection, after={"visit_on": visit_on})
    return inspection


@transaction.atomic
def record_visit(
    *, inspection: Inspection, inspected_on: date, checklist: Mapping[str, str], summary: str, by: User
) -> Inspection:
    """What was seen, item by item. Opens the duty to report it upward."""
    inspection = locked(inspection)
    refusal_of(permissions.conduct(by, inspection))
    state = next_state(INSPECTION, inspection.state, "record", LABELS)
    rule_set = rule_set_on(inspected_on)
    _refuse_unfilled(inspection, inspected_on, rule_set, checklist)
    inspection.state, inspection.inspected_on, inspection.rule_set = state, inspected_on, rule_set
    inspection.checklist, inspection.summary, inspection.recorded_by = dict(checklist), summary.strip(), by
    inspection.save()
    open_counted_duty(
        kind=Obligation.Kind.VISIT_REPORT,
        organisation=inspection.organisation,
        reference=inspection.number,
        about=None,
        at=now(),
        clock="opened",
        count=Name.VISIT_REPORT_WORKDAYS,
        by=by,
    )
    record("inspection.record", by=by, subject=inspection, after={"on": inspected_on, "checklist": dict(checklist)})
    return inspection


def _refuse_unfilled(inspection: Inspection, day: date, rule_set: str, checklist: Mapping[str, str]) -> None:
    if inspection.notified_at is None or not day_of(inspection.notified_at) <= day <= today():
        sentence = _("The visit took place after the notice and not in the future.")
        raise NotValid("no_such_visit", sentence, cells={"inspected_on": sentence})
    sentence = _("State what was found for this item.")
    wrong = {item.code: sentence for item in CHECKLISTS[rule_set] if checklist.get(item.code) not in ANSWERS}
    if wrong:
        raise NotValid("checklist_unfilled", sentence, cells=wrong)


@transaction.atomic
def report_upward(*, inspection: Inspection, by: User, seen: int | None = None) -> Inspection:
    """A second person reports it to the ministries, in time or late; what is open to a reply stays open."""
    inspection = locked(inspection)
    refusal_of(permissions.report(by, inspection))
    if inspection.state == Inspection.State.REPORTED:
        return inspection
    state = next_state(INSPECTION, inspection.state, "report", LABELS)
    refuse_if_changed(inspection, seen, by=by)
    missing = _without_finding(inspection)
    if missing:
        raise Refusal(
            "fault_without_finding",
            _("The checklist has a failed item but no finding is entered; enter the finding first."),
        )
    inspection.state, inspection.reported_at, inspection.reported_by = state, now(), by
    inspection.save()
    meet_duty(
        kind=Obligation.Kind.VISIT_REPORT,
        organisation=inspection.organisation,
        reference=inspection.number,
        at=inspection.reported_at,
        by=by,
    )
    record("inspection.report", by=by, subject=inspection, after={"findings": inspection.findings.count()})
    return inspection


def _without_finding(inspection: Inspection) -> bool:
    return "fault" in inspection.checklist.values() and not inspection.findings.exists()


@transaction.atomic
def publish(*, inspection: Inspection, by: User) -> Inspection:
    """Makes the extract public (一公开): enterprise, day, result; no figure, no reply, nothing that is not final."""
    inspection = locked(inspection)
    refusal_of(permissions.publish(by, inspection))
    if inspection.published_at:
        return inspection
    if inspection.reported_at is None:
        raise Refusal("not_reported", _("An extract is published when the inspection has been reported."))
    if inspection.findings.filter(state__in=("open", "replied")).exists():
        raise Refusal("findings_open", _("A finding is not final; it is decided before the result is published."))
    inspection.published_at = now()
    inspection.save()
    result = "clean" if inspection.nothing_stands else "findings"
    record("inspection.publish", by=by, subject=inspection, after={"result": result})
    return inspection


def locked(inspection: Inspection) -> Inspection:
    """The row, held until the transaction ends."""
    rows = Inspection.objects.select_for_update(of=("self",)).select_related("organisation", "enterprise")
    found: Inspection = rows.get(pk=inspection.pk)
    return found


def undecided(inspection: Inspection) -> bool:
    """Whether a finding is still open to a reply or a decision."""
    open_states = (InspectionFinding.State.OPEN, InspectionFinding.State.REPLIED)
    return inspection.findings.filter(state__in=open_states).exists()
