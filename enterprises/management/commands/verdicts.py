"""`manage.py verdicts`: are the kept verdicts what the facts say?"""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from enterprises.services.verdicts import compare, rebuild


class Command(BaseCommand):
    help = "Compares the kept verdicts on enterprises with the facts of the register; with --rebuild writes them anew."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--rebuild", action="store_true", help="judge everybody again")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["rebuild"]:
            self.stdout.write(f"{rebuild()} verdicts written.")
            return
        drifts = compare()
        for drift in drifts:
            self.stdout.write(
                f"enterprise {drift.enterprise} {drift.category} under {drift.rule_set}: "
                f"kept {drift.kept or 'nothing'}, judged {drift.judged or 'nothing'}"
            )
        if drifts:
            raise CommandError(f"{len(drifts)} verdicts have drifted; `manage.py verdicts --rebuild` corrects them.")
        self.stdout.write("Every verdict is what the facts say.")
