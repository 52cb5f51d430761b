"""Two versions of a report, cell by cell."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models import User
from common.quantities import format_tonnes
from enterprises.models import Enterprise
from enterprises.reads.past import named_then
from reporting.models import ProductionReport, ReportLine
from reporting.reads.cells import CellName, Cells, Key, Value, cells_of
from reporting.reads.histories import lines_with_parts
from reporting.reads.labels import column_label, element_label, reason_label
from reporting.rules.form import COLUMNS

ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True)
class CellChange:
    """A cell that differs: what it held, what it holds, as people read it; the gap where both are figures, t REO."""

    enterprise: Enterprise
    category_label: str
    name: str
    label: str
    kind: str
    old: str
    new: str
    gap: Decimal | None = None


@dataclass(frozen=True)
class Comparison:
    """The cells of the newer version that differ from the older one's, in the order of the form."""

    old: ProductionReport
    new: ProductionReport
    changes: list[CellChange]
    unchanged: int

    @property
    def counts(self) -> dict[str, int]:
        """How many were added, removed, changed."""
        return {kind: sum(1 for one in self.changes if one.kind == kind) for kind in (ADDED, REMOVED, CHANGED)}


def compare(old: ProductionReport, new: ProductionReport, reader: User) -> Comparison:
    """As far as the reader may see the lines; a constant number of queries."""
    before, after = _lines(old, reader), _lines(new, reader)
    changes, unchanged = [], 0
    for key in [*before, *(key for key in after if key not in before)]:
        was, becomes = before.get(key), after.get(key)
        line = becomes or was
        if line is None:
            continue
        old_cells, new_cells = _filled(was), _filled(becomes)
        for name in [*old_cells, *(name for name in new_cells if name not in old_cells)]:
            if old_cells.get(name) == new_cells.get(name):
                unchanged += 1
            else:
                changes.append(_change(line, name, old_cells.get(name), new_cells.get(name)))
    return Comparison(old, new, changes, unchanged)


def other_to_compare(report: ProductionReport, others: Iterable[ProductionReport]) -> ProductionReport | None:
    """The version in force, else the one that it was made from, else the latest of the others."""
    listed = list(others)
    in_force = [other for other in listed if other.in_force]
    made_from = [other for other in listed if other.pk == report.supersedes_id]
    return next(iter((*in_force, *made_from, *listed)), None)


def _lines(report: ProductionReport, reader: User) -> dict[Key, ReportLine]:
    visible = lines_with_parts(report).filter(pk__in=ReportLine.objects.visible_to(reader))
    return {(line.enterprise_id, line.category): line for line in named_then(visible, report.period.last_day)}


def _filled(line: ReportLine | None) -> Cells:
    """The cells that hold something; an empty cell is not zero."""
    if line is None:
        return {}
    return {name: value for name, value in cells_of(line).items() if value is not None and value != ""}


def _change(line: ReportLine, name: str, old: Value, new: Value) -> CellChange:
    kind = ADDED if old is None else REMOVED if new is None else CHANGED
    gap = new - old if isinstance(old, Decimal) and isinstance(new, Decimal) else None
    cell = CellName.parse(name)
    return CellChange(
        enterprise=line.enterprise,
        category_label=str(line.get_category_display()),
        name=name,
        label=_label(cell) if cell else name,
        kind=kind,
        old=_shown(cell, old),
        new=_shown(cell, new),
        gap=gap,
    )


def _label(cell: CellName) -> str:
    if cell.explains:
        return _("explanation")
    if cell.element:
        return element_label(cell.element)
    if cell.field in COLUMNS:
        return column_label(COLUMNS[cell.field])
    return _("reason of no production") if cell.field == "reason" else _("note")


def _shown(cell: CellName | None, value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format_tonnes(value)
    return reason_label(value) if cell and cell.field == "reason" else value
