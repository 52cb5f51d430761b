"""Differences from the traceability system: found as figures change, explained by the group, decided by authorities."""

from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.reads.staleness import refuse_if_changed, who_did
from audit.services.record import record
from common.constraints import NotValid, Refusal
from common.periods import Month, now, today
from common.workflow import next_state, refusal_of
from documents.services.attachments import store
from reporting import permissions
from reporting.models import Difference, ProductionReport, TraceabilityExtract
from reporting.reads.histories import limits_on
from reporting.rules.reconciliation import Gap, Tolerance, gaps
from reporting.transitions import DIFFERENCE

LABELS = dict(Difference.State.choices)
Case = tuple[int, str, str]


def tolerance() -> Tolerance:
    """Ours, as the parameters of today say; shown as such."""
    limits = limits_on(today())
    return Tolerance(limits.traceability_absolute, limits.traceability_relative)


def compared(
    report: ProductionReport, extract: TraceabilityExtract, within: Tolerance | None = None
) -> dict[Case, Gap]:
    """Every quantity beyond tolerance, by enterprise, category and quantity. What one side lacks counts as nothing.
    Without `within` the tolerance is that of today."""
    reported: dict[tuple[int, str], Mapping[str, Any]] = {
        (line.enterprise_id, line.category): line.figures for line in report.lines.all()
    }
    traced: dict[tuple[int, str], Mapping[str, Any]] = {
        (figure.enterprise_id, figure.category): figure.figures for figure in extract.figures.all()
    }
    band = within or tolerance()
    return {
        (*key, gap.quantity): gap
        for key in sorted({*reported, *traced})
        for gap in gaps(reported.get(key, {}), traced.get(key, {"output": 0}), band)
    }


@transaction.atomic
def reconcile(*, group: Organisation, month: Month, by: User) -> None:
    """Brings the month's cases up to the figures in force: new ones open, those that fit now are settled.

    Called by whatever changes a figure: an extract, a report that comes into force. Without both nothing is compared.
    """
    report = ProductionReport.objects.of_month(group, month).in_force().first()
    extract = TraceabilityExtract.objects.of_month(group, month).first()
    if report is None or extract is None:
        return
    rows = Difference.objects.select_for_update(of=("self",)).filter(group=group, year=month.year, month=month.month)
    known: dict[Case, Difference] = {}
    for row in rows.exclude(state=Difference.State.SETTLED).order_by("pk"):
        known[row.enterprise_id, row.category, row.quantity] = row
    found = compared(report, extract)
    for case, row in known.items():
        if case not in found and row.is_pending:
            _settle(row, by=by)
    for case, gap in found.items():
        _follow(known.get(case), case, gap, report, extract, by=by)


def _settle(row: Difference, *, by: User) -> None:
    before = row.state
    row.state = next_state(DIFFERENCE, before, "settle", LABELS)
    row.closed_at = now()
    row.save()
    record("difference.settle", by=by, subject=row, before={"state": before}, after={"state": row.state})


def _follow(
    row: Difference | None,
    case: Case,
    gap: Gap,
    report: ProductionReport,
    extract: TraceabilityExtract,
    *,
    by: User,
) -> None:
    """Opens a case, or moves an open one on to the new figures; what was explained of other figures is open again."""
    if row is not None and (row.reported, row.traced) == (gap.reported, gap.traced):
        return
    after = {"reported": gap.reported, "traced": gap.traced}
    if row is None or not row.is_pending:
        enterprise, category, quantity = case
        row = Difference.objects.create(
            group=report.group,
            enterprise_id=enterprise,
            category=category,
            quantity=quantity,
            year=report.year,
            month=report.month,
            report=report,
            extract=extract,
            opened_at=now(),
            **after,
        )
        record("difference.open", by=by, subject=row, after=after)
        return
    before = {"state": row.state, "reported": row.reported, "traced": row.traced}
    row.state = next_state(DIFFERENCE, row.state, "change", LABELS)
    row.reported, row.traced, row.report, row.extract = gap.reported, gap.traced, report, extract
    row.save()
    record("difference.change", by=by, subject=row, before=before, after={"state": row.state, **after})


@transaction.atomic
def explain_difference(
    *,
    difference: Difference,
    explanation: str,
    by: User,
    upload: "UploadedFile[bytes] | None" = None,
    seen: int | None = None,
) -> Difference:
    """Store the group's explanation, with a document if given. Raises Refusal with what has changed since `seen`."""
    row = _locked(difference)
    refusal_of(permissions.explain_difference(by, row))
    text = explanation.strip()
    if row.state == Difference.State.EXPLAINED and row.explanation == text and upload is None:
        return row
    refuse_if_changed(row, seen, by=by)
    if not text:
        sentence = _("An explanation says why the figures differ; write it.")
        raise NotValid("explanation_missing", sentence, cells={"explanation": sentence})
    before = {"state": row.state, "explanation": row.explanation}
    row.state = next_state(DIFFERENCE, row.state, "explain", LABELS)
    row.explanation, row.explained_at = text, now()
    row.explained_by, row.explained_for = by, by.acting_for
    if upload is not None:
        row.attachment = store(upload)
    row.save()
    after = {"state": row.state, "explanation": text}
    if row.attachment:
        after["attachment"] = row.attachment.hash
    record("difference.explain", by=by, subject=row, before=before, after=after)
    return row


@transaction.atomic
def decide_difference(
    *, difference: Difference, outcome: str, decision: str, by: User, seen: int | None = None
) -> Difference:
    """The province of the enterprise, or MIIT, decides in words what becomes of it.

    Decided twice with the same outcome it is decided once. Raises Refusal with what has changed since `seen`.
    """
    row = _locked(difference)
    refusal_of(permissions.decide_difference(by, row))
    text = decision.strip()
    if row.state == Difference.State.DECIDED and (row.outcome, row.decision) == (outcome, text):
        return row
    if by_another := who_did(row, "difference.decide", by=by):
        raise Refusal("decided_already", by_another)
    refuse_if_changed(row, seen, by=by)
    _refuse_wordless(outcome, text)
    before = {"state": row.state}
    row.state = next_state(DIFFERENCE, row.state, "decide", LABELS)
    row.outcome, row.decision, row.closed_at = outcome, text, now()
    row.decided_by, row.decided_for = by, by.acting_for
    row.save()
    after = {"state": row.state, "outcome": outcome, "reason": text}
    record("difference.decide", by=by, subject=row, before=before, after=after)
    return row


def _refuse_wordless(outcome: str, text: str) -> None:
    cells = {}
    if outcome not in Difference.Outcome.values:
        cells["outcome"] = _("Choose what becomes of the difference.")
    if not text:
        cells["decision"] = _("Write the decision.")
    if cells:
        raise NotValid("decision_missing", next(iter(cells.values())), cells=cells)


def _locked(difference: Difference) -> Difference:
    rows = Difference.objects.select_for_update(of=("self",)).select_related("group", "enterprise", "attachment")
    return rows.get(pk=difference.pk)
