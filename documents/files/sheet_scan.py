"""What a sheet's XML says beside its values: addresses, formulas without one, errors, styles, merged and hidden cells.

The child process that parses workbooks uses it before the parser that builds things. It imports no Django.
"""

import re
from dataclasses import dataclass, field
from typing import Any, Protocol
from xml.parsers import expat

ADDRESS = re.compile(r"([A-Z]{1,4})([0-9]{1,8})\Z")
# A cell as nearly every program writes it. Where all of a sheet's cells are like that, nothing needs a parser.
_CELL = re.compile(rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="([0-9]{1,6})")?(?: t="([A-Za-z]{1,9})")?(?:/>|>| />)')
# One that leaves no mark: within the first 78 columns and 19,999 rows, no error, in the styles that are allowed.
_HARMLESS = rb'<c r="[AB]?[A-Z](?:[1-9][0-9]{0,3}|1[0-9]{4})"(?: s="%b")?(?: t="(?:n|s|str|inlineStr|b)")?(?:/>|>| />)'
_ENDS = (b" ", b">", b"/", b"\t", b"\r", b"\n")
# What makes a sheet need the parser: another encoding, declarations, comments and CDATA, formulas.
_UNUSUAL = (b"\0", b"<!")
_OTHER_ENCODINGS = (b"UTF-16", b"utf-16")
# A cell or a formula under a prefix, and a formula: looked for only where their beginning occurs, which is quicker.
_UNUSUAL_TAGS = {start: re.compile(start + rb"[ >/\t\r\n]") for start in (b"<f", b":c", b":f")}
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3}[0-9]{1,7}(?::[A-Z]{1,3}[0-9]{1,7})?)"')
_ANY_MERGED = re.compile(rb"<(?:[A-Za-z_][^\s>/]*:)?mergeCell[\s/>]")
_ERROR = re.compile(rb'<c r="([A-Z]+)([0-9]+)"[^>]* t="e"[^>]*><v>([^<]{1,20})<')
_ROW = re.compile(rb"<(?:[A-Za-z_][^\s>/]*:)?row\s[^>]*>")
_HIDDEN = re.compile(rb'\shidden="(?:1|true)"')
_NUMBER = re.compile(rb'\sr="([0-9]{1,8})"')
MOST_MARKS = 50_000


class ParseError(Exception):
    """Why the workbook is refused: a code and the place."""

    def __init__(self, code: str, **where: str) -> None:
        super().__init__(code)
        self.answer: dict[str, Any] = {"fault": code, "where": where}


class Stream(Protocol):
    """What a part of the archive is read from."""

    def read(self, size: int = -1, /) -> bytes: ...


@dataclass
class Marks:
    """What a sheet's cells are beside their values; rows and columns from 1."""

    # (row, column, code, what it shows): “formula” for one without a value, “error”.
    unreadable: list[tuple[int, int, str, str]] = field(default_factory=list)
    # (row, column, style) of cells whose style is worth a look.
    styled: list[tuple[int, int, int]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)

    def check_size(self) -> None:
        """Raises MemoryError for more marks than a report has cells."""
        if len(self.unreadable) + len(self.styled) + len(self.merged) > MOST_MARKS:
            raise MemoryError


@dataclass(frozen=True)
class Bounds:
    """A sheet's name, how many rows and columns it may have, and the styles that are worth a look."""

    sheet: str
    rows: int
    columns: int
    styles: frozenset[int] = frozenset()

    def check(self, column: int, row: int, address: str) -> None:
        """Raises ParseError for a cell far outside."""
        if column > self.columns or row > self.rows:
            raise ParseError("far_cell", sheet=self.sheet, cell=address)


def scan_sheet(xml: bytes, bounds: Bounds) -> Marks:
    """The marks of a sheet. Raises ParseError for a cell far outside, and for XML with a document type."""
    # With more rows than a sheet may have, the parser stops at the first that is too far.
    if xml.count(b"<row") <= bounds.rows and not _is_unusual(xml):
        merged = [area.decode() for area in _MERGED.findall(xml)]
        if not _has_other_merges(xml, len(merged)):
            if _all_harmless(xml, bounds):
                return _scan_plain(xml, [], merged, bounds)
            if len(cells := _CELL.findall(xml)) == _count_of_cells(xml):
                return _scan_plain(xml, cells, merged, bounds)
    scan = SheetScan(bounds)
    scan.run(xml)
    return scan.marks


def _count_of_cells(xml: bytes, *where: int) -> int:
    return sum(xml.count(b"<c" + end, *where) for end in _ENDS)


def _all_harmless(xml: bytes, bounds: Bounds) -> bool:
    """Is no cell one that would leave a mark? Among the rows of a sheet nothing but cells begins with a c."""
    begin, end = xml.find(b"<sheetData"), xml.rfind(b"</sheetData>")
    if bounds.columns < 78 or bounds.rows < 19_999 or begin < 0 or end < 0:
        return False
    if _count_of_cells(xml, 0, begin) or _count_of_cells(xml, end):
        return False
    odd = b"|".join(b"%d" % style for style in sorted(bounds.styles))
    pattern = re.compile(_HARMLESS % (b'(?!(?:%b)")[0-9]{1,6}' % odd if odd else b"[0-9]{1,6}"))
    return len(pattern.findall(xml, begin, end)) == xml.count(b"<c", begin, end)


def _has_other_merges(xml: bytes, plain: int) -> bool:
    """Are there merged cells that are written in another way than these?"""
    # Only the names are counted first, which is quick.
    if xml.count(b"mergeCell") - xml.count(b"mergeCells") == plain:
        return False
    return len(_ANY_MERGED.findall(xml)) != plain


def _is_unusual(xml: bytes) -> bool:
    # An encoding is named in the first line, or nowhere.
    if any(sign in xml for sign in _UNUSUAL) or any(name in xml[:200] for name in _OTHER_ENCODINGS):
        return True
    return any(start in xml and pattern.search(xml) for start, pattern in _UNUSUAL_TAGS.items())


def _scan_plain(xml: bytes, cells: list[tuple[bytes, ...]], merged: list[str], bounds: Bounds) -> Marks:
    marks = Marks(merged=merged)
    columns = {letters: number_of(letters.decode()) for letters in {cell[0] for cell in cells}}
    last = max((int(row) for row in {cell[1] for cell in cells}), default=0)
    if last > bounds.rows or max(columns.values(), default=0) > bounds.columns:
        for letters, row, *_rest in cells:
            bounds.check(columns[letters], int(row), f"{letters.decode()}{row.decode()}")
    has_errors = b"e" in {cell[3] for cell in cells}
    errors = {(one[0], one[1]): one[2].decode(errors="replace") for one in _ERROR.findall(xml)} if has_errors else {}
    wanted = {str(style).encode() for style in bounds.styles}
    if has_errors or wanted:
        for letters, row, style, kind in cells:
            if kind == b"e":
                marks.unreadable.append((int(row), columns[letters], "error", errors.get((letters, row), "")))
            elif style in wanted:
                marks.styled.append((int(row), columns[letters], int(style)))
    if _HIDDEN.search(xml):
        for tag in _ROW.findall(xml):
            if _HIDDEN.search(tag) and (found := _NUMBER.search(tag)):
                marks.hidden_rows.append(int(found[1]))
    marks.check_size()
    return marks


class SheetScan:
    """Reads one sheet's XML as a stream, in whatever spelling. Builds nothing but its marks."""

    def __init__(self, bounds: Bounds) -> None:
        self.bounds, self.marks = bounds, Marks()
        self.cell, self.has_formula, self.has_value, self.in_value = "", False, False, False
        self.is_error, self.shown = False, ""
        self.row = self.column = self.style = 0

    def run(self, xml: bytes) -> None:
        """Raises ParseError, or expat's own error for what is no XML."""
        parser = expat.ParserCreate(namespace_separator="}")
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        # A document type could define entities that explode.
        parser.StartDoctypeDeclHandler = self._doctype
        parser.Parse(xml, True)

    def _doctype(self, *_declaration: Any) -> None:
        raise ParseError("broken")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition("}")[2]
        if tag == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), 0
            if attributes.get("hidden") in {"1", "true"}:
                self.marks.hidden_rows.append(self.row)
        elif tag == "c":
            self._begin_cell(attributes)
        elif tag == "f":
            self.has_formula = True
        elif tag in {"v", "t"}:
            self.in_value = True
        elif tag == "mergeCell":
            self.marks.merged.append(attributes.get("ref", ""))

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self.column += 1
        self.cell = attributes.get("r") or f"{letters(self.column)}{self.row}"
        found = ADDRESS.match(self.cell)
        if not found:
            raise ParseError("broken")
        self.column, row = number_of(found[1]), int(found[2])
        self.bounds.check(self.column, row, self.cell)
        self.row = row
        self.style = int(attributes.get("s", 0))
        # A formula whose result is an empty text has a value: that text.
        self.has_formula, self.has_value = False, attributes.get("t") == "str"
        # The parser reads #DIV/0! and its like as an empty cell.
        self.is_error, self.shown = attributes.get("t") == "e", ""

    def _text(self, text: str) -> None:
        """Some writers leave an empty value element beside a formula that nobody has computed."""
        if self.in_value and text.strip():
            self.has_value = True
            if self.is_error:
                self.shown += text

    def _end(self, name: str) -> None:
        self.in_value = False
        if name.rpartition("}")[2] != "c":
            return
        if self.is_error:
            self.marks.unreadable.append((self.row, self.column, "error", self.shown[:20]))
        elif self.has_formula and not self.has_value:
            self.marks.unreadable.append((self.row, self.column, "formula", ""))
        elif self.style in self.bounds.styles:
            self.marks.styled.append((self.row, self.column, self.style))
        self.is_error = self.has_formula = False
        self.marks.check_size()


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
