"""Taking back: a submitted filing until it is decided, a version begun by mistake, an opinion that was given."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.reads.staleness import done_already, refuse_if_changed
from allocations import permissions
from allocations.models import Consultation, Filing
from allocations.services.filing_steps import LABELS, consultation_round, duty_key, locked, step
from allocations.transitions import FILING
from audit.models import Event
from audit.services.record import record
from common.constraints import Refusal, refuse_without_reason
from common.periods import now
from common.workflow import next_state, refusal_of
from deadlines.services.followups import end_consultations, given_up, recalled, withdraw_consultation
from notifications.services.notify import News, tell_news

MIIT = (Organisation.Kind.MIIT,)


@transaction.atomic
def recall_filing(*, filing: Filing, reason: str, by: User, seen: int | None = None) -> Filing:
    """Recall a submitted filing for its group, until MIIT has decided. A second recall has no effect.

    The obligation is open again with its deadline unchanged; opinions are kept, because no figure has changed. Raises
    Refusal when the obligation is locked by now, and NotValid without a reason.
    """
    filing = locked(filing)
    refusal_of(permissions.recall_filing(by, filing))
    if done_already(filing, "filing.recall"):
        return filing
    refuse_if_changed(filing, seen, by=by, ignoring=("filing.opine", "filing.withdraw_opinion"))
    next_state(FILING, filing.state, "recall", LABELS)
    reason = _given(reason)
    submitted_at, former = filing.submitted_at, filing.receipt_hash
    if submitted_at is not None:
        recalled(**duty_key(filing), year=filing.year, submitted_at=submitted_at, by=by)
    filing.signed_by, filing.signed_for, filing.submitted_at = None, None, None
    filing.receipt_hash = filing.receipt_head = ""
    event = step(filing, "recall", by=by, reason=reason, number=filing.number, hash=former)
    tell_news(kinds=MIIT, news=_news("recalled", event, filing, by.organisation, reason), at=now())
    return filing


@transaction.atomic
def discard_filing(*, filing: Filing, by: User, reason: str = "", seen: int | None = None) -> Filing | None:
    """Gives up a version that was begun by mistake; the version in force stays in force.

    One that no province has seen is removed, and its number can be begun again: None. One that was sent out stays
    readable, and needs a reason; then nothing has to be sent again, if another version is in force.
    """
    filing = locked(filing)
    refusal_of(permissions.discard_filing(by, filing))
    if filing.state == Filing.State.DISCARDED:
        return filing
    refuse_if_changed(filing, seen, by=by, ignoring=("filing.opine", "filing.withdraw_opinion"))
    next_state(FILING, filing.state, "discard", LABELS)
    if not was_sent(filing):
        before = {"state": filing.state, "version": filing.version, "number": filing.number}
        record("filing.discard", by=by, subject=filing, before=before, after={"reason": reason.strip()})
        filing.delete()
        return None
    reason = _given(reason)
    end_consultations(**consultation_round(filing))
    if Filing.objects.in_force(filing.year).filter(group=filing.group).exists():
        given_up(**duty_key(filing), by=by)
    event = step(filing, "discard", by=by, reason=reason, version=filing.version)
    asked = [row.authority for row in filing.consultations.select_related("authority")]
    news = _news("discarded", event, filing, by.organisation, reason)
    tell_news(kinds=MIIT if filing.submitted_at else (), organisations=asked, news=news, at=now())
    return filing


def was_sent(filing: Filing) -> bool:
    """Whether somebody outside the group has seen this version."""
    return Event.objects.about(filing).filter(action="filing.consult").exists()


@transaction.atomic
def withdraw_opinion(*, consultation: Consultation, reason: str, by: User, seen: int | None = None) -> Consultation:
    """The authority takes its opinion back until the filing is decided; it is asked again, with its day as it was.

    Withdrawn twice, it is withdrawn once. Raises NotValid without a reason.
    """
    filing = locked(consultation.filing)
    refusal_of(permissions.give_opinion(by, consultation))
    consultation = Consultation.objects.select_related("authority").get(pk=consultation.pk)
    if consultation.given_at is None:
        if done_already(filing, "filing.withdraw_opinion"):
            return consultation
        raise Refusal("no_opinion", _("No opinion has been given yet; there is nothing to withdraw."))
    refuse_if_changed(filing, seen, by=by, ignoring=("filing.opine", "filing.withdraw_opinion"))
    next_state(FILING, filing.state, "withdraw_opinion", LABELS)
    reason = _given(reason)
    former = consultation.opinion
    authority, given_at = consultation.authority, consultation.given_at
    withdraw_consultation(authority=authority, **consultation_round(filing), given_at=given_at, by=by)
    consultation.opinion, consultation.reason = Consultation.Opinion.SILENT, ""
    consultation.given_by = consultation.given_for = consultation.given_at = None
    consultation.save()
    event = step(filing, "withdraw_opinion", by=by, authority=authority.name_zh, reason=reason, withdrawn=former)
    news = _news("opinion-withdrawn", event, filing, authority, reason)
    tell_news(kinds=MIIT, organisations=[filing.group], news=news, at=now())
    return consultation


def _given(reason: str) -> str:
    refuse_without_reason(reason, _("Write why it is taken back; the other side reads it."))
    return reason.strip()


def _news(kind: str, event: Event, filing: Filing, who: Organisation, reason: str) -> News:
    url = reverse("filing_detail", args=[filing.pk])
    return News(kind=kind, event=event.number, thing=filing.number, who=who, reason=reason, url=url)
