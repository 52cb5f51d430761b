"""Reading of workbooks: checked before they are unpacked, parsed in a child process with limits, errors by cell."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from common.constraints import NotValid
from documents.files.sheet_scan import ADDRESS, letters, number_of
from documents.files.workbooks import META_SHEET

ROOT = Path(__file__).resolve().parent.parent.parent
OLE = b"\xd0\xcf\x11\xe0"
# Programs inside a workbook, and where it would fetch from: parts by the beginning of their names, in lower case.
ACTIVE = ("xl/vbaproject", "xl/macrosheets/", "xl/activex/", "xl/embeddings/", "xl/ctrlprops/")
LINKED = ("xl/externallinks/", "xl/connections", "xl/querytables/")

# The value of a cell; a truth value is shown as TRUE or FALSE.
Value = str | Decimal | date | bool | None


@dataclass(frozen=True)
class Limits:
    """How much a workbook may be. A report of 200 rows takes some 50 KB."""

    size: int = 5_000_000
    unpacked: int = 80_000_000
    ratio: int = 200
    entries: int = 500
    rows: int = 20_000
    columns: int = 200
    memory: int = 512_000_000
    seconds: int = 4


class Cell(NamedTuple):
    """A cell's address and value: text, an exact figure, a day, or None when it is empty."""

    address: str
    value: Value


class Unreadable(NamedTuple):
    """Why a cell is unreadable, and what it shows: `formula`, `error`, `format` or `merged`."""

    code: str
    shown: str


@dataclass(frozen=True)
class Sheet:
    """A sheet's values, row by row from A1 on; `unreadable` by row and column, counted from 1."""

    name: str
    rows: list[list[Value]]
    unreadable: Mapping[tuple[int, int], Unreadable] = field(default_factory=dict)
    merged: Sequence[tuple[int, int, int, int]] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden: bool = False

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[list[Cell]]:
        return (self[number] for number in range(len(self.rows)))

    def __getitem__(self, place: int) -> list[Cell]:
        """The cells of a row, with their addresses; places are counted from 0."""
        return [Cell(f"{letters(column)}{place + 1}", value) for column, value in enumerate(self.rows[place], start=1)]

    def at(self, row: int, column: int) -> str:
        """Sheet and cell, as in “A 采矿!G4”; both counted from 1."""
        return f"{self.name}!{letters(column)}{row}"


@dataclass(frozen=True)
class Workbook:
    """Sheets by name; `meta` is what the hidden sheet of our own workbooks says."""

    sheets: dict[str, Sheet]
    meta: dict[str, str] = field(default_factory=dict)

    def cells(self) -> Iterator[tuple[str, Cell]]:
        """Every cell with its sheet."""
        for name, rows in self.sheets.items():
            for row in rows:
                yield from ((name, cell) for cell in row)


def read_workbook(data: bytes, limits: Limits | None = None) -> Workbook:
    """The workbook's cells. Raises NotValid with one sentence, naming sheet and cell where there is one."""
    limits = limits or Limits()
    _look_before_unpacking(data, limits)
    answer = _parse_in_child(data, limits)
    if "fault" in answer:
        raise _refused(answer["fault"], **answer.get("where", {}))
    sheets = {content["name"]: _sheet(content) for content in answer["sheets"]}
    own = sheets.pop(META_SHEET, None)
    meta = {row[0]: row[1] or "" for row in (own.rows if own else ()) if len(row) > 1}
    return Workbook(sheets, {str(key): str(value) for key, value in meta.items() if key})


def _sheet(content: Mapping[str, Any]) -> Sheet:
    unreadable = {
        (int(row), int(column)): Unreadable(code, shown) for row, column, code, shown in content["unreadable"]
    }
    merged = [area for text in content["merged"] if (area := _area(text))]
    hidden_rows = frozenset(map(int, content["hidden_rows"]))
    return Sheet(content["name"], content["rows"], unreadable, merged, hidden_rows, bool(content["hidden"]))


def _area(text: str) -> tuple[int, int, int, int] | None:
    """First row and column, last row and column, of “B7:C9”; None for what is none."""
    ends = [ADDRESS.match(end) for end in text.split(":")]
    if len(ends) != 2 or not ends[0] or not ends[1]:
        return None
    return int(ends[0][2]), number_of(ends[0][1]), int(ends[1][2]), number_of(ends[1][1])


def day_of(content: dict[str, str]) -> Any:
    """Decode days: JSON has none, so the child sends objects."""
    return date.fromisoformat(content["day"]) if content.keys() == {"day"} else content


def _look_before_unpacking(data: bytes, limits: Limits) -> None:
    """Detect bombs, macros and links from the archive's directory, before anything is unpacked."""
    if len(data) > limits.size:
        raise _refused("too_large", size=f"{limits.size // 1_000_000} MB")
    if data.startswith(OLE):
        raise _refused("old_or_locked")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise _refused("no_workbook") from None
    names = {entry.filename for entry in entries}
    unpacked = sum(entry.file_size for entry in entries)
    if "xl/workbook.xml" not in names or any(".." in name or name.startswith("/") for name in names):
        raise _refused("no_workbook")
    if len(entries) > limits.entries or unpacked > limits.unpacked or unpacked > limits.ratio * max(len(data), 10_000):
        raise _refused("bomb")
    if any(entry.flag_bits & 1 for entry in entries):
        raise _refused("old_or_locked")
    if any(name.lower().startswith(ACTIVE) for name in names):
        raise _refused("macros")
    if any(name.lower().startswith(LINKED) for name in names):
        raise _refused("external_links")


def _parse_in_child(data: bytes, limits: Limits) -> dict[str, Any]:
    """A hostile file can at worst kill the child."""
    arguments = [str(limits.rows), str(limits.columns), str(limits.memory), str(limits.seconds)]
    try:
        child = subprocess.run(
            [sys.executable, "-m", "documents.files.parse_child", *arguments],
            input=data,
            capture_output=True,
            timeout=limits.seconds + 0.5,
            check=False,
            cwd=ROOT,
            # It needs nothing of the service's environment, least of all the secrets in it.
            env={},
        )
    except subprocess.TimeoutExpired:
        raise _refused("too_slow") from None
    if child.returncode:
        raise _refused("too_slow")
    answer: dict[str, Any] = json.loads(child.stdout, parse_float=Decimal, parse_int=Decimal, object_hook=day_of)
    return answer


def _refused(code: str, **where: str) -> NotValid:
    sentences = {
        "too_large": _("The file is larger than %(size)s; a report takes some 50 KB. Use the template."),
        "old_or_locked": _("The file is encrypted or in the old .xls format; save it as .xlsx without a password."),
        "no_workbook": _("The file is no XLSX workbook; save it as .xlsx, or use the template."),
        "bomb": _("The file unpacks to far more than a report needs and was not opened; use the template."),
        "macros": _("The file holds macros and was not opened; save it as .xlsx without macros."),
        "external_links": _("The file links to other workbooks and was not opened; paste the figures as values."),
        "too_slow": _("The file could not be read within the limits of time and memory; use the template."),
        "broken": _("The file is damaged and cannot be read; save it again as .xlsx, or use the template."),
        "far_cell": _("Sheet “%(sheet)s”, cell %(cell)s: is outside the area of a report; delete its content."),
    }  # fmt: skip
    return NotValid(f"workbook_{code}", sentences[code] % where)
