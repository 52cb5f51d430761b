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
from math import isfinite
from typing import Any
from xml.parsers import expat

ADDRESS = re.compile(r"([A-Z]{1,4})([0-9]{1,8})\Z")
# The format has two spellings, Transitional and Strict; Excel writes either.
RELATIONS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
# Excel keeps 15 digits; more would be binary noise.
DIGITS = 15
# Cells and texts of a workbook together: two far corners, or one long text that many cells share, are small in
# the file and huge in memory.
CELLS = 500_000
CHARACTERS = 5_000_000
# XML cannot hold them, but the format has an escape for them; databases refuse them.
CONTROL = {code: None for code in range(32) if chr(code) not in "\t\n\r"}


class ParseError(Exception):
    """Why the workbook is refused: a code and the place."""

    def __init__(self, code: str, **where: str) -> None:
        super().__init__(code)
        self.answer: dict[str, Any] = {"fault": code, "where": where}


class SheetScan:
    """Reads one sheet's XML as a stream: addresses, formulas without value, merged cells. Builds nothing."""

    def __init__(self, sheet: str, rows: int, columns: int) -> None:
        self.sheet, self.rows, self.columns = sheet, rows, columns
        self.cell, self.has_formula, self.has_value, self.in_value = "", False, False, False
        self.is_error = False
        self.row = self.column = 0

    def run(self, stream: Any) -> None:
        """Raises ParseError at the first thing that a report's sheet does not have."""
        parser = expat.ParserCreate(namespace_separator="}")
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        # A document type could define entities that explode.
        parser.StartDoctypeDeclHandler = self._doctype
        while block := stream.read(65536):
            parser.Parse(block, False)
        parser.Parse(b"", True)

    def _doctype(self, *_declaration: Any) -> None:
        raise ParseError("broken")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition("}")[2]
        if tag == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), 0
        elif tag == "c":
            self._begin_cell(attributes)
        elif tag == "f":
            self.has_formula = True
        elif tag in {"v", "t"}:
            self.in_value = True
        elif tag == "mergeCell":
            raise ParseError("merged", sheet=self.sheet, cell=attributes.get("ref", ""))

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self.column += 1
        self.cell = attributes.get("r") or f"{letters(self.column)}{self.row}"
        found = ADDRESS.match(self.cell)
        if not found:
            raise ParseError("broken")
        self.column, row = number_of(found[1]), int(found[2])
        if self.column > self.columns or row > self.rows:
            raise ParseError("far_cell", sheet=self.sheet, cell=self.cell)
        # A formula whose result is an empty text has a value: that text.
        self.has_formula, self.has_value = False, attributes.get("t") == "str"
        # The parser reads #DIV/0! and its like as an empty cell.
        self.is_error = attributes.get("t") == "e"

    def _text(self, text: str) -> None:
        """Some writers leave an empty value element beside a formula that nobody has computed."""
        if self.is_error:
            raise ParseError("error", sheet=self.sheet, cell=self.cell)
        if self.in_value and text.strip():
            self.has_value = True

    def _end(self, name: str) -> None:
        self.in_value = False
        if name.rpartition("}")[2] == "c" and self.has_formula and not self.has_value:
            raise ParseError("formula", sheet=self.sheet, cell=self.cell)


def letters(column: int) -> str:
    """1 is A, 27 is AA."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def number_of(text: str) -> int:
    """A is 1, AA is 27."""
    number = 0
    for character in text:
        number = number * 26 + ord(character) - 64
    return number


def sheets_of(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """(name of the sheet, path of its XML), as the workbook and its relations say."""
    import xml.etree.ElementTree as ET

    def root(path: str) -> Any:
        data = archive.read(path)
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            raise ParseError("broken")
        return ET.fromstring(data)  # noqa: S314

    targets = {node.get("Id"): node.get("Target", "") for node in root("xl/_rels/workbook.xml.rels")}
    found = []
    for node in root("xl/workbook.xml").iter():
        if node.tag.endswith("}sheet"):
            target = next((targets.get(node.get(name), "") for name in RELATIONS if node.get(name)), "")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            found.append((node.get("name", ""), path))
    return found


def scan(data: bytes, rows: int, columns: int) -> None:
    """Looks at every sheet's XML before the parser that builds things."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if b"macroenabled" in archive.read("[Content_Types].xml").lower():
            raise ParseError("macros")
        if "xl/sharedStrings.xml" in archive.namelist():
            with archive.open("xl/sharedStrings.xml") as stream:
                SheetScan("", rows, columns).run(stream)
        for name, path in sheets_of(archive):
            with archive.open(path) as stream:
                SheetScan(name, rows, columns).run(stream)


def parse(data: bytes) -> dict[str, Any]:
    """Every sheet's cells as [address, kind, value]."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    sheets = {}
    size = length = 0
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        size += sheet.total_height * sheet.total_width
        if size > CELLS:
            raise MemoryError
        rows = sheet.to_python(skip_empty_area=False)
        sheets[name] = [
            [[f"{letters(column)}{number}", *plain(value)] for column, value in enumerate(row, start=1)]
            for number, row in enumerate(rows, start=1)
        ]
        length += sum(len(cell[2]) for row in sheets[name] for cell in row)
        if length > CHARACTERS:
            raise MemoryError
    return {"sheets": sheets}


def plain(value: Any) -> tuple[str, str]:
    """A value's kind and text; a figure with the 15 digits that Excel keeps."""
    if value is None or value == "":
        return "empty", ""
    if isinstance(value, bool):
        return "text", "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        # “+ 0” makes minus zero zero.
        return ("number", f"{value + 0:.{DIGITS}g}") if isfinite(value) else ("text", str(value))
    if isinstance(value, datetime):
        return "day", value.date().isoformat()
    if isinstance(value, date):
        return "day", value.isoformat()
    if isinstance(value, time | timedelta):
        return "text", str(value)
    text = str(value).translate(CONTROL)
    return ("text", text) if text else ("empty", "")


def main() -> None:
    """Limits first, then the file."""
    rows, columns, memory, seconds = (int(argument) for argument in sys.argv[1:5])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    data = sys.stdin.buffer.read()
    try:
        scan(data, rows, columns)
        answer = parse(data)
    except ParseError as fault:
        answer = fault.answer
    except MemoryError:
        sys.exit(1)
    except Exception:  # noqa: BLE001 - a file nobody can read, in whatever way
        answer = {"fault": "broken"}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
