"""Extensions for all groups: proposed with a reason and an end, granted by another person, every open deadline moved."""

from datetime import date
from typing import NoReturn

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.reads.staleness import done_already, refuse_if_changed
from audit.models import Event
from audit.services.record import record
from common.constraints import NotValid, Refusal, constraint_refused
from common.periods import day_text, now, today
from common.workflow import next_state, refusal_of
from deadlines import permissions
from deadlines.models import GeneralExtension, Obligation, ObligationQuerySet
from deadlines.models.derivations import extended
from deadlines.reads.parameters import Name, count_on
from deadlines.services.calendar import current_calendar, take_turn
from deadlines.services.obligations import move
from deadlines.transitions import GENERAL_EXTENSION
from notifications.services.notify import News, tell_news

LABELS = dict(GeneralExtension.State.choices)


@transaction.atomic
def propose_extension(*, kind: str, period: str, until: date | None, reason: str, by: User) -> GeneralExtension:
    """Proposes a later day for the open duties of a kind and period of all groups; nothing moves.

    Raises NotValid with a sentence per field, and Refusal while another proposal for them waits.
    """
    refusal_of(permissions.propose_extension(by))
    period = period.strip()
    day = _checked(kind, period, until)
    if not reason.strip():
        _not_valid("reason", "reason_missing", _("An extension needs its reason; write what has happened."))
    waits = Refusal("extension_waits", _("An extension for these deadlines waits for its decision already."))
    names = ("general_extension_one_proposed", "deadlines_generalextension.kind, deadlines_generalextension.period")
    with constraint_refused(dict.fromkeys(names, waits)):
        extension = GeneralExtension.objects.create(
            kind=kind,
            period=period,
            until=day,
            reason=reason.strip(),
            proposed_by=by,
            proposed_for=by.acting_for,
            proposed_at=now(),
        )
    after = {"period": period, "until": day, "reason": extension.reason, "duties": concerned_by(extension).count()}
    record("general_extension.propose", by=by, subject=extension, after=after)
    return extension


@transaction.atomic
def grant_for_all(*, extension: GeneralExtension, by: User, seen: int | None = None) -> GeneralExtension:
    """Another officer grants: every open deadline of the kind and period that lies before the day moves to its end.

    What is met stays as it was met. All groups are notified. Granted twice, it is granted once.
    """
    take_turn()
    extension = _locked(extension)
    refusal_of(permissions.grant_for_all(by, extension))
    if done_already(extension, "general_extension.grant"):
        return extension
    refuse_if_changed(extension, seen, by=by)
    state = next_state(GENERAL_EXTENSION, extension.state, "grant", LABELS)
    calendar, moved = current_calendar(), 0
    _checked(extension.kind, extension.period, extension.until)
    duties = concerned_by(extension).select_for_update(of=("self",)).select_related("organisation", "about")
    for duty in duties.order_by("pk"):
        former = duty.due_on
        duty.first_due_on = duty.first_due_on or former
        move(duty, extended(duty.derivation, former, extension.until, calendar.version), calendar, by=by)
        moved += 1
    extension.moved = moved
    event = _decide(extension, state, "grant", "", by=by)
    url = reverse("general_extension_list")
    thing = f"{extension.get_kind_display()} {extension.period} → {extension.until}"
    news = News("extended-for-all", event.number, thing, by.organisation, extension.reason, url)
    tell_news(kinds=(Organisation.Kind.GROUP,), news=news, at=now())
    return extension


@transaction.atomic
def refuse_for_all(*, extension: GeneralExtension, reason: str, by: User, seen: int | None = None) -> GeneralExtension:
    """Another officer does not grant it, with a reason; no deadline moves."""
    return _close(extension, "refuse", reason, permissions.grant_for_all(by, extension), by=by, seen=seen)


@transaction.atomic
def recall_for_all(*, extension: GeneralExtension, reason: str, by: User, seen: int | None = None) -> GeneralExtension:
    """The ministry takes the proposal back before it is decided; no deadline moves."""
    return _close(extension, "recall", reason, permissions.propose_extension(by), by=by, seen=seen)


def concerned_by(extension: GeneralExtension) -> ObligationQuerySet:
    """The open deadlines that it moves: of its kind and period, of groups, due before its day."""
    return _open_duties(extension.kind, extension.period).filter(due_on__lt=extension.until)


def _open_duties(kind: str, period: str) -> ObligationQuerySet:
    groups = Organisation.Kind.GROUP
    return Obligation.objects.open().filter(kind=kind, period=period, organisation__kind=groups)


def _close(
    extension: GeneralExtension, action: str, reason: str, barred: Refusal | None, *, by: User, seen: int | None
) -> GeneralExtension:
    extension = _locked(extension)
    refusal_of(barred)
    if done_already(extension, f"general_extension.{action}"):
        return extension
    refuse_if_changed(extension, seen, by=by)
    state = next_state(GENERAL_EXTENSION, extension.state, action, LABELS)
    if not reason.strip():
        _not_valid("reason", "reason_missing", _("Write why the deadlines stay as they are."))
    _decide(extension, state, action, reason, by=by)
    return extension


def _decide(extension: GeneralExtension, state: str, action: str, reason: str, *, by: User) -> Event:
    before = {"state": extension.state}
    extension.state, extension.decision_reason = state, reason.strip()
    extension.decided_by, extension.decided_for, extension.decided_at = by, by.acting_for, now()
    extension.save()
    after = {
        "state": state,
        "period": extension.period,
        "until": extension.until,
        "reason": extension.decision_reason or extension.reason,
        "moved": extension.moved,
    }
    return record(f"general_extension.{action}", by=by, subject=extension, before=before, after=after)


def _checked(kind: str, period: str, until: date | None) -> date:
    """A day after every deadline that it would move, not over yet, and no further away than is allowed."""
    if kind not in GeneralExtension.KINDS:
        _not_valid("kind", "no_such_duty", _("Choose which duty of the groups it is about."))
    if until is None:
        _not_valid("until", "end_missing", _("An extension is never without an end; give the day until which."))
    if until < today():
        _not_valid("until", "end_over", _("%(day)s is over; give a day from today on.") % {"day": day_text(until)})
    duties = _open_duties(kind, period)
    if not duties.exists():
        sentence = _("No group has an open deadline of this duty for “%(period)s”; give it like 2021-09.")
        _not_valid("period", "nothing_open", sentence % {"period": period})
    before = duties.filter(due_on__lt=until)
    if not before.exists():
        sentence = _("There is no open deadline before %(day)s; give a later day.") % {"day": day_text(until)}
        _not_valid("until", "end_too_early", sentence)
    most, first = count_on(Name.EXTENSION_MOST_DAYS, today()), min(before.values_list("due_on", flat=True))
    if (until - max(first, today())).days > most:
        sentence = _("%(day)s is more than %(most)s days away; give an earlier day.")
        _not_valid("until", "end_too_late", sentence % {"day": day_text(until), "most": most})
    return until


def _not_valid(cell: str, code: str, sentence: str) -> NoReturn:
    raise NotValid(code, sentence, cells={cell: sentence})


def _locked(extension: GeneralExtension) -> GeneralExtension:
    rows = GeneralExtension.objects.select_for_update(of=("self",)).select_related("proposed_by")
    return rows.get(pk=extension.pk)
