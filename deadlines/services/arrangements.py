"""Officials keep the calendar: a clerk of MIIT enters an arrangement or an amendment, an officer confirms it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services.record import record
from common.constraints import NotValid, Refusal, constraint_refused, refuse_without_reason
from common.periods import end_of, now
from common.workflow import next_state, refusal_of
from deadlines import permissions
from deadlines.files.day_list import DayList, ListedDay, check_set, merged
from deadlines.models import Arrangement, CalendarDay, Obligation, ObligationQuerySet
from deadlines.models.derivations import DueDay, derive_again
from deadlines.rules.calendar import WorkCalendar
from deadlines.services.calendar import (
    NamedDay,
    calendar_with,
    current_calendar,
    put_in_force,
    store_version,
    take_turn,
)
from deadlines.services.obligations import move
from deadlines.transitions import ARRANGEMENT

State = Arrangement.State
LABELS = dict(State.choices)
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True)
class Change:
    """What a day is with the present version and with the new one; empty is an ordinary day."""

    day: date
    before: str
    after: str
    name: str


@dataclass(frozen=True)
class Move:
    """An open deadline that moves, or becomes certain."""

    obligation: Obligation
    due: DueDay

    @property
    def moves(self) -> bool:
        """Whether it is another day; else only its mark “provisional” changes."""
        return self.due.day != self.obligation.due_on


@dataclass(frozen=True)
class Flip:
    """A verdict that would be another one; `kept` when the duty is met and so keeps its own."""

    obligation: Obligation
    due_on: date
    before: str
    after: str
    kept: bool


@dataclass(frozen=True)
class Preview:
    """Everything that a version does when it comes into force."""

    changes: list[Change]
    moves: list[Move]
    flips: list[Flip]
    calendar: WorkCalendar

    @property
    def fingerprint(self) -> str:
        """Names what was shown: what is confirmed is what was seen."""
        parts = [(one.obligation.pk, str(one.obligation.due_on), str(one.due.day)) for one in self.moves]
        return sha256(repr((self.calendar.version, sorted(parts))).encode()).hexdigest()[:16]


@transaction.atomic
def propose_arrangement(
    *, year: int, document_number: str, document: str, days: DayList, whole: bool, by: User
) -> Arrangement:
    """Stores a version that waits for the second person. `whole` is the list of a year, else changes to the present one.

    Raises NotValid with a sentence per row, Refusal while another version of the year waits.
    """
    refusal_of(permissions.enter_arrangement(by))
    _check_head(year, document_number, document)
    present = Arrangement.objects.in_force().filter(year=year).first()
    if present is not None:
        next_state(ARRANGEMENT, present.state, "amend", LABELS)
    if not whole and present is None:
        sentence = _("%(year)s has no arrangement yet that could be changed; enter the whole year.") % {"year": year}
        raise NotValid("nothing_to_amend", sentence, cells={"whole": sentence})
    others = CalendarDay.objects.in_force().exclude(arrangement__year=year)
    neighbours = {row[0]: row[1:] for row in others.values_list("day", "kind", "arrangement__year")}
    check_set(days, year, whole=whole, neighbours=neighbours)
    days.refuse_if_wrong()
    listed = merged(() if whole or present is None else _present_days(present), days.days)
    arrangement = Arrangement(
        year=year, document_number=document_number.strip(), document=document.strip(),
        entered_by=by, entered_for=by.acting_for, entered_at=now(),
    )  # fmt: skip
    named = [NamedDay(one.day, one.kind, one.name, one.document or arrangement.document) for one in listed]
    _refuse_what_changes_nothing(present, named)
    waits = Refusal("arrangement_waits", _("A version of %(year)s waits for its decision already.") % {"year": year})
    names = ("arrangement_one_proposed_per_year", "arrangement_version_once", "deadlines_arrangement.year")
    with constraint_refused(dict.fromkeys(names, waits)):
        store_version(arrangement, named)
    after = {"document": arrangement.document, "number": arrangement.document_number, "days": _told(arrangement)}
    record("calendar.propose", by=by, subject=arrangement, after=after)
    return arrangement


def _check_head(year: int, document_number: str, document: str) -> None:
    cells = {}
    if not FIRST_YEAR <= year <= LAST_YEAR:
        cells["year"] = _("“%(year)s” is no year of an arrangement.") % {"year": year}
    if not document_number.strip():
        cells["document_number"] = _("The number of the document is missing.")
    if not document.startswith(("http://", "https://")):
        cells["document"] = _("The link to the document is missing; it begins with https://.")
    if cells:
        raise NotValid("arrangement_head", next(iter(cells.values())), cells=cells)


def _present_days(arrangement: Arrangement) -> Iterator[ListedDay]:
    for day, kind, name, document in arrangement.days.values_list("day", "kind", "name", "document"):
        yield ListedDay("", day, kind, name, document)


def _refuse_what_changes_nothing(present: Arrangement | None, named: Sequence[NamedDay]) -> None:
    if present is None:
        return
    before = set(present.days.values_list("day", "kind"))
    if before == {(one.day, one.kind) for one in named}:
        raise Refusal("nothing_changes", _("The list is the same as the one in force; there is nothing to amend."))


def preview(arrangement: Arrangement, at: datetime) -> Preview:
    """What would happen if that version came into force at that instant."""
    calendar = calendar_with(arrangement)
    changes = changes_of(arrangement)
    if not changes:
        return Preview([], [], [], calendar)
    first = min(change.day for change in changes)
    # A day in between can only move a deadline that does not lie before it; one that is provisional may settle.
    touched = Obligation.objects.filter(Q(due_on__gte=first) | Q(provisional=True)).order_by("due_on", "pk")
    touched = touched.select_related("organisation", "about")
    moves = list(_moves(touched.open(), calendar))
    flips = list(_open_flips(moves, at)) + list(_kept_flips(_may_flip(touched.met(), calendar), calendar))
    return Preview(changes, moves, flips, calendar)


def changes_of(arrangement: Arrangement) -> list[Change]:
    """Day by day against the version in force, or, when it is or was in force itself, against the one before it."""
    earlier = Arrangement.objects.filter(year=arrangement.year).exclude(sequence=None)
    if arrangement.sequence is None:
        former = earlier.filter(state=State.IN_FORCE).first()
    else:
        former = earlier.filter(sequence__lt=arrangement.sequence).order_by("-sequence").first()
    before = {row[0]: row for row in former.days.values_list("day", "kind", "name")} if former else {}
    after = {row[0]: row for row in arrangement.days.values_list("day", "kind", "name")}
    empty = (None, "", "")
    rows = [(day, before.get(day, empty), after.get(day, empty)) for day in sorted({*before, *after})]
    return [Change(day, old[1], new[1], new[2] or old[2]) for day, old, new in rows if old[1] != new[1]]


def _moves(duties: Iterable[Obligation], calendar: WorkCalendar) -> Iterator[Move]:
    for duty in duties:
        due = derive_again(duty.derivation, calendar)
        if due.day != duty.due_on or due.provisional != duty.provisional:
            yield Move(duty, due)


def _open_flips(moves: Sequence[Move], at: datetime) -> Iterator[Flip]:
    for one in moves:
        before, after = at >= one.obligation.late_from, at >= end_of(one.due.day)
        if before != after:
            words = ("open", "overdue")
            yield Flip(one.obligation, one.due.day, words[before], words[after], kept=False)


def _may_flip(duties: ObligationQuerySet, calendar: WorkCalendar) -> ObligationQuerySet:
    """Of met duties those that were met between the present deadline and the new one.

    Each derivation is derived again once, however many duties share it: a year has some hundred of them.
    """
    shared: Any = duties.order_by().values_list("due_on", "derivation").distinct()
    between = Q()
    for due_on, derivation in shared:
        day = derive_again(derivation, calendar).day
        if day != due_on:
            early, late = sorted([due_on, day])
            between |= Q(due_on=due_on, met_at__gte=end_of(early), met_at__lt=end_of(late))
    return duties.filter(between) if between else duties.none()


def _kept_flips(duties: Iterable[Obligation], calendar: WorkCalendar) -> Iterator[Flip]:
    for duty in duties:
        due = derive_again(duty.derivation, calendar)
        met_at = duty.met_at
        if met_at is None or due.day == duty.due_on:
            continue
        before, after = met_at >= duty.late_from, met_at >= end_of(due.day)
        if before != after:
            words = ("met_on_time", "met_late")
            yield Flip(duty, due.day, words[before], words[after], kept=True)


@transaction.atomic
def confirm_arrangement(*, arrangement: Arrangement, by: User, seen: str = "") -> Preview:
    """The second person puts the version in force; every open deadline follows in the same transaction.

    `seen` is the fingerprint of the preview that was on the page. Confirmed twice it has one effect.
    """
    arrangement = _locked(arrangement.pk)
    refusal_of(permissions.decide_arrangement(by, arrangement))
    if arrangement.state in (State.IN_FORCE, State.SUPERSEDED):
        return Preview(changes_of(arrangement), [], [], current_calendar())
    _refuse_when_closed(arrangement)
    next_state(ARRANGEMENT, arrangement.state, "confirm", LABELS)
    arrangement.decided_by, arrangement.decided_for, arrangement.decided_at = by, by.acting_for, now()
    # We hold the audit lock: an obligation that is being opened either exists already and is moved below, or comes
    # through after us and then finds the new version.
    after = {"version": arrangement.version, "document": arrangement.document, "days": _told(arrangement)}
    record("calendar.confirm", by=by, subject=arrangement, after=after)
    found = preview(arrangement, now())
    if seen and seen != found.fingerprint:
        raise Refusal("changed_since", _("Deadlines have changed since you looked; look at the preview again."))
    put_in_force(arrangement)
    held = Obligation.objects.select_for_update(of=("self",)).filter(pk__in=[one.obligation.pk for one in found.moves])
    for duty in held.select_related("organisation", "about").order_by("pk"):
        if duty.met_at is None:
            move(duty, derive_again(duty.derivation, found.calendar), found.calendar, by=by)
    return found


@transaction.atomic
def refuse_arrangement(*, arrangement: Arrangement, reason: str, by: User) -> Arrangement:
    """The second person does not confirm it, with a reason; it stays readable."""
    arrangement = _locked(arrangement.pk)
    refusal_of(permissions.decide_arrangement(by, arrangement))
    if arrangement.state in (State.IN_FORCE, State.SUPERSEDED):
        raise Refusal("confirmed_already", _("This version has been confirmed already."))
    _refuse_when_closed(arrangement)
    refuse_without_reason(reason, _("A refusal needs its reason; write what has to change."))
    arrangement.state = next_state(ARRANGEMENT, arrangement.state, "refuse", LABELS)
    arrangement.refusal_reason = reason.strip()
    arrangement.decided_by, arrangement.decided_for, arrangement.decided_at = by, by.acting_for, now()
    arrangement.save()
    record("calendar.refuse", by=by, subject=arrangement, after={"reason": arrangement.refusal_reason})
    return arrangement


@transaction.atomic
def recall_arrangement(*, arrangement: Arrangement, reason: str, by: User) -> Arrangement:
    """The ministry's clerk takes a version back before it is decided, with a reason; it stays readable, and the year can
    be entered anew. Taken back twice, it is taken back once."""
    arrangement = _locked(arrangement.pk)
    refusal_of(permissions.enter_arrangement(by))
    if arrangement.state == State.RECALLED:
        return arrangement
    if arrangement.state in (State.IN_FORCE, State.SUPERSEDED):
        raise Refusal("confirmed_already", _("This version has been confirmed already."))
    _refuse_when_closed(arrangement)
    refuse_without_reason(reason, _("Write why it is taken back."))
    before = arrangement.state
    arrangement.state = next_state(ARRANGEMENT, before, "recall", LABELS)
    arrangement.refusal_reason = reason.strip()
    arrangement.save()
    after = {"state": arrangement.state, "reason": arrangement.refusal_reason}
    record("calendar.recall", by=by, subject=arrangement, before={"state": before}, after=after)
    return arrangement


def _refuse_when_closed(arrangement: Arrangement) -> None:
    if arrangement.state == State.RECALLED:
        raise Refusal("recalled_already", _("This version was taken back; look at the one that was entered since."))
    if arrangement.state == State.REFUSED:
        who = arrangement.decided_by.name if arrangement.decided_by else ""
        raise Refusal("refused_already", _("%(who)s has refused this version already.") % {"who": who})


def _locked(pk: int) -> Arrangement:
    take_turn()
    rows = Arrangement.objects.select_for_update(of=("self",)).select_related("entered_by", "decided_by")
    return rows.get(pk=pk)


def _told(arrangement: Arrangement) -> dict[str, str]:
    """What of the days changed, as {day: “before → after”}."""
    return {str(one.day): f"{one.before or '-'} → {one.after or '-'}" for one in changes_of(arrangement)}
