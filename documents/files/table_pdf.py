"""A workbook of ours as a document to print: each sheet a table, its headings repeated on every page."""

import io
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook

from documents.files.pdf import render_pdf
from documents.files.workbooks import TONNES_FORMAT


@dataclass(frozen=True)
class Printed:
    """A sheet as printed: its lines of heading, its columns, its rows as (text, is a figure)."""

    title: str
    heading: list[str]
    columns: list[str]
    rows: list[list[tuple[str, bool]]]


def workbook_pdf(data: bytes) -> bytes:
    """The sheets that are in sight, one after the other; the first line of heading is the title."""
    book = load_workbook(io.BytesIO(data))
    sheets = [_printed(page) for page in book.worksheets if page.sheet_state == "visible"]
    title = sheets[0].title if sheets else ""
    return render_pdf("documents/table_pdf.html", {"title": title, "sheets": sheets})


def _printed(page: Any) -> Printed:
    # The pane begins in the first row below the headings (documents/files/workbooks.py).
    head = int("".join(filter(str.isdigit, page.freeze_panes or "B2"))) - 1
    lines = [text for row in range(1, head) if (text := _text(page.cell(row, 1)))]
    columns = [_text(cell) for cell in page[head]]
    rows = [[(_text(cell), _is_figure(cell)) for cell in row] for row in page.iter_rows(min_row=head + 1)]
    return Printed(
        lines[0] if lines else page.title, lines[1:], columns, [row for row in rows if any(t for t, _f in row)]
    )


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, int | float | Decimal):
        exact = Decimal(str(value))
        figure = format(exact.normalize(), ",f")
        return figure if cell.number_format == TONNES_FORMAT else figure.replace(",", "")
    return str(value)


def _is_figure(cell: Any) -> bool:
    return isinstance(cell.value, int | float | Decimal)
