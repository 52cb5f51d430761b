"""What is said on other days when the reminders of a deadline are another list of working days."""

from datetime import date, timedelta

from common.periods import day_text, today
from deadlines.models import Obligation
from deadlines.rules.calendar import WorkCalendar
from deadlines.rules.parameter import Effect, Value
from deadlines.services.calendar import current_calendar

AHEAD = timedelta(days=60)


def reminders(before: Value, after: Value) -> list[Effect]:
    """For each due day of an open duty within two months: the days on which is reminded of it."""
    calendar, day = current_calendar(), today()
    duties = Obligation.objects.open().filter(due_on__gt=day, due_on__lte=day + AHEAD)
    days = duties.order_by("due_on").values_list("due_on", flat=True).distinct()
    return [Effect(day_text(due_on), *(_said(due_on, steps, calendar) for steps in (before, after))) for due_on in days]


def _said(due_on: date, steps: Value, calendar: WorkCalendar) -> str:
    days = [calendar.take_workdays(due_on, step) for step in steps] if isinstance(steps, tuple) else []
    return ", ".join(map(str, sorted(days)))
