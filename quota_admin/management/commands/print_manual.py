"""`manage.py print_manual FOLDER`: every book of the manual as PDF, in both languages."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation

from quota_admin.files.manual import manual_document
from quota_admin.reads.manual import BOOKS


class Command(BaseCommand):
    help = "Prints the manual as PDF, in Chinese and in English."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for language in ("zh-hans", "en"):
            with translation.override(language):
                for book in BOOKS:
                    path = folder / f"{book}-{language[:2]}.pdf"
                    path.write_bytes(manual_document(book))
                    self.stdout.write(str(path))
