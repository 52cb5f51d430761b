"""`manage.py upgrade`: the migrations of this version, while people work with the version before."""

import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection

from common.constraints import can_be_tried_again


class Command(BaseCommand):
    help = (
        "Applies the migrations. None waits longer for a lock than --wait, so that nobody waits behind it for longer; one "
        "that does not get it is rolled back and tried again. What was applied stays applied."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--wait", type=float, default=1.0, help="seconds to wait for a lock (1)")
        parser.add_argument("--tries", type=int, default=60, help="how often to try (60)")

    def handle(self, *args: Any, **options: Any) -> None:
        for _try in range(options["tries"]):
            try:
                self._limit(options["wait"])
                call_command("migrate", interactive=False, verbosity=options["verbosity"], stdout=self.stdout)
            except OperationalError as fault:
                if not can_be_tried_again(fault):
                    raise
                self.stderr.write("Others hold what has to be changed; trying again.")
                # So that those who queued behind the lock get their turn.
                time.sleep(options["wait"])
            else:
                self._limit(0)
                return
        raise CommandError("The tables were in use all the time; what was applied stays. Try again at a quieter hour.")

    def _limit(self, seconds: float) -> None:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{int(seconds * 1000)}ms"])
