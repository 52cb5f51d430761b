"""Which executions are marked otherwise when the completion rates that are marked are others."""

from django.utils.translation import gettext as _

from common.periods import Month, today
from deadlines.rules.parameter import Effect, Value
from reporting.reads.execution import Executed, by_group, national, reached


def marks(before: Value, after: Value) -> list[Effect]:
    """The nation and every group, by category, with the output reported so far this year."""
    until = Month.of(today())
    rows: list[tuple[str, Executed]] = [(_("Nation"), cell) for cell in national(until)]
    rows += [(row.group.name, cell) for row in by_group(until) for cell in row.cells]
    found = []
    for name, cell in rows:
        was, becomes = (_mark(cell, levels) for levels in (before, after))
        if was != becomes:
            found.append(Effect(f"{name} {cell.label}", was, becomes))
    return found


def _mark(cell: Executed, levels: Value) -> str:
    level = reached(cell, levels) if isinstance(levels, tuple) else 0
    return f"≥{level}%" if level else "–"
