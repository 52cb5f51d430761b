"""What has to be mended in a report, by enterprise and category, so that many sentences can be read."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from reporting.reads.grid import GridPart


@dataclass(frozen=True)
class FaultGroup:
    """The sentences of one row, each with the name of its cell; without a row they are about the whole report."""

    name: str
    entries: list[tuple[str, str]]


def group_by_row(entries: Iterable[tuple[str, str]], parts: Iterable[GridPart]) -> list[FaultGroup]:
    """Groups (cell, sentence) pairs by row, in the order in which the rows appear.

    Only the report's own rows are named: a forged cell may name any enterprise.
    """
    names = {row.key: f"{row.enterprise.name} · {part.category.label}" for part in parts for row in part.rows}
    by_row: dict[str, list[tuple[str, str]]] = {}
    for cell, sentence in entries:
        _field, _dash, row = cell.partition("-")
        by_row.setdefault(row if row in names else "", []).append((cell, sentence))
    return [FaultGroup(names.get(row) or _("the whole report"), own) for row, own in by_row.items()]
