"""Working days: Monday to Friday less the State Council's days off, plus its make-up working days. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True)
class WorkCalendar:
    """A version of the calendar.

    `off` names days off and `makeup` make-up working days (调休上班), each with the holiday's name; `years`
    are those with a published arrangement; in any other year only weekends and fixed holidays are known.
    """

    off: Mapping[date, str] = field(default_factory=dict)
    makeup: Mapping[date, str] = field(default_factory=dict)
    years: frozenset[int] = frozenset()
    version: str = ""

    def knows(self, day: date) -> bool:
        """Whether the arrangement of that year is published."""
        return day.year in self.years

    def is_workday(self, day: date) -> bool:
        """A make-up day is one whatever its weekday; a day off is none; else Monday to Friday."""
        if day in self.makeup:
            return True
        if day in self.off or (not self.knows(day) and (day.month, day.day) in FIXED_HOLIDAYS):
            return False
        return day.weekday() < SATURDAY

    def next_workday(self, day: date) -> date:
        """The first working day after `day`."""
        return self.roll_forward(day + ONE_DAY)

    def roll_forward(self, day: date) -> date:
        """`day` itself when it is a working day, else the next one (节假日顺延)."""
        while not self.is_workday(day):
            day += ONE_DAY
        return day

    def add_workdays(self, start: date, count: int) -> date:
        """The `count`-th working day after `start`; the first one counted is the next working day."""
        day = start
        for _step in range(count):
            day = self.next_workday(day)
        return day

    def take_workdays(self, start: date, count: int) -> date:
        """The `count`-th working day before `start`."""
        day = start
        for _step in range(count):
            day -= ONE_DAY
            while not self.is_workday(day):
                day -= ONE_DAY
        return day

    def workdays_between(self, after: date, until: date) -> int:
        """How many working days lie after `after` up to and including `until`; negative the other way."""
        if until < after:
            return -self.workdays_between(until, after)
        # Weeks are counted, not walked through: what is long overdue lies years back. Then what differs from its weekday.
        weeks, rest = divmod((until - after).days, 7)
        count = weeks * SATURDAY + sum((until - ONE_DAY * step).weekday() < SATURDAY for step in range(rest))
        named = {day for day in (*self.off, *self.makeup) if after < day <= until}
        for year in range(after.year, until.year + 1):
            if year not in self.years:
                fixed = {date(year, month, day) for month, day in FIXED_HOLIDAYS}
                named |= {day for day in fixed if after < day <= until}
        return count + sum(self.is_workday(day) - (day.weekday() < SATURDAY) for day in named)

    def reason_off(self, day: date) -> str:
        """The holiday's name, or empty for a plain weekend."""
        return self.off.get(day, "")


# 全国年节及纪念日放假办法: those whose date in the Gregorian calendar is fixed.
FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
