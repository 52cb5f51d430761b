"""The notice of an inspection as a PDF, and the inspections as a workbook."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from common.periods import instant_text, now
from documents.files.workbooks import Column, Sheet, Value, write_workbook
from inspections.models import Inspection
from inspections.reads.overview import Line, Overview, ProvinceRow


def inspections_workbook(figures: Overview, lines: Iterable[Line], *, title: str, by: str) -> bytes:
    """The figures and the inspections of the page, one sheet per table."""
    stamp = _("exported %(at)s by %(who)s") % {"at": instant_text(now()), "who": by}
    heading = [title, stamp]
    sheets = [_lines_sheet(lines, heading)]
    if figures.total:
        sheets += [_provinces_sheet(figures, figures.total, heading)]
    if figures.clauses:
        sheets += [_clauses_sheet(figures, heading)]
    return write_workbook(sheets, meta={"kind": "inspections"})


def _lines_sheet(lines: Iterable[Line], heading: list[str]) -> Sheet:
    columns = [
        Column(_("number"), width=30), Column(_("province"), width=14), Column(_("enterprise"), width=40),
        Column(_("authority"), width=34), Column(_("status"), width=14),
        Column(_("inspected on"), width=14, kind="day"), Column(_("findings"), width=50), Column(_("order"), width=24),
        Column(_("by when"), width=14, kind="day"), Column(_("lifted on"), width=14, kind="day"),
        Column(_("days until closing"), width=14, kind="tonnes"),
    ]  # fmt: skip
    rows = []
    for line in lines:
        one, order = line.inspection, line.order
        rows.append([
            one.number, _place(one), one.enterprise.name, one.organisation.name,
            str(one.get_state_display()), one.inspected_on, line.found, order.number if order else "",
            order.due_on if order else None, order.lifted_on if order else None,
            None if line.days is None else Decimal(line.days),
        ])  # fmt: skip
    return Sheet(title=_("Inspections"), columns=columns, rows=rows, heading=heading)


def _provinces_sheet(figures: Overview, total: ProvinceRow, heading: list[str]) -> Sheet:
    columns = [
        Column(_("province"), width=20),
        *(Column(_("month %(number)s") % {"number": month}, width=9, kind="count") for month in range(1, 13)),
        Column(_("year"), width=8, kind="count"),
        Column(_("open orders"), width=12, kind="count"),
        Column(_("days until closing"), width=14, kind="tonnes"),
    ]
    rows = [_province_cells(row, row.province.name) for row in figures.rows]
    last = _province_cells(total, _("total"))
    return Sheet(title=_("By province and month"), columns=columns, rows=rows, total=last, heading=heading)


def _province_cells(row: ProvinceRow, name: str) -> list[Value]:
    return [name, *map(Decimal, row.months), Decimal(row.total), Decimal(row.open_orders), row.days]


def _clauses_sheet(figures: Overview, heading: list[str]) -> Sheet:
    columns = [Column(_("clause"), width=20), Column(_("kind of finding"), width=40), Column(_("count"), kind="count")]
    rows: list[list[Value]] = [[row.clause, row.label, Decimal(row.count)] for row in figures.clauses]
    total: list[Value] = [_("total"), "", Decimal(figures.found)]
    return Sheet(title=_("Findings by clause"), columns=columns, rows=rows, total=total, heading=heading)


def _place(inspection: Inspection) -> str:
    return inspection.organisation.province.name if inspection.organisation.province else ""
