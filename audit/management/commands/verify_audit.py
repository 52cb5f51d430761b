"""`manage.py verify_audit`: is the log as it was written?"""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.services.chain import RecordedHead, parse_heads
from audit.services.heads import Unreadable, recorded_heads
from audit.services.record import head
from audit.services.verification import first_fault


class Command(BaseCommand):
    help = (
        "Walks the audit chain and names the first event that is wrong. Heads that were written down outside the "
        "database are compared with it: those of AUDIT_HEAD_DIR, or the files and heads that are named."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--head",
            action="append",
            default=[],
            metavar="FILE",
            help="a file of exported heads, or a head as a receipt prints it (number:hash); may be given again",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            heads = _asked(options["head"])
        except Unreadable as unreadable:
            raise CommandError(str(unreadable)) from None
        fault = first_fault(heads)
        if fault:
            raise CommandError(f"The chain is broken at event {fault.number}: {fault.reason}.")
        self.stdout.write(f"The chain is intact. Head {head()}; {len(heads)} exported heads match.")


def _asked(named: list[str]) -> list[RecordedHead]:
    """The heads that are named: as such, or by their file; none named, those of AUDIT_HEAD_DIR."""
    heads, files = [], []
    for name in named:
        try:
            heads += parse_heads(name)
        except ValueError:
            files.append(name)
    return heads + (recorded_heads(*files) if files or not named else [])
