"""Submitting, accepting and returning a report, and deciding its findings."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.reads.staleness import done_already, refuse_if_changed, who_did
from allocations.models import CodedReason, ReturnCode
from allocations.services.reasons import keep_reason
from audit.services.record import head, record
from common.constraints import NotValid, Refusal, refuse_without_reason
from common.periods import now
from common.workflow import next_state, refusal_of
from deadlines.models import Obligation
from deadlines.services.followups import decided, returned, submitted
from deadlines.services.obligations import meet
from documents.files.receipts import receipt_hash
from reporting import permissions
from reporting.models import Finding, ProductionReport, ReportLine
from reporting.reads.cells import CellName, cells_of
from reporting.reads.histories import lines_with_parts
from reporting.rules.form import FORM_VERSION
from reporting.services.checks import Checked, check, line_key, refuse_what_does_not_pass
from reporting.services.differences import reconcile
from reporting.services.findings import end_answer_duty
from reporting.services.line_store import keep_digests
from reporting.services.steps import LABELS, duty_key, locked, step
from reporting.services.sums import come_into_force, keep_sums, leave_force
from reporting.transitions import FINDING, REPORT

FINDING_LABELS = dict(Finding.State.choices)


def figures_hash(report: ProductionReport, lines: Iterable[ReportLine] | None = None) -> str:
    """A fingerprint of the present figures, so that what the check page showed is what is submitted; of its lines, where
    the caller has read them."""
    return receipt_hash(_content(report, lines))


@transaction.atomic
def submit_report(*, report: ProductionReport, by: User, seen: str = "") -> ProductionReport:
    """The officer signs and submits. Every rule is asked afresh; what has to be explained opens a finding.

    `seen` is the hash of the figures that the officer saw, where there was a page. Sent twice, the second
    time changes nothing. Raises NotValid with the cells that do not pass.
    """
    report = locked(report)
    refusal_of(permissions.submit_report(by, report))
    if done_already(report, "report.submit"):
        return report
    next_state(REPORT, report.state, "submit", LABELS)
    if seen and seen != figures_hash(report):
        # With who did it and when, where it was somebody else.
        refuse_if_changed(report, 0, by=by)
        raise Refusal("figures_changed", _("The figures were changed since you looked; check them again."))
    checked = check(report)
    refuse_what_does_not_pass(checked)
    report.signed_by, report.signed_for, report.submitted_at = by, by.acting_for, now()
    if not ProductionReport.objects.of_month(report.group, report.period).in_force().exists():
        come_into_force(report, report.submitted_at)
    _open_findings(report, checked, by=by)
    report.receipt_hash = _receipt_hash(report)
    step(report, "submit", by=by, number=report.number, hash=report.receipt_hash)
    keep_digests(report)
    keep_sums(report.group_id, report.period)
    meet(
        kind=Obligation.Kind.MONTHLY_REPORT,
        organisation=report.group,
        period=str(report.period),
        at=report.submitted_at,
        by=by,
    )
    submitted(**duty_key(report), year=report.year, at=report.submitted_at, by=by)
    reconcile(group=report.group, month=report.period, by=by)
    report.receipt_head = head()
    report.save(update_fields=["receipt_head"])
    return report


def _receipt_hash(report: ProductionReport) -> str:
    """The hash of the figures with who signed them and when."""
    signature = {
        "submitted_at": report.submitted_at,
        "signed_by": str(report.signed_by),
        "signed_for": str(report.signed_for or ""),
    }
    return receipt_hash({**_content(report), **signature})


def _open_findings(report: ProductionReport, checked: Checked, *, by: User) -> None:
    lines = {(line.enterprise_id, line.category): line for line in report.lines.all()}
    Finding.objects.bulk_create(
        Finding(
            line=lines[line_key(fault)],
            code=fault.code,
            clause=fault.clause,
            sentence_zh=fault.zh,
            sentence_en=fault.en,
            explanation=text,
            state=next_state(FINDING, Finding.State.OPEN, "explain", FINDING_LABELS),
            opened_at=report.submitted_at or now(),
            explained_by=by,
        )
        for fault, text in checked.explained
    )


@transaction.atomic
def accept_report(*, report: ProductionReport, by: User, seen: int | None = None) -> ProductionReport:
    """MIIT accepts; a correction takes the place of the version that was in force.

    Accepted twice, by one or by two people, it is accepted once. Raises Refusal with what has changed since `seen`.
    """
    report = locked(report)
    refusal_of(permissions.decide_report(by, report))
    if done_already(report, "report.accept"):
        return report
    refuse_if_changed(report, seen, by=by)
    next_state(REPORT, report.state, "accept", LABELS)
    former = (
        ProductionReport.objects.select_for_update()
        .of_month(report.group, report.period)
        .in_force()
        .exclude(pk=report.pk)
        .first()
    )
    if former:
        leave_force(former, now())
        step(former, "supersede", by=by, version=report.version)
    report.decided_at = now()
    if not report.in_force:
        come_into_force(report, report.decided_at)
    report.decided_by, report.decided_for = by, by.acting_for
    step(report, "accept", by=by, number=report.number)
    keep_sums(report.group_id, report.period)
    decided(**duty_key(report), at=report.decided_at, by=by)
    reconcile(group=report.group, month=report.period, by=by)
    return report


@transaction.atomic
def return_report(
    *,
    report: ProductionReport,
    reason: str,
    by: User,
    cells: Mapping[str, str] | None = None,
    seen: int | None = None,
    code: str = ReturnCode.OTHER,
) -> ProductionReport:
    """MIIT returns with a reason and, where it can, at cells. The group answers with a new version."""
    report = locked(report)
    refusal_of(permissions.decide_report(by, report))
    if done_already(report, "report.return"):
        return report
    refuse_if_changed(report, seen, by=by)
    next_state(REPORT, report.state, "return", LABELS)
    refuse_without_reason(reason, _("A return needs its reason; write what has to change."))
    report.return_cells = _cells_of_the_report(report, cells or {})
    report.decided_by, report.decided_for, report.decided_at = by, by.acting_for, now()
    report.return_reason = reason.strip()
    leave_force(report, report.decided_at)
    keep_reason(kind=CodedReason.Kind.REPORT_RETURN, code=code, group=report.group, number=report.number)
    step(report, "return", by=by, code=code, reason=report.return_reason, cells=report.return_cells)
    keep_sums(report.group_id, report.period)
    returned(**duty_key(report), year=report.year, at=report.decided_at, by=by)
    return report


def _cells_of_the_report(report: ProductionReport, cells: Mapping[str, str]) -> dict[str, str]:
    keys = set(report.lines.values_list("enterprise", "category"))
    kept = {name: text.strip() for name, text in cells.items() if text.strip()}
    unknown = [name for name in kept if (cell := CellName.parse(name)) is None or cell.key not in keys]
    if unknown:
        sentence = _("The return points at a cell that the report does not have: %(cell)s.") % {"cell": unknown[0]}
        raise NotValid("no_such_cell", sentence, cells=dict.fromkeys(unknown, sentence))
    return kept


@transaction.atomic
def decide_finding(*, finding: Finding, decision: str, by: User) -> Finding:
    """MIIT decides what becomes of a finding, in words."""
    finding = Finding.objects.select_for_update(of=("self",)).select_related("line__report__group").get(pk=finding.pk)
    refusal_of(permissions.decide_report(by, finding.line.report))
    if not decision.strip():
        sentence = _("Write the decision.")
        raise NotValid("decision_missing", sentence, cells={"decision": sentence})
    if finding.state == Finding.State.DECIDED and finding.decision == decision.strip():
        return finding
    decided_by_another = who_did(finding, "finding.decide", by=by)
    if decided_by_another:
        raise Refusal("decided_already", decided_by_another)
    before = finding.state
    finding.state = next_state(FINDING, before, "decide", FINDING_LABELS)
    finding.decision, finding.decided_at = decision.strip(), now()
    finding.decided_by, finding.decided_for = by, by.acting_for
    finding.save()
    end_answer_duty(finding)
    after = {"state": finding.state, "reason": finding.decision, "rule": finding.code}
    record("finding.decide", by=by, subject=finding, before={"state": before}, after=after)
    return finding


def _content(report: ProductionReport, lines: Iterable[ReportLine] | None = None) -> dict[str, Any]:
    """What the hashes cover: every cell of every line."""
    rows = [
        [
            line.enterprise.credit_code,
            line.category,
            {name.split("-")[0]: None if value is None else str(value) for name, value in cells_of(line).items()},
        ]
        for line in (lines_with_parts(report) if lines is None else lines)
    ]
    return {"number": report.number, "group": report.group.name_zh, "form": FORM_VERSION, "lines": rows}
