"""`manage.py workday DATE --plus N` and `… --due YYYY-MM`: a date, its weekday, its derivation."""

import sys
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandParser

from common.periods import Month, weekday_name
from deadlines.derivations import after_workdays, explain, on_day_of_month
from deadlines.services import current_calendar


class Command(BaseCommand):
    help = "Prints a working day and how it is derived; --due takes the month in which a report is due."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("date", nargs="?", help="a day like 2021-08-24")
        parser.add_argument("--plus", help="so many working days after it")
        parser.add_argument("--due", help="the month in which a report is due, like 2021-10")
        parser.add_argument("--day", default="10", help="the day of the month on which reports are due")

    def handle(self, *args: Any, **options: Any) -> None:
        calendar = current_calendar()
        try:
            if options["due"]:
                month = Month.parse(options["due"]).previous
                due = on_day_of_month(calendar, month.next, int(options["day"]))
            elif options["date"] and options["plus"]:
                start, count = date.fromisoformat(options["date"]), int(options["plus"])
                if count < 1:
                    raise ValueError("--plus must be 1 or more")
                due = after_workdays(calendar, start, "signed", count)
            else:
                raise ValueError("give DATE --plus N, or --due YYYY-MM")
        except (ValueError, OverflowError, ValidationError) as nonsense:
            text = " ".join(nonsense.messages) if isinstance(nonsense, ValidationError) else str(nonsense)
            self.stderr.write(f"{text}.")
            sys.exit(2)
        mark = "  provisional: that year's arrangement is not published" if due.provisional else ""
        self.stdout.write(f"{due.day}  {weekday_name(due.day)}  {explain(due.derivation)}{mark}")
