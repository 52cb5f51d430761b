"""Looks at an XLSX file before anything parses it: its directory first, then its XML as a stream. No Django here.

Runs in the child process of `documents.parse_child`. What is wrong is a `Refused` with a code; `documents.reading`
has the sentences.
"""

import posixpath
import re
import struct
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

CONTENT_TYPES = "[Content_Types].xml"
BOOK, BOOK_LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
# Programs inside a workbook, and where it would fetch things from; parts by the beginning of their names.
ACTIVE = ("xl/vbaproject", "xl/macrosheets/", "xl/activex/", "xl/embeddings/", "xl/ctrlprops/")
LINKED = ("xl/externallinks/", "xl/connections", "xl/querytables/")
DEPTH = 100
RATIO_FROM = 1_000_000
ENCRYPTED = 1
BROKEN_ZIP = (
    BadZipFile, EOFError, IndexError, KeyError, NotImplementedError, OSError, RuntimeError, ValueError, struct.error,
    zlib.error,
)  # fmt: skip
REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


class Refused(Exception):
    """Why a file is not read: a code and what its sentence names."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True)
class Limits:
    """How large a workbook may be, in bytes, parts, cells; and what reading it may cost, in bytes and seconds.

    A real report has some thirty rows and 20 KB: all of these are far from it.
    """

    file: int = 5_000_000
    parts: int = 500
    unpacked: int = 40_000_000
    ratio: int = 150
    sheets: int = 30
    rows: int = 20_000
    columns: int = 200
    cells: int = 200_000
    text: int = 5_000_000
    faults: int = 20
    memory: int = 500_000_000
    cpu_seconds: int = 3
    seconds: float = 4.5


@dataclass(frozen=True)
class Fault:
    """A cell that cannot be taken as it stands: a code, the sheet, the cell, and what its sentence names besides."""

    code: str
    sheet: str
    cell: str
    detail: str = ""


@dataclass
class Survey:
    """What the look at a workbook found: its worksheets by name, how far each reaches, cells that are faulty."""

    sheets: dict[str, tuple[int, int]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    cells: int = 0


def survey(data: bytes, limits: Limits) -> Survey:
    """Looks at the whole file without building anything. Raises Refused for what must not be parsed."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            _look_at_directory(archive.infolist(), limits)
            return _look_at_parts(archive, limits)
    except BROKEN_ZIP:
        raise Refused("damaged") from None


def _look_at_directory(entries: list[ZipInfo], limits: Limits) -> None:
    names = [entry.filename.lower() for entry in entries]
    if CONTENT_TYPES.lower() not in names or BOOK not in names:
        raise Refused("not_a_workbook")
    if len(entries) > limits.parts:
        raise Refused("bomb")
    if len(set(names)) < len(names) or any(_leads_outside(name) for name in names):
        raise Refused("damaged")
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        raise Refused("password")
    if any(entry.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for entry in entries):
        raise Refused("damaged")
    if sum(entry.file_size for entry in entries) > limits.unpacked:
        raise Refused("bomb")
    if any(
        e.file_size > RATIO_FROM and e.file_size > limits.ratio * max(e.compress_size, 1) for e in entries
    ):
        raise Refused("bomb")
    for name in names:
        if name.startswith(ACTIVE):
            raise Refused("macros", part=name)
        if name.startswith(LINKED):
            raise Refused("external_links", part=name)


def _leads_outside(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")


def _look_at_parts(archive: ZipFile, limits: Limits) -> Survey:
    _look_at_types(archive)
    found = Survey()
    sheets = _sheets(archive, limits)
    for name, part in sheets.items():
        look = _SheetLook(name, found, limits)
        stream(archive, part, look.start, look.end, look.text)
        found.sheets[name] = (look.last_row, look.last_column)
        area = sum(rows * columns for rows, columns in found.sheets.values())
        if area > limits.cells:
            raise Refused("too_many_cells", sheet=name, limit=limits.cells)
    # The other parts are only looked at for what XML can do to a parser.
    for name in set(archive.namelist()) - set(sheets.values()):
        if name.lower().endswith((".xml", ".rels")):
            stream(archive, name)
    return found


def _look_at_types(archive: ZipFile) -> None:
    types: list[str] = []
    stream(archive, CONTENT_TYPES, lambda _tag, values: types.append(values.get("ContentType", "").lower()))
    if any("macroenabled" in kind or "vbaproject" in kind for kind in types):
        raise Refused("macros", part=CONTENT_TYPES)
    if not any(kind.endswith("spreadsheetml.sheet.main+xml") for kind in types):
        raise Refused("not_a_workbook")


def _sheets(archive: ZipFile, limits: Limits) -> dict[str, str]:
    """The part of each worksheet by the sheet's name, in the workbook's order."""
    links: dict[str, str] = {}
    named: list[tuple[str, str]] = []

    def link(tag: str, values: Mapping[str, str]) -> None:
        if tag == "Relationship" and values.get("Type", "").endswith("/worksheet"):
            links[values.get("Id", "")] = _resolved(values.get("Target", ""))

    def sheet(tag: str, values: Mapping[str, str]) -> None:
        if tag == "sheet":
            target = next((value for key, value in values.items() if key.endswith(":id")), "")
            named.append((values.get("name", ""), target))

    stream(archive, BOOK_LINKS, link)
    stream(archive, BOOK, sheet)
    sheets = {name: links[target] for name, target in named if target in links}
    if not sheets or len(sheets) < sum(target in links for _name, target in named):
        raise Refused("damaged")
    if len(sheets) > limits.sheets:
        raise Refused("bomb")
    return sheets


def _resolved(target: str) -> str:
    path = target.removeprefix("/") if target.startswith("/") else posixpath.join("xl", target)
    return posixpath.normpath(path)


def _nothing(*_anything: object) -> None:
    """For the events that a look does not ask for."""


def stream(
    archive: ZipFile,
    part: str,
    start: Callable[[str, Mapping[str, str]], None] = _nothing,
    end: Callable[[str], None] = _nothing,
    text: Callable[[str], None] = _nothing,
) -> None:
    """Reads a part's XML as events, with local names. Raises Refused for a document type, for depth, for no XML."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = 0

    def begin(tag: str, values: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEPTH:
            raise Refused("strange_xml", part=part)
        start(tag.rpartition(":")[2], values)

    def finish(tag: str) -> None:
        nonlocal depth
        depth -= 1
        end(tag.rpartition(":")[2])

    # Entities need a document type, and no spreadsheet program writes one.
    def refuse(*_declaration: object) -> None:
        raise Refused("strange_xml", part=part)

    parser.StartElementHandler, parser.EndElementHandler = begin, finish
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse
    try:
        with archive.open(part) as content:
            for piece in _pieces(content.read):
                parser.Parse(piece)
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise Refused("damaged") from None


def _pieces(read: Callable[[int], bytes]) -> Iterable[bytes]:
    return iter(lambda: read(65_536), b"")


class _SheetLook:
    """Follows one worksheet: where its cells stand, which are filled, which are faulty."""

    def __init__(self, name: str, found: Survey, limits: Limits) -> None:
        self.name, self.found, self.limits = name, found, limits
        self.row = self.column = self.last_row = self.last_column = 0
        self.kind = ""
        self.in_cell = self.formula = self.value = self.filled = False

    def start(self, tag: str, values: Mapping[str, str]) -> None:
        if tag == "c":
            self._move_to(values.get("r", ""))
            self.kind = values.get("t", "n")
            self.in_cell, self.formula, self.value, self.filled = True, False, False, False
        elif tag == "row":
            row = values.get("r", str(self.row + 1))
            if not (row.isascii() and row.isdigit()):
                raise Refused("damaged")
            self.row, self.column = int(row), 0
        elif tag == "mergeCell":
            area = values.get("ref", "")
            self._fault("merged", area.partition(":")[0], area)
        elif self.in_cell:
            self.formula = self.formula or tag == "f"
            self.value = self.value or tag in {"v", "is"}

    def _move_to(self, reference: str) -> None:
        if reference:
            match = REFERENCE.fullmatch(reference)
            if match is None:
                raise Refused("damaged")
            self.row, self.column = int(match[2]), column_number(match[1])
        else:
            self.column += 1

    def text(self, text: str) -> None:
        if self.value and not self.filled:
            self.filled = bool(text.strip())

    def end(self, tag: str) -> None:
        if tag != "c":
            return
        self.in_cell = False
        if self.formula and not self.filled and not (self.value and self.kind == "str"):
            self._fault("formula_without_value", self._cell())
        if self.kind == "e" and self.filled:
            self._fault("formula_error", self._cell())
        if self.filled or self.formula:
            self._count()
        self.value = False

    def _count(self) -> None:
        limits = self.limits
        if self.row > limits.rows or self.column > limits.columns:
            raise Refused(
                "far_cell", sheet=self.name, cell=self._cell(), rows=limits.rows, columns=limits.columns
            )
        self.found.cells += 1
        if self.found.cells > limits.cells:
            raise Refused("too_many_cells", sheet=self.name, limit=limits.cells)
        self.last_row, self.last_column = max(self.last_row, self.row), max(self.last_column, self.column)

    def _cell(self) -> str:
        return f"{column_letters(self.column)}{self.row}"

    def _fault(self, code: str, cell: str, detail: str = "") -> None:
        if len(self.found.faults) < self.limits.faults:
            self.found.faults.append(Fault(code, self.name, cell, detail))


def column_number(letters: str) -> int:
    """A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def column_letters(number: int) -> str:
    """1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
