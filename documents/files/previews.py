"""What an uploaded workbook would change, before anything is stored: the same picture for every form."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple


class Change(NamedTuple):
    """A cell whose value would change: where it stands, whose it is, old and new as text."""

    cell: str
    at: str
    enterprise: str
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class RefusedCell:
    """A cell that cannot be taken: sheet and cell, and why."""

    at: str
    sentence: str


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
    refused: list[RefusedCell] = field(default_factory=list)

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


def text_of(value: object) -> str:
    """A workbook's cell as people would have typed it."""
    if value is None:
        return ""
    return f"{value:f}" if isinstance(value, Decimal) else str(value).strip()
