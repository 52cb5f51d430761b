"""A final finding becomes a fact of the register, and its rectification another one; eligibility follows by itself."""

from datetime import date

from accounts.models import User
from enterprises.models import ComplianceFact, ConfirmationStatus, Evidence, Halt, PondEvaluation, StopOrder
from enterprises.services.evidence import end, enter
from inspections.models import InspectionFinding

# An authority's own finding needs nobody to confirm it.
SLUGS: dict[type[Evidence], str] = {
    ComplianceFact: "test",
    PondEvaluation: "evaluation",
    Halt: "halt",
    StopOrder: "order",
}


def write_fact(finding: InspectionFinding, *, by: User) -> None:
    """Enters what the finding says, as of its day; the finding then names the row."""
    piece = _fact(finding)
    if piece is None:
        return
    first = finding.files.filter(of_the_reply=False).first()
    piece.attachment = first.attachment if first else None
    store(finding, piece, by=by)
    finding.fact_kind, finding.fact_id = SLUGS[type(piece)], piece.pk


def store(finding: InspectionFinding, piece: Evidence, *, by: User) -> None:
    """Confirmed as it is entered. The finding's photo proves what was wrong, not that it was mended."""
    piece.confirmation_status, piece.entered_by = ConfirmationStatus.CONFIRMED, by
    enter(piece, enterprise=finding.inspection.enterprise, by=by)


def _fact(finding: InspectionFinding) -> Evidence | None:
    inspection = finding.inspection
    if finding.kind in ComplianceFact.Kind.values:
        return _test(finding, finding.found_on, passed=False)
    if finding.kind == "tailings":
        return _evaluation(finding, finding.found_on, PondEvaluation.Grade.ILL)
    if finding.kind == "halt":
        return Halt(enterprise=inspection.enterprise, since=finding.found_on, reason=finding.number)
    if finding.kind == "illegal_feed":
        return StopOrder(
            enterprise=inspection.enterprise,
            number=finding.number,
            authority=inspection.organisation.name_zh,
            issued_on=finding.found_on,
        )
    return None


def write_remedy(finding: InspectionFinding, on: date, *, by: User) -> None:
    """What the re-inspection found instead, as of its day. An order is lifted, not answered by another fact."""
    if finding.kind in ComplianceFact.Kind.values:
        store(finding, _test(finding, on, passed=True), by=by)
    elif finding.kind == "tailings":
        store(finding, _evaluation(finding, on, PondEvaluation.Grade.NORMAL), by=by)
    elif finding.kind == "halt" and finding.fact_id:
        halt = Halt.objects.get(pk=finding.fact_id)
        if halt.until is None:
            end(halt, on=on, by=by)


def _test(finding: InspectionFinding, on: date, *, passed: bool) -> ComplianceFact:
    return ComplianceFact(
        enterprise=finding.inspection.enterprise,
        kind=finding.kind,
        passed=passed,
        tested_on=on,
        tested_by=finding.inspection.organisation.name_zh,
        report=finding.number,
    )


def _evaluation(finding: InspectionFinding, on: date, grade: str) -> PondEvaluation:
    return PondEvaluation(pond=finding.pond, grade=grade, evaluated_on=on, report=finding.number)
