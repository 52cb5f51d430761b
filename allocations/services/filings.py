"""Splitting a group's share: drafting, consulting, submitting, accepting for record, returning."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.reads.staleness import done_already, refuse_if_changed
from allocations import ledger, permissions
from allocations.ledger import Holder, Move
from allocations.models import CodedReason, Consultation, Filing, FilingLine, Notice, ReturnCode
from allocations.reads.filing_checks import below_production, check_filing_lines, refuse_if_moved
from allocations.reads.quotas import enterprise_quotas
from allocations.services.filing_steps import LABELS, consultation_round, duty_key, locked, step
from allocations.services.lapses import refuse_closed
from allocations.services.reasons import keep_reason
from allocations.transitions import FILING
from audit.services.record import head, record
from common.constraints import NotValid, Refusal, constraint_refused, refuse_without_reason
from common.periods import now, today
from common.quantities import MINING
from common.workflow import next_state, refusal_of
from deadlines.models import Obligation
from deadlines.services.followups import (
    decided,
    end_consultations,
    meet_consultation,
    open_consultation,
    returned,
    submitted,
)
from deadlines.services.obligations import meet
from documents.files.receipts import receipt_hash
from enterprises.models import Enterprise

ZERO = Decimal(0)
Figures = Mapping[tuple[int, str], Decimal | None]


@transaction.atomic
def start_filing(*, group: Organisation, year: int, by: User) -> Filing:
    """A new version that starts from the quota in force. Raises Refusal while another version is open."""
    refusal_of(permissions.draft_filing(by, group))
    refuse_closed(year)
    notice = _notice_to_split(group, year)
    open_already = Refusal(
        "filing_open", _("A version for %(year)s is open already; finish that one first.") % {"year": year}
    )
    versions = Filing.objects.filter(group=group, year=year).count()
    with constraint_refused(
        {
            "filing_one_open_per_group_and_year": open_already,
            "filing_version_once": open_already,
            "allocations_filing.group_id, allocations_filing.year": open_already,
        }
    ):
        filing = Filing.objects.create(
            group=group, notice=notice, year=year, version=versions + 1, drafted_by=by, drafted_at=now()
        )
    filing.editors.add(by)
    in_force = _in_force(filing)
    FilingLine.objects.bulk_create(
        FilingLine(filing=filing, enterprise_id=enterprise, category=category, before=tonnes, stated=tonnes)
        for (enterprise, category), tonnes in in_force.items()
        if tonnes
    )
    record("filing.draft", by=by, subject=filing, after={"version": filing.version, "notice": notice.period})
    return filing


def _notice_to_split(group: Organisation, year: int) -> Notice:
    """The latest notice of the year that gives the group quota. Raises Refusal without one, and for an imported one."""
    notice = Notice.objects.issued().filter(year=year, allocations__group=group).order_by("-batch").first()
    if notice is None:
        raise Refusal(
            "no_quota",
            _("No notice of %(year)s gives %(group)s quota yet; there is nothing to split.")
            % {"year": year, "group": group.name},
        )
    if notice.imported_from_id is not None:
        raise Refusal(
            "is_imported",
            _(
                "The notices of %(year)s were imported, and so are its splits: the Ministry of Industry and "
                "Information Technology imports a corrected workbook."
            )
            % {"year": year},
        )
    return notice


@transaction.atomic
def save_draft(*, filing: Filing, figures: Figures, by: User, seen: int | None = None) -> Filing:
    """Replaces the draft's figures (t REO for the whole year; None or 0 is no quota).

    Raises NotValid with a sentence per cell `line-<enterprise>-<category>` and per `total-<category>`, and
    Refusal when somebody else has saved since event number `seen`; then nothing is stored.
    """
    filing = locked(filing)
    refusal_of(permissions.draft_filing(by, filing.group))
    refuse_if_changed(filing, seen, by=by, ignoring=("filing.opine",))
    next_state(FILING, filing.state, "edit", LABELS)
    before = {(line.enterprise_id, line.category): line.stated for line in filing.lines.all()}
    after = {key: tonnes for key, tonnes in figures.items() if tonnes}
    check_filing_lines(filing, after, as_of=today())
    in_force = _in_force(filing)
    filing.lines.all().delete()
    FilingLine.objects.bulk_create(
        FilingLine(
            filing=filing,
            enterprise_id=key[0],
            category=key[1],
            before=in_force.get(key, ZERO),
            stated=after.get(key, ZERO),
        )
        for key in sorted({*after, *(key for key, tonnes in in_force.items() if tonnes)})
    )
    filing.drafted_by = by
    filing.editors.add(by)
    end_consultations(**consultation_round(filing))
    step(filing, "edit", by=by, figures=_changed(before, after))
    return filing


@transaction.atomic
def consult(*, filing: Filing, by: User, seen: int | None = None) -> None:
    """Sends the draft to both authorities of every province in which it touches an enterprise, and where it splits
    mining quota to the Ministry of Natural Resources as well.

    Each of them has its own duty to answer, with its day.
    """
    filing = locked(filing)
    refusal_of(permissions.draft_filing(by, filing.group))
    if done_already(filing, "filing.consult"):
        return
    refuse_if_changed(filing, seen, by=by)
    next_state(FILING, filing.state, "consult", LABELS)
    check_filing_lines(filing, _figures(filing), as_of=today())
    if not filing.lines.exists():
        raise NotValid("nothing_split", _("No enterprise has been given quota yet; enter the figures first."))
    filing.consulted_at = now()
    provinces = filing.lines.values_list("enterprise__province", flat=True).distinct()
    filing.consultations.all().delete()
    asked_of = Q(province__in=provinces)
    if filing.lines.filter(category__in=MINING).exists():
        asked_of |= Q(kind=Organisation.Kind.MNR)
    authorities = list(Organisation.objects.filter(asked_of))
    step(filing, "consult", by=by, authorities=[authority.name_zh for authority in authorities])
    asked: dict[str, Any] = {
        "group": filing.group,
        "year": filing.year,
        "at": filing.consulted_at,
        "by": by,
        **consultation_round(filing),
    }
    Consultation.objects.bulk_create(
        Consultation(
            filing=filing,
            authority=authority,
            asked_at=filing.consulted_at,
            due_on=open_consultation(authority=authority, **asked).due_on,
        )
        for authority in authorities
    )


@transaction.atomic
def give_opinion(*, consultation: Consultation, opinion: str, reason: str, by: User, seen: int | None = None) -> None:
    """An authority agrees, or objects with a reason. An objection does not block; the ministry sees it.

    The same opinion given twice is given once. It can be given until the filing is decided.
    """
    filing = locked(consultation.filing)
    refusal_of(permissions.give_opinion(by, consultation))
    consultation = Consultation.objects.get(pk=consultation.pk)
    if (consultation.opinion, consultation.reason) == (opinion, reason.strip()):
        return
    refuse_if_changed(filing, seen, by=by, ignoring=("filing.opine",))
    next_state(FILING, filing.state, "opine", LABELS)
    if opinion not in (Consultation.Opinion.AGREE, Consultation.Opinion.OBJECT):
        raise NotValid("opinion_missing", _("Choose whether you agree or object."))
    if opinion == Consultation.Opinion.OBJECT and not reason.strip():
        sentence = _("An objection needs its reason; write what has to change.")
        raise NotValid("reason_missing", sentence, cells={"reason": sentence})
    consultation.opinion, consultation.reason = opinion, reason.strip()
    consultation.given_by, consultation.given_for, consultation.given_at = by, by.acting_for, now()
    consultation.save()
    meet_consultation(authority=consultation.authority, **consultation_round(filing), at=consultation.given_at, by=by)
    step(filing, "opine", by=by, authority=by.organisation.name_zh, opinion=opinion, reason=reason)


@transaction.atomic
def submit_filing(*, filing: Filing, by: User, seen: int | None = None) -> Filing:
    """The officer signs and files. Everything is checked again as of this instant; the verdicts stay on the lines.

    Submitted twice, the second time changes nothing. Raises Refusal with what has changed since event `seen`.
    """
    filing = locked(filing)
    refusal_of(permissions.submit_filing(by, filing))
    if done_already(filing, "filing.submit"):
        return filing
    refuse_if_changed(filing, seen, by=by)
    next_state(FILING, filing.state, "submit", LABELS)
    at = now()
    lines = list(filing.lines.all())
    verdicts = check_filing_lines(filing, _figures(filing), as_of=today())
    for line in lines:
        # Whoever loses all its quota is given none and not judged.
        verdict = verdicts.get((line.enterprise_id, line.category))
        line.verdict = verdict.to_json() if verdict else {}
    FilingLine.objects.bulk_update(lines, ["verdict"])
    filing.signed_by, filing.signed_for, filing.submitted_at = by, by.acting_for, at
    filing.receipt_hash = receipt_hash(_content(filing, lines))
    step(filing, "submit", by=by, number=filing.number, hash=filing.receipt_hash)
    filing.receipt_head = head()
    filing.save(update_fields=["receipt_head"])
    _meet_obligations(filing, at=at, by=by)
    return filing


@transaction.atomic
def accept_filing(*, filing: Filing, by: User, seen: int | None = None, below_reason: str = "") -> Filing:
    """MIIT accepts for record: the ledger moves the differences, and the version before is superseded.

    What lowers an enterprise below what it has produced is refused, cell by cell, unless the ministry says why it
    decides so. Accepted twice, by one or by two people, it is accepted once. Raises Refusal with what has changed
    since `seen`.
    """
    filing = locked(filing)
    refusal_of(permissions.decide_filing(by, filing))
    if done_already(filing, "filing.accept"):
        return filing
    refuse_if_changed(filing, seen, by=by)
    next_state(FILING, filing.state, "accept", LABELS)
    former = Filing.objects.select_for_update().in_force(filing.year).filter(group=filing.group).order_by().first()
    lines, holder = list(filing.lines.select_related("enterprise").order_by("pk")), Holder(group=filing.group)
    in_force = enterprise_quotas(filing.year, enterprises=[line.enterprise_id for line in lines])
    refuse_if_moved(lines, in_force)
    filing.below_reason = _decided_below(filing, lines, below_reason)
    filing.decided_by, filing.decided_for, filing.decided_at = by, by.acting_for, now()
    differences = [
        Move(
            holder,
            Holder(enterprise=line.enterprise),
            line.category,
            line.stated - in_force.get((line.enterprise_id, line.category), ZERO),
            line,
        )
        for line in lines
    ]
    ledger.move(differences, year=filing.year, at=filing.decided_at, by=by)
    end_consultations(**consultation_round(filing))
    # The first line of the log takes the audit lock, so work without log lines is done above.
    if former:
        former.group = filing.group
        step(former, "supersede", by=by, version=filing.version)
    why = {"below_reason": filing.below_reason} if filing.below_reason else {}
    step(filing, "accept", by=by, number=filing.number, **why)
    decided(**duty_key(filing), at=filing.decided_at, by=by)
    return filing


@transaction.atomic
def return_filing(
    *,
    filing: Filing,
    reason: str,
    by: User,
    seen: int | None = None,
    lines: Mapping[str, str] | None = None,
    code: str = ReturnCode.OTHER,
) -> Filing:
    """MIIT returns with a reason, and with reasons at lines (`line-<enterprise>-<category>`); the group edits the
    same version."""
    filing = locked(filing)
    refusal_of(permissions.decide_filing(by, filing))
    if done_already(filing, "filing.return"):
        return filing
    refuse_if_changed(filing, seen, by=by)
    next_state(FILING, filing.state, "return", LABELS)
    refuse_without_reason(reason, _("A return needs its reason; write what has to change."))
    filing.decided_by, filing.decided_for, filing.decided_at = by, by.acting_for, now()
    filing.return_reason = reason.strip()
    filing.return_lines = _reasons_at_lines(filing, lines or {})
    end_consultations(**consultation_round(filing))
    keep_reason(kind=CodedReason.Kind.FILING_RETURN, code=code, group=filing.group, number=filing.number)
    step(filing, "return", by=by, code=code, reason=filing.return_reason, lines=filing.return_lines)
    returned(**duty_key(filing), year=filing.year, at=filing.decided_at, by=by)
    return filing


def _decided_below(filing: Filing, lines: list[FilingLine], reason: str) -> str:
    """The ministry's reason where it is needed, else nothing. Raises NotValid where it is missing."""
    below = below_production(filing, lines)
    if below and not reason.strip():
        summary = _(
            "%(count)s figures go below what is already produced. Return the filing, or write why it is decided so."
        )
        raise NotValid("below_production", summary % {"count": len(below)}, cells=below)
    return reason.strip() if below else ""


def _reasons_at_lines(filing: Filing, reasons: Mapping[str, str]) -> dict[str, str]:
    given = {name: text.strip() for name, text in reasons.items() if text.strip()}
    known = {line.cell for line in filing.lines.all()}
    unknown = {name: _("The filing has no such line.") for name in given if name not in known}
    if unknown:
        raise NotValid("no_such_line", _("A reason is given for a line that the filing does not have."), cells=unknown)
    return given


def _figures(filing: Filing) -> dict[tuple[int, str], Decimal]:
    return {(line.enterprise_id, line.category): line.stated for line in filing.lines.all() if line.stated}


def _in_force(filing: Filing) -> dict[tuple[int, str], Decimal]:
    members = Enterprise.objects.in_group(filing.group, today()).values_list("pk", flat=True)
    held = set(filing.lines.values_list("enterprise", flat=True))
    return enterprise_quotas(filing.year, enterprises={*members, *held})


def _changed(before: Mapping[Any, Decimal], after: Mapping[Any, Decimal | None]) -> dict[str, list[str]]:
    """What of the figures changed, as {“enterprise-category”: [old, new]}."""
    keys = {*before, *after}
    pairs = {key: (before.get(key) or ZERO, after.get(key) or ZERO) for key in keys}
    return {f"{key[0]}-{key[1]}": [str(old), str(new)] for key, (old, new) in sorted(pairs.items()) if old != new}


def _content(filing: Filing, lines: list[FilingLine]) -> dict[str, Any]:
    """What the receipt's hash covers."""
    return {
        "number": filing.number,
        "group": filing.group.name_zh,
        "submitted_at": filing.submitted_at,
        "signed_by": str(filing.signed_by),
        "signed_for": str(filing.signed_for or ""),
        "lines": [[line.enterprise.credit_code, line.category, str(line.stated)] for line in lines],
    }


def _meet_obligations(filing: Filing, *, at: Any, by: User) -> None:
    """One filing of the year's total answers every notice of the year that has been issued by then."""
    periods = [notice.period for notice in Notice.objects.issued().of_year(filing.year)]
    for duty in Obligation.objects.open().filter(
        kind=Obligation.Kind.FILING, organisation=filing.group, period__in=periods
    ):
        meet(kind=duty.kind, organisation=filing.group, period=duty.period, at=at, by=by)
    submitted(**duty_key(filing), year=filing.year, at=at, by=by)
