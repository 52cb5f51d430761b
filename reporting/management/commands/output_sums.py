"""`manage.py output_sums`: are the sums what the reports add up to?"""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reporting.services.sums import compare, rebuild


class Command(BaseCommand):
    help = "Compares the sums of output with the lines of the reports in force; with --rebuild sums them again."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--rebuild", action="store_true", help="sum everything again")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["rebuild"]:
            self.stdout.write(f"{rebuild()} sums written.")
            return
        drifts = compare()
        for drift in drifts:
            group, category, year, month = drift.key
            whose = f"enterprise {drift.enterprise} of group {group}" if drift.enterprise else f"group {group}"
            self.stdout.write(f"{year}-{month:02d} {whose} {category}: kept {drift.kept} t, lines {drift.lines} t")
        if drifts:
            raise CommandError(f"{len(drifts)} sums have drifted; `manage.py output_sums --rebuild` corrects them.")
        self.stdout.write("Every sum is what its lines add up to.")
