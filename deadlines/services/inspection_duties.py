"""The duties that come from a check or an inspection: answer a question, report upward, reply to a finding, rectify.
Opened once, met once."""

from datetime import date, datetime

from accounts.models import Organisation
from audit.services.record import Actor
from common.periods import day_of
from deadlines.models import Obligation
from deadlines.models.derivations import after_workdays, on_fixed_day
from deadlines.reads.parameters import Name, count_on
from deadlines.services.calendar import current_calendar
from deadlines.services.obligations import meet_one, open_obligation


def open_counted_duty(
    *, kind: str, organisation: Organisation, reference: str, about: Organisation | None, at: datetime, clock: str,
    count: Name, by: Actor,
) -> Obligation:  # fmt: skip
    """A duty counted in the working days of a parameter from an instant; `reference` is the number of what it answers."""
    calendar, day = current_calendar(), day_of(at)
    duty = _duty(kind, organisation, reference, about, at)
    return open_obligation(duty, after_workdays(calendar, day, clock, count_on(count, day)), calendar, by=by)


def open_dated_duty(
    *, kind: str, organisation: Organisation, reference: str, about: Organisation | None, at: datetime, until: date,
    by: Actor,
) -> Obligation:  # fmt: skip
    """Open an obligation whose due day is set by the letter or order that imposes it."""
    calendar = current_calendar()
    return open_obligation(
        _duty(kind, organisation, reference, about, at), on_fixed_day(calendar, until), calendar, by=by
    )


def meet_duty(*, kind: str, organisation: Organisation, reference: str, at: datetime, by: Actor) -> None:
    """Marks the duty met, if it was opened: a group that an enterprise has left may have none."""
    for duty in Obligation.objects.filter(kind=kind, organisation=organisation, reference=reference):
        meet_one(duty, at=at, by=by)


def end_duty(*, kind: str, organisation: Organisation, reference: str) -> int:
    """What nobody waits for any more goes: the question was withdrawn by a later verdict."""
    duties = Obligation.objects.filter(kind=kind, organisation=organisation, reference=reference)
    count, _kinds = duties.open().delete()
    return count


def _duty(
    kind: str, organisation: Organisation, reference: str, about: Organisation | None, at: datetime
) -> Obligation:
    year = day_of(at).year
    return Obligation(
        kind=kind,
        organisation=organisation,
        about=about,
        year=year,
        period=str(year),
        reference=reference,
        opens_at=at,
    )
