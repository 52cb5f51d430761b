"""Findings: entered with evidence, open to the group's reply, decided by a second person; then they are facts."""

from collections.abc import Iterable
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.reads.staleness import refuse_if_changed
from audit.services.record import record
from common.constraints import NotValid, Refusal
from common.periods import day_text, now, today
from common.workflow import next_state, refusal_of
from deadlines.models import Obligation
from deadlines.reads.parameters import Name, count_on
from deadlines.services.calendar import current_calendar
from deadlines.services.inspection_duties import meet_duty, open_counted_duty
from documents.services.attachments import store
from enterprises.models import TailingsPond
from inspections import permissions
from inspections.models import FindingFile, Inspection, InspectionFinding
from inspections.rules.clauses import KINDS
from inspections.services.inspections import locked
from inspections.services.register_facts import write_fact
from inspections.transitions import FINDING

LABELS = dict(InspectionFinding.State.choices)
REPLY = Obligation.Kind.VISIT_REPLY


@transaction.atomic
def add_finding(
    *, inspection: Inspection, kind: str, text: str, found_on: date, by: User, pond: TailingsPond | None = None,
    uploads: "Iterable[UploadedFile[bytes]]" = (),
) -> InspectionFinding:  # fmt: skip
    """Enters what was found, with its clause and its photos; the group has some working days to reply."""
    inspection = locked(inspection)
    refusal_of(permissions.conduct(by, inspection))
    if inspection.state not in {Inspection.State.INSPECTED, Inspection.State.REPORTED}:
        raise Refusal("not_inspected", _("Findings are entered after the visit was recorded and before its end."))
    _refuse_untrue(inspection, kind, text, found_on, pond)
    at, days = now(), count_on(Name.VISIT_REPLY_WORKDAYS, today())
    finding = InspectionFinding.objects.create(
        inspection=inspection,
        kind=kind,
        clause=KINDS[kind].clause,
        text=text.strip(),
        found_on=found_on,
        pond=pond,
        found_by=by,
        found_at=at,
        reply_until=current_calendar().add_workdays(today(), days),
    )
    hashes = _keep(finding, uploads, by=by, of_the_reply=False)
    if inspection.group:
        open_counted_duty(kind=REPLY, organisation=inspection.group, reference=finding.number,
                          about=inspection.organisation, at=at, clock="opened", count=Name.VISIT_REPLY_WORKDAYS,
                          by=by)  # fmt: skip
    after = {"finding": finding.number, "kind": kind, "clause": finding.clause, "text": finding.text, "files": hashes}
    record("inspection.find", by=by, subject=inspection, after=after)
    return finding


def _refuse_untrue(inspection: Inspection, kind: str, text: str, found_on: date, pond: TailingsPond | None) -> None:
    cells = {}
    if kind not in KINDS:
        cells["kind"] = _("Choose what it is about.")
    if not text.strip():
        cells["text"] = _("Write what was found.")
    if found_on > today():
        cells["found_on"] = _("What was found is not in the future.")
    if kind == "tailings" and (pond is None or pond.enterprise_id != inspection.enterprise_id):
        cells["pond"] = _("Choose the pond of this enterprise.")
    if kind == "mineral_products" and inspection.enterprise.kind != "utilisation":
        cells["kind"] = _("This clause is about comprehensive-utilisation enterprises.")
    if cells:
        raise NotValid("finding_invalid", " ".join(cells.values()), cells=cells)


@transaction.atomic
def reply(
    *, finding: InspectionFinding, text: str, by: User, uploads: "Iterable[UploadedFile[bytes]]" = ()
) -> InspectionFinding:
    """Store the group's explanation beside the finding; in time or late, as long as the finding is not final."""
    finding = _locked(finding)
    refusal_of(permissions.reply(by, finding))
    state = next_state(FINDING, finding.state, "reply", LABELS)
    if not text.strip():
        sentence = _("Write your reply.")
        raise NotValid("reply_missing", sentence, cells={"text": sentence})
    finding.state, finding.reply, finding.replied_by, finding.replied_at = state, text.strip(), by, now()
    finding.save()
    hashes = _keep(finding, uploads, by=by, of_the_reply=True)
    meet_duty(kind=REPLY, organisation=by.organisation, reference=finding.number, at=finding.replied_at, by=by)
    after = {"finding": finding.number, "reason": finding.reply, "files": hashes}
    record("inspection.reply", by=by, subject=finding.inspection, after=after)
    return finding


@transaction.atomic
def decide(
    *, finding: InspectionFinding, final: bool, decision: str, by: User, seen: int | None = None
) -> InspectionFinding:
    """A second person makes it final, which writes its fact, or drops it. Not before the days of reply are over."""
    finding = _locked(finding)
    refusal_of(permissions.decide_finding(by, finding))
    wanted = InspectionFinding.State.FINAL if final else InspectionFinding.State.DROPPED
    if finding.state == wanted:
        return finding
    state = next_state(FINDING, finding.state, "finalise" if final else "drop", LABELS)
    refuse_if_changed(finding.inspection, seen, by=by)
    if final and finding.state == "open" and finding.inspection.group_id and today() <= finding.reply_until:
        raise Refusal(
            "reply_awaited",
            _("The group may reply until %(day)s; the finding becomes final when it has, or after that day.")
            % {"day": day_text(finding.reply_until)},
        )
    if not decision.strip():
        sentence = _("Give the reason; the group and the ministries can read it.")
        raise NotValid("decision_missing", sentence, cells={"decision": sentence})
    finding.state, finding.decision = state, decision.strip()
    finding.decided_by, finding.decided_for, finding.decided_at = by, by.acting_for, now()
    if final:
        write_fact(finding, by=by)
    finding.save()
    after = {"finding": finding.number, "reason": finding.decision, "fact": finding.fact_kind}
    record("inspection.finalise" if final else "inspection.drop", by=by, subject=finding.inspection, after=after)
    return finding


def _keep(
    finding: InspectionFinding, uploads: "Iterable[UploadedFile[bytes]]", *, by: User, of_the_reply: bool
) -> list[str]:
    hashes = []
    for upload in uploads:
        attachment = store(upload)
        FindingFile.objects.create(finding=finding, attachment=attachment, of_the_reply=of_the_reply, added_by=by)
        hashes.append(f"{attachment.algorithm}:{attachment.hash}")
    return hashes


def _locked(finding: InspectionFinding) -> InspectionFinding:
    rows = InspectionFinding.objects.select_for_update(of=("self",))
    rows = rows.select_related("inspection__organisation", "inspection__enterprise")
    found: InspectionFinding = rows.get(pk=finding.pk)
    return found
