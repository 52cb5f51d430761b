"""The child process that parses a workbook under limits: XLSX on standard input, JSON on standard output.

It imports no Django, so that it starts in some 50 ms. Whatever a hostile file does, it does here.
"""

import io
import json
import re
import resource
import sys
import zipfile
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from typing import Any

from documents.files.number_formats import BUILT_IN, is_always_plain, shown_otherwise
from documents.files.sheet_scan import Bounds, Marks, ParseError, SheetScan, scan_sheet

# The format has two spellings, Transitional and Strict; Excel writes either.
RELATIONS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
# Cells and texts of a workbook together: two far corners, or one long text that many cells share, are small in
# the file and huge in memory.
CELLS = 500_000
CHARACTERS = 5_000_000
# XML cannot hold them, but the format has an escape for them; databases refuse them.
CONTROL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f]")
# From here on a float no longer holds every whole number.
LARGEST_WHOLE = 10**15


def root_of(archive: zipfile.ZipFile, path: str) -> Any:
    """The tree of a small part. Raises ParseError for one with a document type."""
    import xml.etree.ElementTree as ET

    data = archive.read(path)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise ParseError("broken")
    return ET.fromstring(data)  # noqa: S314


def sheets_of(archive: zipfile.ZipFile) -> list[tuple[str, str, bool]]:
    """(name of the sheet, path of its XML, whether it is hidden), as the workbook and its relations say."""
    links = root_of(archive, "xl/_rels/workbook.xml.rels")
    targets = {node.get("Id"): node.get("Target", "") for node in links}
    found = []
    for node in root_of(archive, "xl/workbook.xml").iter():
        if node.tag.endswith("}sheet"):
            target = next((targets.get(node.get(name), "") for name in RELATIONS if node.get(name)), "")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            found.append((node.get("name", ""), path, node.get("state", "visible") != "visible"))
    return found


def styles_of(archive: zipfile.ZipFile) -> dict[int, str]:
    """The number formats, by style, under which a figure may be shown in another unit or scale."""
    if "xl/styles.xml" not in archive.namelist():
        return {}
    codes, formats = dict(BUILT_IN), []
    for node in root_of(archive, "xl/styles.xml").iter():
        tag = node.tag.rpartition("}")[2]
        if tag == "numFmt":
            codes[int(node.get("numFmtId", 0))] = node.get("formatCode", "")
        elif tag == "cellXfs":
            formats = [int(one.get("numFmtId", 0)) for one in node if one.tag.endswith("}xf")]
    odd = {number for number, code in codes.items() if not is_always_plain(code)}
    return {style: codes[number] for style, number in enumerate(formats) if number in odd}


def scan(data: bytes, rows: int, columns: int) -> dict[str, tuple[Marks, bool, dict[int, str]]]:
    """Looks at every sheet's XML before the parser that builds things: its marks, whether it is hidden, its styles."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if b"macroenabled" in archive.read("[Content_Types].xml").lower():
            raise ParseError("macros")
        if "xl/sharedStrings.xml" in archive.namelist():
            strings = archive.read("xl/sharedStrings.xml")
            if b"<!" in strings or b"\0" in strings:
                SheetScan(Bounds("", rows, columns)).run(strings)
        styles = styles_of(archive)
        return {
            name: (
                scan_sheet(archive.read(path), Bounds(name, rows, columns, frozenset(styles))),
                hidden,
                styles,
            )
            for name, path, hidden in sheets_of(archive)
        }


def parse(data: bytes) -> dict[str, list[list[Any]]]:
    """Every sheet's rows from A1 on."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    sheets = {}
    size = length = 0
    for name in (one.name for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet):
        sheet = book.get_sheet_by_name(name)
        size += sheet.total_height * sheet.total_width
        if size > CELLS:
            raise MemoryError
        cells = sheet.to_python(skip_empty_area=False)
        length += sum(len(value) for row in cells for value in row if type(value) is str)
        if length > CHARACTERS:
            raise MemoryError
        sheets[name] = [[None if value == "" else plain(value) for value in row] for row in cells]
    return sheets


def plain(value: Any) -> Any:
    """A value as JSON has it: None, a text, a truth value, a figure with 15 digits, or a day as {"day": …}."""
    if type(value) is float:
        if value.is_integer() and abs(value) < LARGEST_WHOLE:
            return int(value)
        # Excel keeps 15 digits; more would be binary noise.
        return float(f"{value:.15g}") if isfinite(value) else str(value)
    if type(value) is str:
        return (CONTROL.sub("", value) if CONTROL.search(value) else value) or None
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, datetime):
        return {"day": value.date().isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return str(value) if isinstance(value, time | timedelta) else str(value) or None


def described(
    name: str, rows: list[list[Any]], marks: Marks, *, hidden: bool, styles: dict[int, str]
) -> dict[str, Any]:
    """A sheet's rows, and its unreadable cells: [row, column, code, what it shows]."""
    unreadable = list(marks.unreadable)
    for row, column, style in marks.styled:
        value = rows[row - 1][column - 1] if row <= len(rows) and column <= len(rows[row - 1]) else None
        if isinstance(value, int | float) and not isinstance(value, bool):
            shown = shown_otherwise(styles[style], Decimal(repr(value)))
            if shown is not None:
                unreadable.append((row, column, "format", shown))
    return {
        "name": name,
        "rows": rows,
        "unreadable": unreadable,
        "merged": marks.merged,
        "hidden_rows": marks.hidden_rows,
        "hidden": hidden,
    }


def answer_for(data: bytes, most_rows: int, most_columns: int) -> dict[str, Any]:
    """The sheets, or why the file is refused."""
    try:
        marks = scan(data, most_rows, most_columns)
        sheets = parse(data)
        return {
            "sheets": [
                described(name, rows, marks[name][0], hidden=marks[name][1], styles=marks[name][2])
                for name, rows in sheets.items()
            ]
        }
    except ParseError as fault:
        return fault.answer
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - a file nobody can read, in whatever way
        return {"fault": "broken"}


def main() -> None:
    """Limits first, then the file."""
    rows, columns, memory, seconds = (int(argument) for argument in sys.argv[1:5])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    data = sys.stdin.buffer.read()
    try:
        # One call with its own encoder in C, where `dump` writes piece by piece.
        sys.stdout.write(json.dumps(answer_for(data, rows, columns)))
    except MemoryError:
        sys.exit(1)


if __name__ == "__main__":
    main()
