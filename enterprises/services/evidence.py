"""The verbs of evidence: entered by the group, confirmed or disputed by the province, ended, withdrawn. Never edited."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.reads.staleness import did_this, refuse_if_changed
from audit.models import Event
from audit.services.record import Actor, record
from common.constraints import NotValid, Refusal, constraint_refused
from common.periods import now
from common.workflow import next_state, refusal_of
from documents.services.attachments import store
from enterprises import permissions
from enterprises.models import (
    ConfirmationStatus,
    Enterprise,
    Evidence,
    Licence,
    PermitBreach,
    PondEvaluation,
    StopOrder,
)
from enterprises.services.validation import logged, refuse_invalid
from enterprises.services.verdicts import hold_enterprise, keep_verdicts
from enterprises.transitions import EVIDENCE

LABELS = dict(ConfirmationStatus.choices)
# What a piece is when it has been judged so.
JUDGED = {"confirm": ConfirmationStatus.CONFIRMED, "dispute": ConfirmationStatus.DISPUTED}
# Two clerks at the same moment: the checks of both saw nothing, the database refuses the second.
ONCE = ("licence_number_once_per_kind", "stop_order_number_once", "pond_name_once")
ENTERED_ALREADY = gettext_lazy("This was entered already, a moment ago; reload the page to see it.")
# What the log need not repeat: it names who and when itself.
UNLOGGED = ("entered_by", "entered_at", "judged_by", "judged_for", "judged_at", "confirmation_reason")


@transaction.atomic
def add_evidence(
    evidence: Evidence, *, enterprise: Enterprise, by: Actor, upload: "UploadedFile[bytes] | None" = None
) -> None:
    """Stores a new piece with its document. Raises NotValid with a sentence per field, and for the file at `file`.

    What an authority of the province enters about its own order needs nobody to confirm it.
    """
    if isinstance(by, User):
        refusal_of(permissions.enter_evidence(by, enterprise, type(evidence)))
        evidence.entered_by = by
        if isinstance(evidence, StopOrder) and by.organisation.is_province:
            evidence.confirmation_status = ConfirmationStatus.CONFIRMED
    enter(evidence, enterprise=enterprise, by=by, upload=upload)


def enter(
    evidence: Evidence, *, enterprise: Enterprise, by: Actor, upload: "UploadedFile[bytes] | None" = None
) -> None:
    """Stores a piece for a verb that has asked for the right already, in its transaction."""
    _refuse_foreign(evidence, enterprise)
    refuse_invalid(evidence)
    hold_enterprise(enterprise.pk)
    if upload is not None:
        evidence.attachment = store(upload)
    with constraint_refused(dict.fromkeys(ONCE, Refusal("entered_already", ENTERED_ALREADY))):
        evidence.save()
    record(
        f"evidence.add_{evidence._meta.model_name}",
        by=by,
        subject=enterprise,
        after=logged(evidence, without=UNLOGGED),
    )
    keep_verdicts(enterprise.pk)


def _refuse_foreign(evidence: Evidence, enterprise: Enterprise) -> None:
    """A piece, the pond it evaluates and the licence it succeeds are all of this enterprise."""
    former = getattr(evidence, "succeeds", None)
    if isinstance(evidence, PondEvaluation) and not evidence.pond_id:
        sentence = _("Choose the pond; one that is not listed is entered first, as a piece of its own.")
        raise NotValid("pond_needed", sentence, cells={"pond": sentence})
    if evidence.owner.pk != enterprise.pk or (former is not None and former.enterprise_id != enterprise.pk):
        raise ValueError("evidence of another enterprise")
    if isinstance(evidence, PermitBreach):
        _refuse_other_permit(evidence, enterprise)
    if former is not None and former.kind != evidence.kind:  # type: ignore[attr-defined]
        sentence = _("“%(old)s” is a document of another kind; a licence succeeds one of its own kind.") % {
            "old": former
        }
        raise NotValid("other_kind", sentence, cells={"succeeds": sentence})


def _refuse_other_permit(breach: PermitBreach, enterprise: Enterprise) -> None:
    """A breach is of a pollutant-discharge permit of the same enterprise."""
    permit = breach.permit if breach.permit_id else None
    if permit is not None and permit.enterprise_id != enterprise.pk:
        raise ValueError("permit of another enterprise")
    if permit is None or permit.kind != Licence.Kind.DISCHARGE_PERMIT:
        sentence = _("Choose the pollutant-discharge permit that was breached; enter it first if it is not listed.")
        raise NotValid("permit_needed", sentence, cells={"permit": sentence})


@transaction.atomic
def attach_document(*, piece: Evidence, upload: "UploadedFile[bytes]", by: User) -> None:
    """The document of a piece that was entered without one. A document that is there is not replaced."""
    piece = _locked(piece)
    refusal_of(permissions.enter_evidence(by, piece.owner, type(piece)))
    if piece.attachment_id:
        raise Refusal(
            "document_there",
            _("A document is attached already; enter the new document as new evidence, which succeeds this one."),
        )
    piece.attachment = store(upload)
    piece.save(update_fields=["attachment"])
    _record("evidence.attach", piece, by=by, after=logged(piece))


@transaction.atomic
def end_evidence(*, piece: Evidence, on: date, by: Actor) -> None:
    """A licence is revoked, a halt is over: the day is filled in once, and the province looks at the piece again."""
    if isinstance(by, User):
        refusal_of(permissions.keep_evidence(by, piece.owner))
    end(piece, on=on, by=by)


def end(piece: Evidence, *, on: date, by: Actor) -> None:
    """Fills in the day for a verb that has asked for the right already, in its transaction."""
    piece = _locked(piece)
    if not piece.END or piece.confirmation_status == ConfirmationStatus.WITHDRAWN:
        raise Refusal("no_end", _("This piece of evidence has no day to be filled in."))
    if piece.ended_on:
        raise Refusal("ended_already", _("This was entered already: %(day)s.") % {"day": piece.ended_on})
    setattr(piece, piece.END, on)
    refuse_invalid(piece)
    before, piece.confirmation_status, piece.confirmation_reason = (
        piece.confirmation_status,
        ConfirmationStatus.UNCONFIRMED,
        "",
    )
    piece.save(update_fields=[piece.END, "confirmation_status", "confirmation_reason"])
    _record("evidence.end", piece, by=by, before={"confirmation_status": before}, after={"on": on})
    keep_verdicts(piece.owner.pk)


@transaction.atomic
def confirm_evidence(*, piece: Evidence, by: User, seen: int | None = None) -> None:
    """The province has compared the piece with its own records. Confirmed twice, it is confirmed once.

    Raises Refusal with what somebody else has done to the piece since event `seen` of its enterprise.
    """
    _judge(piece, "confirm", by=by, seen=seen)


@transaction.atomic
def dispute_evidence(*, piece: Evidence, reason: str, by: User, seen: int | None = None) -> None:
    """The province knows otherwise and says why; what speaks for the enterprise no longer counts.

    Disputed twice for the same reason, it is disputed once. Raises Refusal as `confirm_evidence` does.
    """
    _judge(piece, "dispute", by=by, reason=reason, seen=seen)


def _judge(piece: Evidence, action: str, *, by: User, seen: int | None, reason: str = "") -> None:
    piece = _locked(piece)
    refusal_of(permissions.judge_evidence(by, piece))
    if (piece.confirmation_status, piece.confirmation_reason) == (JUDGED[action], reason.strip()):
        return
    refuse_if_changed(piece.owner, seen, by=by, part=_about(piece))
    _move(piece, action, reason, by=by)
    piece.judged_by, piece.judged_for, piece.judged_at = by, by.acting_for, now()
    piece.save(update_fields=["judged_by", "judged_for", "judged_at"])


@transaction.atomic
def withdraw_evidence(*, piece: Evidence, reason: str, by: User, seen: int | None = None) -> None:
    """The group takes back what it entered wrongly; it stays on record and counts no more.

    What the province has confirmed is not taken back: the province disputes it first.
    """
    piece = _locked(piece)
    refusal_of(permissions.withdraw_evidence(by, piece))
    if piece.confirmation_status == ConfirmationStatus.CONFIRMED:
        raise Refusal(
            "confirmed_evidence",
            _("The province has confirmed this; ask it to dispute the piece, then it can be withdrawn."),
        )
    refuse_if_changed(piece.owner, seen, by=by, part=_about(piece))
    _move(piece, "withdraw", reason, by=by)


def _move(piece: Evidence, action: str, reason: str, *, by: User) -> None:
    state = next_state(EVIDENCE, piece.confirmation_status, action, LABELS)
    if action != "confirm" and not reason.strip():
        sentence = _("Give the reason; the other side reads it beside the item.")
        raise NotValid("reason_needed", sentence, cells={"reason": sentence})
    before, piece.confirmation_status, piece.confirmation_reason = piece.confirmation_status, state, reason.strip()
    piece.save(update_fields=["confirmation_status", "confirmation_reason"])
    _record(
        f"evidence.{action}",
        piece,
        by=by,
        before={"confirmation_status": before},
        after={"reason": piece.confirmation_reason},
    )
    keep_verdicts(piece.owner.pk)


def _about(piece: Evidence) -> Q:
    """The events of its enterprise that are about the piece."""
    return Q(after__kind=piece._meta.model_name, after__piece_id=piece.pk)


def judged_already(piece: Evidence, action: str, *, by: User) -> str:
    """The sentence for who judges a piece as another person of the province has judged it; empty for one's own."""
    last = Event.objects.about(piece.owner).filter(_about(piece)).last()
    if last is None or last.action != f"evidence.{action}" or last.actor == by.username:
        return ""
    return did_this(last)


def _locked(piece: Evidence) -> Evidence:
    """Lock the piece, and before it its enterprise: so do all verbs, in this order."""
    hold_enterprise(piece.owner.pk)
    found: Evidence = type(piece)._default_manager.select_for_update().get(pk=piece.pk)
    return found


def _record(
    action: str, piece: Evidence, *, by: Actor, after: dict[str, Any], before: dict[str, Any] | None = None
) -> None:
    """Logged at the enterprise, where people look for it; the piece by its kind and text."""
    values = {
        "piece": str(piece),
        "kind": piece._meta.model_name,
        "piece_id": piece.pk,
        "confirmation_status": piece.confirmation_status,
    }
    record(action, by=by, subject=piece.owner, before=before or {}, after={**values, **after})
