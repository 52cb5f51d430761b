"""What an uploaded workbook would change, before anything is stored: the same picture for every form."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from documents.files.cells import Found


class Change(NamedTuple):
    """A cell whose value would change: its address, its owner, old and new value as text."""

    cell: str
    at: str
    enterprise: str
    label: str
    old: str
    new: str


@dataclass
class Preview:
    """What an upload would do. Nothing is stored yet; with a refused cell nothing can be.

    `stamp` names the figures that it was compared with.
    """

    subject: int
    stamp: str
    new: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0
    refused: list[Found] = field(default_factory=list)
    # What was left out or is missing: columns, rows, totals, notes.
    remarks: list[Found] = field(default_factory=list)
    # The headings that nobody knows, for a match by hand.
    headings: list[str] = field(default_factory=list)

    def compare(self, change: Change) -> None:
        """Counts a cell as new, changed or unchanged."""
        if change.old == change.new:
            self.unchanged += 1
        else:
            (self.changed if change.old else self.new).append(change)

    def to_json(self) -> dict[str, Any]:
        """What has to come back to take it over."""
        cells = {change.cell: change.new for change in (*self.new, *self.changed)}
        return {"subject": self.subject, "stamp": self.stamp, "cells": cells}
