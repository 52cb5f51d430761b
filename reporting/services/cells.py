"""Saving a report's cells one by one, as several people or tabs type them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from accounts.reads.merging import Conflict, conflict_sentence, last_change, merge_cells
from common.workflow import next_state, refusal_of
from reporting import permissions
from reporting.models import ProductionReport
from reporting.reads.cells import CellName, Cells, Value, cell_text, cells_of
from reporting.reads.histories import lines_to_fill
from reporting.services.drafts import save_report
from reporting.services.steps import LABELS, locked
from reporting.transitions import REPORT


@dataclass(frozen=True)
class SavedCells:
    """The cells that are stored now as typed, as text, and those that somebody else changed meanwhile."""

    saved: dict[str, str]
    conflicts: dict[str, Conflict]


@transaction.atomic
def save_cells(
    *, report: ProductionReport, cells: Mapping[str, Value], was: Mapping[str, Value] | None, by: User
) -> SavedCells:
    """Store the cells that nobody changed since the page showed `was`; for the others return the stored value.

    Raises what `save_report` raises; then nothing is stored.
    """
    report = locked(report)
    refusal_of(permissions.draft_report(by, report.group))
    next_state(REPORT, report.state, "edit", LABELS)
    typed = _filled(cells)
    merge = merge_cells(typed, None if was is None else _filled(was), _stored(report, typed), empty=None)
    if merge.changed:
        save_report(report=report, cells=merge.changed, by=by)
    saved = {name: cell_text(value) for name, value in typed.items() if name not in merge.conflicts}
    conflicts = {name: _conflict(report, name, now, typed[name]) for name, now in merge.conflicts.items()}
    return SavedCells(saved, conflicts)


def _filled(cells: Mapping[str, Value]) -> Cells:
    """An empty text is an empty cell."""
    return {name: None if value == "" else value for name, value in cells.items()}


def _stored(report: ProductionReport, cells: Mapping[str, Value]) -> Cells:
    enterprises = {cell.enterprise for name in cells if (cell := CellName.parse(name))}
    lines = lines_to_fill(report, enterprises)
    return _filled({name: value for line in lines for name, value in cells_of(line).items()})


def _conflict(report: ProductionReport, name: str, stored: Value, typed: Value) -> Conflict:
    event = last_change(report, "cells", name)
    sentence = conflict_sentence(event, stored=cell_text(stored), typed=cell_text(typed))
    return Conflict(cell_text(stored), sentence)
