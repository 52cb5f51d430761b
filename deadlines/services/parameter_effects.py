"""What is said on other days when the reminders, the escalation or the warning of a deadline are other working days."""

from collections.abc import Callable
from datetime import date, timedelta

from common.periods import day_text, today
from deadlines.models import Obligation
from deadlines.rules.calendar import WorkCalendar
from deadlines.rules.parameter import Effect, Value
from deadlines.services.calendar import current_calendar

AHEAD = timedelta(days=60)
# What is said of a due day with a value, by the calendar.
Said = Callable[[date, Value, WorkCalendar], str]


def reminders(before: Value, after: Value) -> list[Effect]:
    """For each due day of an open duty within two months: the days on which is reminded of it."""
    return _effects(before, after, _reminded, overdue=False)


def officers(before: Value, after: Value) -> list[Effect]:
    """The same: the day from which officers are reminded too."""
    return _effects(before, after, _from_before, overdue=False)


def soon(before: Value, after: Value) -> list[Effect]:
    """The same: the day from which the duty stands among those due soon."""
    return _effects(before, after, _from_before, overdue=False)


def escalations(before: Value, after: Value) -> list[Effect]:
    """For each due day of an open duty, overdue ones too: the day on which the ministry's list hears of it."""
    return _effects(before, after, _escalated, overdue=True)


def _effects(before: Value, after: Value, said: Said, *, overdue: bool) -> list[Effect]:
    calendar, day = current_calendar(), today()
    duties = Obligation.objects.open().filter(due_on__lte=day + AHEAD)
    if not overdue:
        duties = duties.filter(due_on__gt=day)
    days = duties.order_by("due_on").values_list("due_on", flat=True).distinct()
    return [Effect(day_text(due_on), *(said(due_on, value, calendar) for value in (before, after))) for due_on in days]


def _reminded(due_on: date, steps: Value, calendar: WorkCalendar) -> str:
    days = [calendar.take_workdays(due_on, step) for step in steps] if isinstance(steps, tuple) else []
    return ", ".join(map(str, sorted(days)))


def _from_before(due_on: date, workdays: Value, calendar: WorkCalendar) -> str:
    assert isinstance(workdays, int)
    return str(calendar.take_workdays(due_on, workdays))


def _escalated(due_on: date, workdays: Value, calendar: WorkCalendar) -> str:
    assert isinstance(workdays, int)
    return str(calendar.add_workdays(due_on, workdays))
