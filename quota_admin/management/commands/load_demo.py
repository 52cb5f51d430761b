"""`manage.py load_demo`: the fictional year 2021, up to CLOCK_DAY."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from common.periods import today
from quota_admin.demo import load_demo


class Command(BaseCommand):
    help = "Loads the demo as of CLOCK_DAY; a second run changes nothing. Refused unless DEMO is true."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Set DEMO=true: the demo's passwords are public, so it must not run in service.")
        load_demo(today())
        self.stdout.write(f"The demo is loaded as of {today()}.")
