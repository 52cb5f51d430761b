"""`manage.py load_calendar`: the calendar from the project's own data file."""

from typing import Any

from django.core.management.base import BaseCommand

from deadlines.services.calendar import load_calendar


class Command(BaseCommand):
    help = "Loads the State Council's arrangements from deadlines/data/calendar.csv."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{load_calendar()} calendar days loaded.")
