"""Who hears of a deadline, and when: the clerk first, then the officer, then the ministry's list. The steps are
parameters; what is here decides from them, the day and the calendar."""

from dataclasses import dataclass
from datetime import date, timedelta

from deadlines.reads.parameters import Name, count_on, numbers_on
from deadlines.rules.calendar import WorkCalendar

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Step:
    """What is to be said by a day about the duties due on `due_on`: “before-7”, “before-0”, “overdue-3”."""

    due_on: date
    occasion: str
    officers_too: bool

    @property
    def mark(self) -> str:
        """What a duty carries once this was said. It names the deadline: a later one is reminded of anew."""
        return f"{self.occasion}@{self.due_on}"


def step_of(due_on: date, day: date, calendar: WorkCalendar) -> Step | None:
    """The latest step that has come by `day`, None before the first one.

    It stays the same until the next one comes, so that a sweeper that slept through a day still says it
    afterwards, and after a month of silence says the latest only; after the due day every working day has one.
    """
    remaining = calendar.workdays_between(day, due_on)
    if day > due_on:
        # A day off after a due day that was one, too: nothing new to say yet.
        occasion = f"overdue-{-remaining}" if remaining else "before-0"
    elif day == due_on:
        occasion = "before-0"
    else:
        come = [step for step in numbers_on(Name.REMINDER_WORKDAYS, day) if step >= remaining]
        if not come:
            return None
        occasion = f"before-{min(come)}"
    return Step(due_on, occasion, officers_too=day >= due_on or _officers_hear(remaining, day))


def _officers_hear(remaining: int, day: date) -> bool:
    return remaining <= count_on(Name.REMINDER_OFFICER_FROM, day)


def last_day_in_reach(day: date, calendar: WorkCalendar) -> date:
    """Duties due later than this have no step yet."""
    return calendar.add_workdays(day, max(numbers_on(Name.REMINDER_WORKDAYS, day), default=0) + 1)


def escalated_until(day: date, calendar: WorkCalendar) -> date:
    """Duties due until this day are overdue for as many working days as the ministry's list is spared."""
    return calendar.take_workdays(day + ONE_DAY, count_on(Name.ESCALATE_AFTER_WORKDAYS, day)) - ONE_DAY
