"""Writing of workbooks: fixed cells locked, figures exact, never an active formula from user input."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from urllib.parse import quote

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from documents.files.progress import rows_written

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
META_SHEET = "_meta"
# Two exports of the same figures are the same bytes.
STAMP = datetime(2021, 1, 1, 0, 0, 0)  # noqa: DTZ001 - the format has no zone
TONNES_FORMAT = "#,##0.###"
COUNT_FORMAT = "#,##0"
# That format shows whole figures as “168,000.”; where a figure is whole, this one takes its place.
_WHOLE = DifferentialStyle(numFmt=NumberFormat(numFmtId=3, formatCode="#,##0"))

Value = str | Decimal | int | date | None

_LINE = Side(style="thin", color="AAB4C0")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
BORDER_BELOW = Border(bottom=_LINE)
_LOCKED, _OPEN, _RIGHT = Protection(locked=True), Protection(locked=False), Alignment(horizontal="right")
HEAD = PatternFill("solid", fgColor="E8EFF8")
_FIXED = PatternFill("solid", fgColor="EEF1F4")
_MARKED = PatternFill("solid", fgColor="F8D7DA")


@dataclass(frozen=True)
class Column:
    """A column: its header with the unit, its width in characters, what it holds, whether it is fixed."""

    header: str
    unit: str = ""
    width: int = 14
    kind: Literal["text", "tonnes", "count", "day"] = "text"
    locked: bool = True

    @property
    def title(self) -> str:
        return f"{self.header}（{self.unit}）" if self.unit else self.header


@dataclass(frozen=True)
class Sheet:
    """A sheet: lines of heading, the table, its total row, and notes below.

    `comments` belong to cells, by row and column on the page, counted from 1; such a cell is marked.
    """

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    total: Sequence[Value] | None = None
    heading: Sequence[str] = ()
    notes: Sequence[str] = ()
    comments: Mapping[tuple[int, int], str] = field(default_factory=dict)
    # Cells of an open column that take no value after all, by place of row and column in the table, from 0.
    closed: frozenset[tuple[int, int]] = frozenset()

    @property
    def header_row(self) -> int:
        """The row of the table's header, counted from 1."""
        return len(self.heading) + 1


def write_workbook(sheets: Sequence[Sheet], *, meta: Mapping[str, str]) -> bytes:
    """The sheets as XLSX; `meta` goes into a very hidden sheet that says what the workbook is."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        _write_sheet(book.create_sheet(safe_title(sheet.title)), sheet)
    hidden = book.create_sheet(META_SHEET)
    hidden.sheet_state = "veryHidden"
    for row, (key, value) in enumerate(sorted(meta.items()), start=1):
        put(hidden.cell(row, 1), key)
        put(hidden.cell(row, 2), value)
    book.properties.created = book.properties.modified = STAMP
    stream = io.BytesIO()
    book.save(stream)
    return _without_times(stream.getvalue())


def http_workbook(name: str, data: bytes) -> HttpResponse:
    """A download under a name in any script."""
    response = HttpResponse(data, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def _write_sheet(page: Worksheet, sheet: Sheet) -> None:
    for row, line in enumerate(sheet.heading, start=1):
        put(page.cell(row, 1), line)
        page.cell(row, 1).font = Font(bold=True, size=14 if row == 1 else 11)
    for column, spec in enumerate(sheet.columns, start=1):
        head = page.cell(sheet.header_row, column)
        put(head, spec.title)
        head.font, head.fill = Font(bold=True), HEAD
        head.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
        head.border = BORDER_BELOW
        page.column_dimensions[get_column_letter(column)].width = spec.width
    styles = [dressed(page, spec) for spec in sheet.columns]
    fixed = [dressed(page, replace(spec, locked=True)) for spec in sheet.columns]
    for number, values in enumerate(sheet.rows, start=sheet.header_row + 1):
        _write_row(page, number, styles, values)
        rows_written(number - sheet.header_row)
    for row, column in sheet.closed:
        own: Any = page.cell(sheet.header_row + 1 + row, column + 1)
        own._style = copy(fixed[column])
    last = sheet.header_row + len(sheet.rows)
    if sheet.total is not None:
        last += 1
        _write_row(page, last, fixed, sheet.total)
        for cell in page[last]:
            cell.font = Font(bold=True)
    for number, note in enumerate(sheet.notes, start=last + 2):
        put(page.cell(number, 1), note)
    for (row, column), text in sheet.comments.items():
        page.cell(row, column).comment = Comment(text, "", height=90, width=260)
        page.cell(row, column).fill = _MARKED
    trim_whole_figures(page, sheet.columns, sheet.header_row, last)
    set_up(page, sheet.header_row)


def trim_whole_figures(page: Any, columns: Sequence[Column], header_row: int, last: int) -> None:
    """Whole figures without the point that their format leaves behind them."""
    for column, spec in enumerate(columns, start=1):
        if spec.kind == "tonnes" and last > header_row:
            letter, first = get_column_letter(column), header_row + 1
            rule = Rule(type="expression", dxf=_WHOLE, formula=[f"{letter}{first}=INT({letter}{first})"])
            page.conditional_formatting.add(f"{letter}{first}:{letter}{last}", rule)


def _write_row(page: Worksheet, number: int, dressed: Sequence[StyleArray], values: Sequence[Value]) -> None:
    for column, (style, value) in enumerate(zip(dressed, values, strict=True), start=1):
        cell: Any = page.cell(number, column)
        # As openpyxl's own named styles do: looking up four parts of a style for each cell takes most of the time.
        cell._style = copy(style)
        put(cell, value)


def dressed(page: Any, spec: Column) -> StyleArray:
    """How the cells of a column look, and whether they are locked."""
    cell: Any = Cell(page, 1, 1)
    cell.border, cell.protection = _BOX, _LOCKED if spec.locked else _OPEN
    if spec.locked:
        cell.fill = _FIXED
    if spec.kind == "tonnes":
        cell.number_format, cell.alignment = TONNES_FORMAT, _RIGHT
    elif spec.kind == "count":
        cell.number_format, cell.alignment = COUNT_FORMAT, _RIGHT
    style: StyleArray = cell._style
    return style


def put(cell: Cell | MergedCell, value: Value) -> None:
    """A value into a cell, a text always as a text."""
    assert isinstance(cell, Cell), "nothing is merged here"
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
    if isinstance(value, str):
        # openpyxl makes a text that starts with “=” an active formula; here it stays a text.
        cell.data_type = "s"
        cell.quotePrefix = value[:1] in {"=", "+", "-", "@"}


def set_up(page: Any, header_row: int) -> None:
    """Panes, protection and the printed page of a sheet."""
    page.freeze_panes = f"B{header_row + 1}"
    page.protection.sheet = True
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", Worksheet.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_title_rows = f"1:{header_row}"
    assert page.oddFooter is not None, "openpyxl makes one for every sheet"
    page.oddFooter.center.text = "&P / &N"


def safe_title(title: str) -> str:
    """Without what a sheet's name may not have."""
    return "".join(character for character in title if character not in "[]:*?/\\")[:31]


def _without_times(data: bytes) -> bytes:
    """The same archive with one fixed time on every entry."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            fixed = zipfile.ZipInfo(entry.filename, STAMP.timetuple()[:6])
            fixed.compress_type = zipfile.ZIP_DEFLATED
            content = old.read(entry.filename)
            if entry.filename == "docProps/core.xml":
                content = fixed_properties(content)
            new.writestr(fixed, content)
    return stream.getvalue()


def fixed_properties(content: bytes) -> bytes:
    """openpyxl writes the moment of saving as `modified`, whatever was set, with or without namespaces on the element."""
    moment = STAMP.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return re.sub(rb"(<dcterms:modified\b[^>]*>)[^<]*(</dcterms:modified>)", rb"\g<1>" + moment + rb"\g<2>", content)
