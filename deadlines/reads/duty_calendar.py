"""A month as weeks of days: what is due on each, and which are days off or make-up days."""

import calendar as weeks_of
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from common.periods import Month
from deadlines.models import Obligation, Punctuality
from deadlines.rules.calendar import WorkCalendar


@dataclass(frozen=True)
class DueThing:
    """A duty on its day."""

    obligation: Obligation
    punctuality: Punctuality


@dataclass(frozen=True)
class Day:
    """A day of the page. `mark` names a holiday or says that a weekend is worked; `within` the month that is shown."""

    day: date
    within: bool
    workday: bool
    mark: str
    makeup: bool
    is_today: bool
    due: list[DueThing] = field(default_factory=list)


def weeks(
    month: Month, duties: Iterable[Obligation], calendar: WorkCalendar, *, at: datetime, today: date
) -> list[list[Day]]:
    """The weeks of a month from Monday to Sunday, with the days of the neighbouring months that fill them."""
    due: dict[date, list[DueThing]] = defaultdict(list)
    for duty in duties:
        due[duty.due_on].append(DueThing(duty, duty.punctuality(at, calendar)))
    pages = weeks_of.Calendar(weeks_of.MONDAY).monthdatescalendar(month.year, month.month)
    return [[_day(day, month, calendar, due[day], today) for day in week] for week in pages]


def _day(day: date, month: Month, calendar: WorkCalendar, due: list[DueThing], today: date) -> Day:
    makeup = day in calendar.makeup
    mark = calendar.makeup.get(day) or calendar.off.get(day) or ""
    within = (day.year, day.month) == (month.year, month.month)
    return Day(day, within, calendar.is_workday(day), mark, makeup, day == today, due)
