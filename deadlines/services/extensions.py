"""Extensions: asked for with a reason and an end, granted or refused by another person, logged."""

from datetime import date
from typing import NoReturn

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from audit.services.record import record
from common.constraints import NotValid, Refusal, constraint_refused
from common.periods import day_text, now, today
from common.workflow import next_state, refusal_of
from deadlines import permissions
from deadlines.models import Extension, Obligation
from deadlines.models.derivations import extended
from deadlines.reads.parameters import Name, count_on
from deadlines.services.calendar import current_calendar, take_turn
from deadlines.services.obligations import move
from deadlines.transitions import EXTENSION
from notifications.services.notify import News, tell_news

State = Extension.State
LABELS = dict(State.choices)


@transaction.atomic
def ask_extension(*, obligation: Obligation, reason: str, wanted_until: date | None, by: User) -> Extension:
    """Asks for a later deadline. Raises NotValid without a reason or an end, Refusal when the duty is met."""
    obligation = _locked(obligation.pk)
    refusal_of(permissions.ask_extension(by, obligation))
    _refuse_when_met(obligation)
    until = _checked_end(obligation, wanted_until, "wanted_until")
    _refuse_without(reason, "reason", _("An extension needs its reason; write why the deadline cannot be kept."))
    waits = Refusal("extension_waits", _("An extension of this deadline waits for its decision already."))
    names = ("extension_one_asked_per_obligation", "deadlines_extension.obligation_id")
    with constraint_refused(dict.fromkeys(names, waits)):
        extension = Extension.objects.create(
            obligation=obligation,
            reason=reason.strip(),
            due_before=obligation.due_on,
            wanted_until=until,
            asked_by=by,
            asked_for=by.acting_for,
            asked_at=now(),
        )
    after = {"due_on": obligation.due_on, "wanted_until": until, "reason": extension.reason}
    record("extension.ask", by=by, subject=obligation, after=after)
    return extension


@transaction.atomic
def grant_extension(*, extension: Extension, until: date | None, by: User, reason: str = "") -> Extension:
    """Moves the deadline to the end of a day, never without one. Granted twice it has one effect.

    A second decision with the same day returns the same result; with another day it is refused with the first
    decision.
    """
    obligation = _locked(extension.obligation_id)
    extension = _held(extension.pk)
    refusal_of(permissions.decide_extension(by, extension))
    if extension.state == State.GRANTED and until == extension.granted_until:
        return extension
    _refuse_when_decided(extension)
    _refuse_when_met(obligation)
    until = _checked_end(obligation, until, "until")
    calendar, former = current_calendar(), obligation.due_on
    obligation.first_due_on = obligation.first_due_on or former
    move(obligation, extended(obligation.derivation, former, until, calendar.version), calendar, by=by)
    extension.due_before, extension.granted_until = former, until
    return _decide(extension, State.GRANTED, reason, by=by)


@transaction.atomic
def refuse_extension(*, extension: Extension, reason: str, by: User) -> Extension:
    """Leaves the deadline as it is, with a reason."""
    _locked(extension.obligation_id)
    extension = _held(extension.pk)
    refusal_of(permissions.decide_extension(by, extension))
    if extension.state == State.REFUSED and extension.decided_by_id == by.pk:
        return extension
    _refuse_when_decided(extension)
    _refuse_without(reason, "reason", _("A refusal needs its reason; write why the deadline stays."))
    return _decide(extension, State.REFUSED, reason, by=by)


@transaction.atomic
def recall_extension(*, extension: Extension, reason: str, by: User) -> Extension:
    """The organisation takes its request back until it is decided; the deadline stays. Recalled twice, it is once.

    Raises NotValid without a reason.
    """
    obligation = _locked(extension.obligation_id)
    extension = _held(extension.pk)
    refusal_of(permissions.ask_extension(by, obligation))
    if extension.state == State.RECALLED:
        return extension
    _refuse_when_decided(extension)
    _refuse_without(reason, "reason", _("Write why it is taken back; the other side reads it."))
    extension.state = next_state(EXTENSION, extension.state, "recall", LABELS)
    extension.recalled_by, extension.recalled_at, extension.recall_reason = by, now(), reason.strip()
    extension.save()
    before, after = {"state": State.ASKED}, {"state": extension.state, "reason": extension.recall_reason}
    event = record("extension.recall", by=by, subject=obligation, before=before, after=after)
    thing = f"{obligation.get_kind_display()} {obligation.period}"
    url = reverse("obligation_detail", args=[obligation.pk])
    news = News("extension-recalled", event.number, thing, by.organisation, extension.recall_reason, url)
    tell_news(kinds=(Organisation.Kind.MIIT,), news=news, at=now())
    return extension


def _decide(extension: Extension, state: str, reason: str, *, by: User) -> Extension:
    action = "grant" if state == State.GRANTED else "refuse"
    extension.state = next_state(EXTENSION, extension.state, action, LABELS)
    extension.decision_reason = reason.strip()
    extension.decided_by, extension.decided_for, extension.decided_at = by, by.acting_for, now()
    extension.save()
    after = {"state": state, "reason": extension.decision_reason, "asked_by": extension.asked_by}
    if extension.granted_until:
        after |= {"until": extension.granted_until}
    before = {"state": State.ASKED, "due_on": extension.due_before}
    record(f"extension.{action}", by=by, subject=extension.obligation, before=before, after=after)
    return extension


def _locked(pk: int) -> Obligation:
    """The duty is locked before its extension: whoever comes second waits here."""
    take_turn()
    rows = Obligation.objects.select_for_update(of=("self",)).select_related("organisation", "about")
    return rows.get(pk=pk)


def _held(pk: int) -> Extension:
    """The extension as it is now, which nobody else decides meanwhile."""
    return Extension.objects.select_for_update(of=("self",)).with_people().get(pk=pk)


def _refuse_when_met(obligation: Obligation) -> None:
    if obligation.met_at is not None:
        raise Refusal("met_already", _("This duty is met; there is no deadline left to extend."))


def _refuse_when_decided(extension: Extension) -> None:
    if extension.state == State.ASKED:
        return
    who = extension.decided_by.name if extension.decided_by else ""
    text = {
        State.GRANTED: _("%(who)s has granted this extension already, until %(day)s."),
        State.REFUSED: _("%(who)s has refused this extension already."),
        State.RECALLED: _("This request was taken back; it is no longer decided."),
    }
    raise Refusal("decided_already", text[State(extension.state)] % {"who": who, "day": day_text(extension.ends)})


def _checked_end(obligation: Obligation, until: date | None, cell: str) -> date:
    """A day after the old due day, not over yet, and not further away than is allowed."""
    if until is None:
        _not_valid("end_missing", cell, _("An extension is never without an end; give the day until which."))
    if until <= obligation.due_on:
        sentence = _("%(day)s is not after the current deadline, %(due)s; give a later day.")
        _not_valid("end_too_early", cell, sentence % {"day": day_text(until), "due": day_text(obligation.due_on)})
    if until < today():
        _not_valid("end_over", cell, _("%(day)s is over; give a day from today on.") % {"day": day_text(until)})
    most = count_on(Name.EXTENSION_MOST_DAYS, today())
    if (until - max(obligation.due_on, today())).days > most:
        sentence = _("%(day)s is more than %(most)s days away; give an earlier day.")
        _not_valid("end_too_late", cell, sentence % {"day": day_text(until), "most": most})
    return until


def _refuse_without(text: str, cell: str, sentence: str) -> None:
    if not text.strip():
        _not_valid("reason_missing", cell, sentence)


def _not_valid(code: str, cell: str, sentence: str) -> NoReturn:
    raise NotValid(code, sentence, cells={cell: sentence})
