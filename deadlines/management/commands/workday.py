"""`manage.py workday DATE --plus N`, `… --due YYYY-MM` and `… --due YYYY-MM..YYYY-MM`: dates, weekdays, derivations."""

import sys
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError
from django.utils.translation import gettext as _

from common.periods import Month, weekday_name
from deadlines.models.derivations import DueDay, after_workdays, explain, on_day_of_month
from deadlines.rules.calendar import WorkCalendar
from deadlines.services.calendar import calendar_of_the_file, current_calendar

# Four years of working days; no notice comes near.
MOST_WORKDAYS = 1000
# The last day that every month has.
LAST_DUE_DAY = 28
MOST_YEARS = 100


class Command(BaseCommand):
    help = "Prints a working day and how it is derived; --due takes the month in which a report is due."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("date", nargs="?", help="a day like 2021-08-24")
        parser.add_argument("--plus", help="so many working days after it")
        parser.add_argument(
            "--due", help="the month in which a report is due, like 2021-10, or months, like 2019-01..2026-12"
        )
        parser.add_argument("--day", default="10", help="the day of the month on which reports are due")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = list(_asked(_calendar(), options))
        except ValidationError as nonsense:
            self.stderr.write(" ".join(nonsense.messages))
            sys.exit(2)
        for due in found:
            self.stdout.write(f"{due.day}  {weekday_name(due.day)}  {explain(due.derivation)}")


def _calendar() -> WorkCalendar:
    """The calendar as it is kept; before the database is loaded, that of the data file."""
    try:
        kept = current_calendar()
    except DatabaseError:
        return calendar_of_the_file()
    return kept if kept.years else calendar_of_the_file()


def _asked(calendar: WorkCalendar, options: dict[str, Any]) -> Iterator[DueDay]:
    counting = options["date"] is not None and options["plus"] is not None
    if counting and options["due"] is None:
        count = _number(options["plus"], MOST_WORKDAYS)
        yield after_workdays(calendar, _day(options["date"]), "", count)
        return
    if options["due"] is not None and options["date"] is None and options["plus"] is None:
        day = _number(options["day"], LAST_DUE_DAY)
        for month in _months(options["due"]):
            yield on_day_of_month(calendar, month, day)
        return
    raise ValidationError(_("Give a day and --plus N, or --due YYYY-MM."))


def _months(text: str) -> Iterator[Month]:
    """One month, or those from one to another."""
    first, dots, last = text.partition("..")
    month, end = Month.parse(first), Month.parse(last if dots else first)
    if not 0 <= end.year - month.year <= MOST_YEARS or end.first_day < month.first_day:
        sentence = _("“%(text)s” is no time of up to %(years)s years; write it like 2019-01..2026-12.")
        raise ValidationError(sentence % {"text": text, "years": MOST_YEARS})
    while month.first_day <= end.first_day:
        yield month
        month = month.next


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
        Month.of(day)
    except ValueError:
        raise ValidationError(_("“%s” is no day; write it like 2021-08-24.") % text) from None
    return day


def _number(text: str, most: int) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    if not 1 <= number <= most:
        raise ValidationError(_("“%(text)s” is no number from 1 to %(most)s.") % {"text": text, "most": most})
    return number
