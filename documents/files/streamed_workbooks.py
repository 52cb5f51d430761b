"""Workbooks of any length: rows are written as they are read, so that memory does not grow with them.

The same layout as `documents/files/workbooks.py`, for sheets that nobody fills in: no cells to open, close or comment.
"""

import tempfile
import weakref
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import IO, Any
from urllib.parse import quote

from django.http import FileResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter

from documents.files.progress import rows_written
from documents.files.workbooks import (
    BORDER_BELOW,
    CONTENT_TYPE,
    HEAD,
    META_SHEET,
    STAMP,
    Column,
    Value,
    dressed,
    fixed_properties,
    put,
    safe_title,
    set_up,
    trim_whole_figures,
)

CHUNK = 64 * 1024
# What is smaller stays in memory.
IN_MEMORY = 1024 * 1024


@dataclass(frozen=True)
class StreamedSheet:
    """A sheet whose rows are read once, while they are written."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    heading: Sequence[str] = ()

    @property
    def header_row(self) -> int:
        """The row of the table's header, counted from 1."""
        return len(self.heading) + 1


class Archive:
    """What is read of a finished workbook. The temporary file goes with it, be it read to the end or not."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        # A response that nobody reads to its end is collected in any order; the file is closed before it could complain.
        weakref.finalize(self, file.close)

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def read(self, size: int = -1) -> bytes:
        """The next bytes, or all that is left."""
        return self.file.read(size)

    def close(self) -> None:
        """Gives the file back; any number of times."""
        self.file.close()


def http_streamed(name: str, sheets: Sequence[StreamedSheet], *, meta: Mapping[str, str]) -> FileResponse:
    """A download under a name in any script; the archive lies in a temporary file that is closed with the response."""
    response = FileResponse(write_streamed(sheets, meta=meta), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def write_streamed(sheets: Sequence[StreamedSheet], *, meta: Mapping[str, str]) -> Archive:
    """The sheets as XLSX in a temporary file; two exports of the same figures are the same bytes."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        _write_sheet(book.create_sheet(safe_title(sheet.title)), sheet)
    hidden = book.create_sheet(META_SHEET)
    hidden.sheet_state = "veryHidden"
    for pair in sorted(meta.items()):
        hidden.append([_cell(hidden, value) for value in pair])
    book.properties.created = book.properties.modified = STAMP
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as saved:
        book.save(saved)
        return _without_times(saved)


def _write_sheet(page: Any, sheet: StreamedSheet) -> None:
    # A sheet that is written row by row takes its widths and panes before the first row.
    for column, spec in enumerate(sheet.columns, start=1):
        page.column_dimensions[get_column_letter(column)].width = spec.width
    set_up(page, sheet.header_row)
    for number, line in enumerate(sheet.heading):
        page.append([_cell(page, line, font=Font(bold=True, size=11 if number else 14))])
    look = {"font": Font(bold=True), "fill": HEAD, "border": BORDER_BELOW}
    centred = Alignment(wrap_text=True, vertical="center", horizontal="center")
    page.append([_cell(page, spec.title, **look, alignment=centred) for spec in sheet.columns])
    styles, last = [dressed(page, spec) for spec in sheet.columns], sheet.header_row
    for values in sheet.rows:
        page.append([_styled(page, style, value) for style, value in zip(styles, values, strict=True)])
        last += 1
        rows_written(last - sheet.header_row)
    trim_whole_figures(page, sheet.columns, sheet.header_row, last)


def _cell(page: Any, value: Value, **look: Any) -> Any:
    cell: Any = WriteOnlyCell(page)
    put(cell, value)
    for name, part in look.items():
        setattr(cell, name, part)
    return cell


def _styled(page: Any, style: StyleArray, value: Value) -> Any:
    cell: Any = WriteOnlyCell(page)
    cell._style = copy(style)
    put(cell, value)
    return cell


def _without_times(saved: IO[bytes]) -> Archive:
    """The same archive with one fixed time on every entry, copied piece by piece."""
    copied = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - it goes with the response
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(copied, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            fixed = zipfile.ZipInfo(entry.filename, STAMP.timetuple()[:6])
            fixed.compress_type, fixed.file_size = zipfile.ZIP_DEFLATED, entry.file_size
            with old.open(entry) as source, new.open(fixed, "w") as target:
                if entry.filename == "docProps/core.xml":
                    target.write(fixed_properties(source.read()))
                else:
                    while piece := source.read(CHUNK):
                        target.write(piece)
    copied.seek(0)
    return Archive(copied)
