"""Saving a split's figures one by one, as several people or tabs type them."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from accounts.reads.merging import Conflict, conflict_sentence, last_change, merge_cells
from allocations.models import Filing
from allocations.services.filings import ZERO, Figures, save_draft
from common.quantities import format_tonnes_plain

Key = tuple[int, str]


@dataclass(frozen=True)
class SavedFigures:
    """The figures that are stored now as typed, as text by cell, and those that somebody else changed meanwhile."""

    saved: dict[str, str]
    conflicts: dict[str, Conflict]


@transaction.atomic
def save_figures(*, filing: Filing, figures: Figures, was: Figures | None, by: User) -> SavedFigures:
    """Stores the figures that nobody changed since the page showed `was`; figures that are not named stay.

    The split is judged whole, with what others saved meanwhile. Raises what `save_draft` raises; then nothing is stored.
    """
    filing = Filing.objects.select_for_update(of=("self",)).get(pk=filing.pk)
    stored = {(line.enterprise_id, line.category): line.stated for line in filing.lines.all()}
    typed = _filled(figures)
    merge = merge_cells(typed, None if was is None else _filled(was), stored, empty=ZERO)
    if merge.changed or not merge.conflicts:
        save_draft(filing=filing, figures={**stored, **merge.changed}, by=by)
    saved = {_cell(key): _text(value) for key, value in typed.items() if key not in merge.conflicts}
    conflicts = {_cell(key): _conflict(filing, key, now, typed[key]) for key, now in merge.conflicts.items()}
    return SavedFigures(saved, conflicts)


def _filled(figures: Figures) -> dict[Key, Decimal]:
    """No figure is no quota."""
    return {key: value or ZERO for key, value in figures.items()}


def _cell(key: Key) -> str:
    return f"line-{key[0]}-{key[1]}"


def _conflict(filing: Filing, key: Key, stored: Decimal, typed: Decimal) -> Conflict:
    event = last_change(filing, "figures", f"{key[0]}-{key[1]}")
    return Conflict(_text(stored), conflict_sentence(event, stored=_text(stored), typed=_text(typed)))


def _text(value: Decimal) -> str:
    return format_tonnes_plain(value) if value else ""
