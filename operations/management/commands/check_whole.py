"""`manage.py check_whole`: is what was restored or upgraded whole, and what is missing?"""

import argparse
import json
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.services.chain import RecordedHead, parse_heads
from audit.services.heads import Unreadable, recorded_heads
from operations.services.wholeness import look


class Command(BaseCommand):
    help = (
        "Looks at log, migrations, sums, verdicts, totals and attached files, and says in one sentence what was lost, if "
        "anything. Exit status 1 when something is wrong or missing."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--head", action="append", default=[], metavar="NUMBER:HASH",
            help="a head of the log that is known outside, as on the last receipt; those of AUDIT_HEAD_DIR are known",
        )  # fmt: skip
        parser.add_argument(
            "--until", type=datetime.fromisoformat, help="the instant that was asked for: what came later is left out"
        )
        parser.add_argument("--json", action="store_true", help="the same for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        found = look(_heads(options["head"]), until=options["until"])
        if options["json"]:
            parts = {part.name: {"whole": part.whole, "sentence": part.sentence} for part in found.parts}
            answer = {"whole": found.whole, "sentence": found.sentence, "head": found.head, "parts": parts}
            self.stdout.write(json.dumps({**answer, "lost_events": found.lost_events, "lost_files": found.lost_files}))
            return
        for part in found.parts:
            self.stdout.write(f"{'ok   ' if part.whole else 'WRONG'} {part.name}: {part.sentence}")
        if not found.whole:
            raise CommandError(found.sentence)
        self.stdout.write(found.sentence)


def _heads(named: list[str]) -> list[RecordedHead]:
    try:
        return [head for text in named for head in parse_heads(text)] + recorded_heads()
    except (Unreadable, ValueError) as fault:
        raise CommandError(f"A head cannot be read (number:hash): {fault}") from None
