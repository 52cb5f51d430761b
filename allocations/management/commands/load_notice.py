"""`manage.py load_notice FILE`: a draft from the JSON form of a notice, or a sentence per error."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from allocations.services.notices import load_notice
from common.constraints import Refusal


class Command(BaseCommand):
    help = "Loads a notice from a JSON file as a draft. Its keys are described in docs/notice-file.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, help="account of the MIIT clerk who drafts it")

    def handle(self, *args: Any, **options: Any) -> None:
        by = User.objects.filter(username=options["by"]).first()
        if by is None:
            raise CommandError(f"There is no account {options['by']}.")
        try:
            data = json.loads(options["file"].read_text(encoding="utf-8"), parse_float=Decimal)
        except OSError as fault:
            raise CommandError(f"{options['file']} cannot be read: {fault.strerror}.") from None
        except ValueError as fault:
            raise CommandError(f"{options['file']} is not JSON: {fault}.") from None
        try:
            notice = load_notice(data=data, by=by)
        except Refusal as refusal:
            lines = [f"{path}: {sentence}" for path, sentence in refusal.cells.items()]
            raise CommandError("\n".join([str(refusal), *lines])) from None
        self.stdout.write(f"Draft {notice.period} “{notice.title}” is loaded; it is number {notice.pk}.")
