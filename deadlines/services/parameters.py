"""Officials keep the operating parameters: a clerk of MIIT enters a value with its day, an officer confirms it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services.record import System, record
from common.constraints import NotValid, Refusal, constraint_refused, refuse_without_reason
from common.periods import Month, day_text, now, today
from common.workflow import next_state, refusal_of
from deadlines import permissions
from deadlines.models import Obligation, Parameter
from deadlines.models.derivations import DueDay, after_workdays, on_day_of_month
from deadlines.reads.parameters import Name, count_on, of_the_environment, parameters_asked_once, value_on
from deadlines.rules.calendar import WorkCalendar
from deadlines.rules.parameter import COUNTED, DUE, MONTH, SHAPES, Effect, Shape, Value, Wrong, text_of
from deadlines.services.calendar import current_calendar, take_turn
from deadlines.services.obligations import lock_again, locks_from, move
from deadlines.transitions import PARAMETER

State, Kind = Parameter.State, Obligation.Kind
LABELS = dict(State.choices)
# The first values count for every day before.
FIRST_DAY = date(2000, 1, 1)
ENVIRONMENT = System("environment")
Effects = Callable[[Value, Value], list[Effect]]
# Which duties a parameter decides on, as far as they may be open before its day comes.
KINDS: dict[str, tuple[str, ...]] = {
    Name.FILING_DECISION_WORKDAYS: (Kind.FILING_DECISION,),
    Name.REPORT_DECISION_WORKDAYS: (Kind.REPORT_DECISION,),
    Name.CONSULTATION_WORKDAYS: (Kind.CONSULTATION,),
    Name.CORRECTION_WORKDAYS: (Kind.FILING_AGAIN, Kind.REPORT_AGAIN, Kind.MONTHLY_CHECK),
    Name.FINDING_ANSWER_WORKDAYS: (Kind.FINDING_ANSWER,),
    Name.CHECK_ANSWER_WORKDAYS: (Kind.CHECK_ANSWER,),
    Name.VISIT_REPORT_WORKDAYS: (Kind.VISIT_REPORT,),
    Name.VISIT_REPLY_WORKDAYS: (Kind.VISIT_REPLY,),
    Name.YEAR_STATEMENT_WORKDAYS: (Kind.YEAR_STATEMENT,),
    Name.REPORT_DUE_DAY: (Kind.MONTHLY_REPORT,),
    Name.MONTHLY_CHECK_DAY: (Kind.MONTHLY_CHECK,),
}


@dataclass(frozen=True)
class Move:
    """An open duty whose deadline, or the day from which it is locked, becomes another one."""

    obligation: Obligation
    due: DueDay
    locked_from: datetime | None

    @property
    def moves(self) -> bool:
        """Whether it is due on another day; else only its lock is."""
        return self.due.day != self.obligation.due_on


@dataclass(frozen=True)
class Preview:
    """What is different from the value's day on."""

    before: str
    until: date | None
    moves: list[Move]
    effects: list[Effect]

    @property
    def fingerprint(self) -> str:
        """Names what was shown: what is confirmed is what was seen."""
        parts = [(one.obligation.pk, str(one.due.day), str(one.locked_from)) for one in self.moves]
        return sha256(repr((self.before, str(self.until), sorted(parts))).encode()).hexdigest()[:16]


@transaction.atomic
def take_over_environment() -> int:
    """Stores what the environment says as the first value of every parameter that has none; returns how many.

    Part of the migration step. From then on the environment no longer decides.
    """
    there = set(Parameter.objects.in_force().values_list("name", flat=True))
    missing = [name for name in Name if name not in there]
    for name in missing:
        value = text_of(of_the_environment(name))
        first = Parameter(name=name, value=value, since=FIRST_DAY, state=State.IN_FORCE, entered_at=now())
        first.save()
        record("parameter.load", by=ENVIRONMENT, subject=first, after={"value": value})
    return len(missing)


@transaction.atomic
def propose_parameter(*, name: str, value: str, since: date | None, reason: str, by: User) -> Parameter:
    """Stores a value that waits for the second person.

    Raises NotValid with a sentence per field, Refusal while another value of the parameter waits.
    """
    refusal_of(permissions.enter_parameter(by))
    if name not in SHAPES:
        sentence = _("There is no parameter of that name; choose one of the list.")
        raise NotValid("no_such_parameter", sentence, cells={"name": sentence})
    parsed = _checked(name, value, since, reason)
    assert since is not None
    if value_on(name, since) == parsed:
        sentence = _("On %(day)s it is %(value)s already; there is nothing to change.")
        words = sentence % {"day": day_text(since), "value": text_of(parsed)}
        raise NotValid("nothing_changes", words, cells={"value": words})
    parameter = Parameter(
        name=name, value=text_of(parsed), since=since, reason=reason.strip(), entered_by=by, entered_for=by.acting_for,
        entered_at=now(),
    )  # fmt: skip
    waits = Refusal("parameter_waits", _("A value of this parameter waits for its decision already."))
    with constraint_refused({"parameter_one_proposed_at_a_time": waits, "deadlines_parameter.name": waits}):
        parameter.save()
    record("parameter.propose", by=by, subject=parameter, after=_told(parameter))
    return parameter


def _checked(name: str, value: str, since: date | None, reason: str) -> Value:
    cells, parsed = {}, None
    try:
        parsed = SHAPES[name].parse(value)
    except Wrong:
        cells["value"] = _wrong(value, SHAPES[name])
    if since is None or since <= today():
        cells["since"] = _(
            "A value counts from a day to come, so that what has begun keeps its verdict; give a day after %(day)s."
        ) % {"day": day_text(today())}
    if not reason.strip():
        cells["reason"] = _("Write why it changes, with the document that says so.")
    if cells or parsed is None:
        raise NotValid("parameter_wrong", next(iter(cells.values())), cells=cells)
    return parsed


def _wrong(value: str, shape: Shape) -> str:
    bounds = {"value": value.strip(), "least": text_of(shape.least), "most": text_of(shape.most)}
    if shape.kind == "numbers":
        sentence = _("“%(value)s” is no list of whole numbers from %(least)s to %(most)s; separate them by commas.")
    elif shape.kind == "figure":
        sentence = _(
            "“%(value)s” is no figure from %(least)s to %(most)s with six decimals at most; write it like 0.05."
        )
    else:
        sentence = _("“%(value)s” is no whole number from %(least)s to %(most)s; give one.")
    return sentence % bounds


def preview(parameter: Parameter) -> Preview:
    """What the value changes from its day on, until the day of a later one."""
    later = Parameter.objects.in_force().filter(name=parameter.name, since__gt=parameter.since).order_by("since")
    until = later.values_list("since", flat=True).first()
    before = value_on(parameter.name, parameter.since)
    with parameters_asked_once():
        moves = list(_moves(parameter, until, current_calendar()))
    return Preview(text_of(before), until, moves, _effects(parameter, before))


def preview_waiting(parameter: Parameter) -> Preview:
    """The same for one that still waits. Raises Refusal for one that is decided: its effects are in the log."""
    if parameter.state != State.PROPOSED:
        raise Refusal("decided_already", _("This value is decided; what it moved is in the log of each deadline."))
    return preview(parameter)


def _effects(parameter: Parameter, before: Value) -> list[Effect]:
    """What an app above says about it: it is asked by the name in the settings."""
    path = settings.PARAMETER_EFFECTS.get(parameter.name)
    if not path:
        return []
    effects_of: Effects = import_string(path)
    return effects_of(before, parameter.shape.parse(parameter.value))


def _moves(parameter: Parameter, until: date | None, calendar: WorkCalendar) -> Iterator[Move]:
    """Open duties that it decides on; an extended one keeps its day."""
    judged_by, value = parameter.shape.judged_by, parameter.shape.parse(parameter.value)
    duties = Obligation.objects.open().filter(due_on__gte=parameter.since).select_related("organisation", "about")
    if judged_by != DUE:
        duties = duties.filter(kind__in=KINDS.get(parameter.name, ()))
    for duty in duties.order_by("due_on", "pk"):
        day = judged_on(duty, judged_by)
        if day is None or day < parameter.since or (until and day >= until) or not isinstance(value, int):
            continue
        if judged_by == DUE:
            due, locks_after = DueDay(duty.due_on, duty.derivation, duty.provisional), value
        else:
            due = _again(duty, parameter, value, calendar)
            locks_after = count_on(Name.OBLIGATION_LOCK_WORKDAYS, due.day)
        locked_from = locks_from(due.day, locks_after, calendar)
        if (due.day, locked_from) != (duty.due_on, duty.locked_from):
            yield Move(duty, due, locked_from)


def judged_on(duty: Obligation, judged_by: str) -> date | None:
    """The day whose value decides on the duty; None when the parameter does not."""
    if judged_by == DUE:
        return duty.due_on
    derivation = duty.derivation
    if judged_by == COUNTED and derivation["rule"] == "workdays":
        return date.fromisoformat(derivation["clock"])
    if judged_by == MONTH and derivation["rule"] == "day_of_month" and not derivation.get("asked"):
        return date.fromisoformat(derivation["nominal"]).replace(day=1)
    return None


def _again(duty: Obligation, parameter: Parameter, value: int, calendar: WorkCalendar) -> DueDay:
    if parameter.shape.judged_by == COUNTED:
        clock = date.fromisoformat(duty.derivation["clock"])
        return after_workdays(calendar, clock, duty.derivation["clock_kind"], value)
    if parameter.name == Name.REPORT_DUE_DAY:
        by_notice: Callable[[int], int | None] = import_string(settings.REPORT_DUE_DAY_OF)
        value = by_notice(duty.year) or value
    return on_day_of_month(calendar, Month.parse(duty.period).next, value)


@transaction.atomic
def confirm_parameter(*, parameter: Parameter, by: User, seen: str = "") -> Preview:
    """The second person puts the value in force; every open deadline that it decides on follows in the same transaction.

    `seen` is the fingerprint of the preview that was on the page. Confirmed twice it has one effect.
    """
    parameter = _locked(parameter.pk)
    refusal_of(permissions.decide_parameter(by, parameter))
    if parameter.state in (State.IN_FORCE, State.SUPERSEDED):
        return Preview(parameter.value, None, [], [])
    _refuse_when_closed(parameter)
    state = next_state(PARAMETER, parameter.state, "confirm", LABELS)
    if parameter.since <= today():
        sentence = _("%(day)s has come meanwhile; take the value back and enter it with a day to come.")
        raise Refusal("day_has_come", sentence % {"day": day_text(parameter.since)})
    found = preview(parameter)
    if seen and seen != found.fingerprint:
        raise Refusal("changed_since", _("Deadlines have changed since you looked; look at the preview again."))
    Parameter.objects.in_force().filter(name=parameter.name, since=parameter.since).update(
        state=PARAMETER[State.IN_FORCE, "supersede"]
    )
    parameter.state = state
    parameter.decided_by, parameter.decided_for, parameter.decided_at = by, by.acting_for, now()
    parameter.save()
    after = {**_told(parameter), "moved": len(found.moves)}
    record("parameter.confirm", by=by, subject=parameter, before={"value": found.before}, after=after)
    _follow(found.moves, by=by)
    return found


def _follow(moves: list[Move], *, by: User) -> None:
    held = Obligation.objects.select_for_update(of=("self",)).filter(pk__in=[one.obligation.pk for one in moves])
    duties = {duty.pk: duty for duty in held.select_related("organisation", "about").order_by("pk")}
    calendar = current_calendar()
    with parameters_asked_once():
        for one in moves:
            duty = duties[one.obligation.pk]
            if one.moves:
                move(duty, one.due, calendar, by=by)
            else:
                lock_again(duty, one.locked_from, by=by)


@transaction.atomic
def refuse_parameter(*, parameter: Parameter, reason: str, by: User) -> Parameter:
    """The second person does not confirm it, with a reason; it stays readable."""
    parameter = _locked(parameter.pk)
    refusal_of(permissions.decide_parameter(by, parameter))
    if parameter.state in (State.IN_FORCE, State.SUPERSEDED):
        raise Refusal("confirmed_already", _("This value has been confirmed already."))
    _refuse_when_closed(parameter)
    refuse_without_reason(reason, _("A refusal needs its reason; write what has to change."))
    parameter.state = next_state(PARAMETER, parameter.state, "refuse", LABELS)
    parameter.refusal_reason = reason.strip()
    parameter.decided_by, parameter.decided_for, parameter.decided_at = by, by.acting_for, now()
    parameter.save()
    record("parameter.refuse", by=by, subject=parameter, after={"reason": parameter.refusal_reason})
    return parameter


@transaction.atomic
def recall_parameter(*, parameter: Parameter, reason: str, by: User) -> Parameter:
    """The ministry's clerk takes a value back before it is decided, with a reason. Taken back twice, it is once."""
    parameter = _locked(parameter.pk)
    refusal_of(permissions.enter_parameter(by))
    if parameter.state == State.RECALLED:
        return parameter
    if parameter.state in (State.IN_FORCE, State.SUPERSEDED):
        raise Refusal("confirmed_already", _("This value has been confirmed already."))
    _refuse_when_closed(parameter)
    refuse_without_reason(reason, _("Write why it is taken back."))
    before = parameter.state
    parameter.state = next_state(PARAMETER, before, "recall", LABELS)
    parameter.refusal_reason = reason.strip()
    parameter.save()
    after = {"state": parameter.state, "reason": parameter.refusal_reason}
    record("parameter.recall", by=by, subject=parameter, before={"state": before}, after=after)
    return parameter


def _refuse_when_closed(parameter: Parameter) -> None:
    if parameter.state == State.RECALLED:
        raise Refusal("recalled_already", _("This value was taken back; look at the one that was entered since."))
    if parameter.state == State.REFUSED:
        who = parameter.decided_by.name if parameter.decided_by else ""
        raise Refusal("refused_already", _("%(who)s has refused this value already.") % {"who": who})


def _locked(pk: int) -> Parameter:
    take_turn()
    rows = Parameter.objects.select_for_update(of=("self",)).select_related("entered_by", "decided_by")
    return rows.get(pk=pk)


def _told(parameter: Parameter) -> dict[str, object]:
    return {"parameter": parameter.name, "value": parameter.value, "since": parameter.since, "reason": parameter.reason}
