"""Draws again from a record alone and says whether the names are the same."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from inspections.models import Draw
from inspections.rules.draw import commitment, draw


class Command(BaseCommand):
    """`redraw 7` takes the record of draw 7, `redraw --file record.json` one that was downloaded."""

    help = "Draws again from the record of a draw and says whether the names are the same."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The number of the draw, or a file."""
        parser.add_argument("number", type=int, nargs="?")
        parser.add_argument("--file", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Raises CommandError unless seed and names are those of the record."""
        record = self._record(options)
        if commitment(record["seed"], record["algorithm"]) != record["commitment"]:
            raise CommandError("The seed is not the one whose hash was shown before the population was closed.")
        result = draw(record).to_json()
        names = {row["code"]: row["name"] for row in (*record["population"], *record["inspectors"])}
        for code in result["enterprises"]:
            inspectors = ", ".join(f"{number} {names[number]}" for number in result["inspectors"][code])
            self.stdout.write(f"{code}  {names[code]}  {inspectors}")
        if result != record["result"]:
            raise CommandError("The names are NOT those of the record.")
        self.stdout.write("The names equal those of the record.")

    def _record(self, options: dict[str, Any]) -> dict[str, Any]:
        if options["file"]:
            found: dict[str, Any] = json.loads(options["file"].read_text(encoding="utf-8"))
            return found
        row = Draw.objects.filter(pk=options["number"], state=Draw.State.DRAWN).first()
        if row is None:
            raise CommandError("There is no such draw, or its names have not been drawn yet.")
        return dict(row.record)
