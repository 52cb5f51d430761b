"""Workbooks in: bytes from anybody become cells, or one sentence that says what is wrong and how to mend it.

The file is looked at and parsed in a child process with limits on memory and time (`documents.parse_child`), so that
no workbook can take a worker with it.
"""

import json
import logging
import subprocess
import sys
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from common.constraints import NotValid, Sentence
from documents.ooxml import Fault, Limits, column_letters
from documents.workbooks import META_SHEET

Value = str | Decimal | date | None

ROOT = Path(__file__).resolve().parent.parent
LIMITS = Limits()
ZIP_MAGIC, OLE_MAGIC = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
logger = logging.getLogger(__name__)

SENTENCES: dict[str, Sentence] = {
    "empty_file": _("The file is empty; choose the workbook again."),
    "file_too_large": _("The file has %(size)s MB; workbooks of at most %(limit)s MB are read."),
    "not_a_workbook": _("This is no XLSX workbook; save it in Excel or WPS as XLSX and upload that."),
    "old_format": _("This is the old XLS format; save it in Excel or WPS as XLSX and upload that."),
    "password": _(
        "The workbook opens only with a password; take the password off, save it and upload it again."
    ),
    "damaged": _("The workbook is damaged; open it in Excel or WPS, save it as XLSX and upload that."),
    "bomb": _(
        "Unpacked, the file is far larger than a workbook of figures; copy the figures into a new download."
    ),
    "macros": _("The workbook contains macros or embedded objects (%(part)s); save it as XLSX without them."),
    "external_links": _(
        "The workbook is linked to other files or data sources (%(part)s); paste the values in and break the links."
    ),
    "strange_xml": _(
        "The workbook contains what no spreadsheet program writes (%(part)s); save it in Excel or WPS as XLSX."
    ),
    "far_cell": _(
        "Sheet “%(sheet)s” has something in cell %(cell)s; only %(rows)s rows and %(columns)s columns are read. "
        "Delete what lies beyond and save it again."
    ),
    "too_many_cells": _(
        "Up to sheet “%(sheet)s” the workbook has more than %(limit)s cells; delete what does not belong to it."
    ),
    "too_heavy": _(
        "Reading the workbook takes more memory or time than it may; copy the figures into a new download."
    ),
}
CELL_SENTENCES: dict[str, Sentence] = {
    "formula_without_value": _(
        "%(at)s holds a formula without a value; let Excel or WPS calculate it and save, or type the figure."
    ),
    "formula_error": _("%(at)s holds an error instead of a value; mend the formula, or type the figure."),
    "merged": _(
        "%(at)s is merged with its neighbours (%(detail)s); undo the merge, so that each cell has its value."
    ),
    "not_a_number": _("%(at)s holds a number that is too large to read (%(detail)s)."),
}


@dataclass(frozen=True)
class Cell:
    """A cell and where it stands; `row` and `column` count from 1, and `value` None means: nothing was typed."""

    sheet: str
    row: int
    column: int
    value: Value

    @property
    def at(self) -> str:
        """Sheet and cell, as in “Sheet!B7”."""
        return f"{self.sheet}!{column_letters(self.column)}{self.row}"


@dataclass(frozen=True)
class Workbook:
    """Each worksheet as rows of cells, from A1 to the last that is filled; all rows of a sheet are equally long.

    The hidden sheet that `write_workbook` adds is not among the sheets; it is `meta`.
    """

    sheets: dict[str, list[list[Cell]]]
    hidden: list[list[Cell]]

    @cached_property
    def meta(self) -> dict[str, str]:
        """What the workbook says of itself; empty when it is none of ours."""
        return {
            str(row[0].value): str(row[1].value or "") for row in self.hidden if len(row) > 1 and row[0].value
        }


def read_workbook(data: bytes, *, limits: Limits = LIMITS) -> Workbook:
    """The workbook's cells: texts as typed, numbers exact to fifteen digits, days; formulas as the values they show.

    Raises NotValid: for a file that is not read, with one sentence; for cells that cannot be taken as they stand
    (a formula without a value, an error, merged cells), with a sentence for each under its “Sheet!B7”. Answers within
    `limits.seconds`.
    """
    _look_at_bytes(data, limits)
    answer = run_child(data, limits)
    if "refused" in answer:
        raise _not_valid(answer["refused"], answer["params"])
    if "faults" in answer:
        raise _cells_not_valid([Fault(*fault) for fault in answer["faults"]])
    sheets = {name: _cells(name, rows) for name, rows in answer["sheets"].items()}
    return Workbook(hidden=sheets.pop(META_SHEET, []), sheets=sheets)


def _look_at_bytes(data: bytes, limits: Limits) -> None:
    if not data:
        raise _not_valid("empty_file")
    if len(data) > limits.file:
        raise _not_valid("file_too_large", {"size": _megabytes(len(data)), "limit": _megabytes(limits.file)})
    if data.startswith(OLE_MAGIC):
        raise _not_valid("password" if ENCRYPTED_STREAM in data else "old_format")
    if not data.startswith(ZIP_MAGIC):
        raise _not_valid("not_a_workbook")


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f}".removesuffix(".0")


def run_child(data: bytes, limits: Limits, *, module: str = "documents.parse_child") -> dict[str, Any]:
    """The child's answer; one that is ended by its limits answers “too heavy”, one that fails “damaged”."""
    command = [sys.executable, "-m", module, json.dumps(asdict(limits))]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=limits.seconds, cwd=ROOT, env={}, check=False
        )
    except subprocess.TimeoutExpired:
        return {"refused": "too_heavy", "params": {}}
    if done.returncode == 0:
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer
    logger.warning(
        "a workbook ended its reader (%s): %s", done.returncode, done.stderr[-500:].decode(errors="replace")
    )
    # A negative code is a signal: the limits, or a parser that gave up for want of memory.
    return {"refused": "too_heavy" if done.returncode < 0 else "damaged", "params": {}}


def _not_valid(code: str, params: dict[str, Any] | None = None) -> NotValid:
    return NotValid(code, SENTENCES[code] % (params or {}))


def _cells_not_valid(faults: list[Fault]) -> NotValid:
    cells: dict[str, Sentence] = {}
    for fault in faults:
        at = f"{fault.sheet}!{fault.cell}"
        cells[at] = CELL_SENTENCES[fault.code] % {"at": at, "detail": fault.detail}
    return NotValid(faults[0].code, next(iter(cells.values())), cells=cells)


def _cells(sheet: str, rows: list[list[list[str]]]) -> list[list[Cell]]:
    return [
        [Cell(sheet, row, column, _value(*cell)) for column, cell in enumerate(cells, start=1)]
        for row, cells in enumerate(rows, start=1)
    ]


def _value(kind: str, text: str) -> Value:
    if kind == "n":
        return Decimal(text)
    if kind == "d":
        return date.fromisoformat(text)
    return text if kind == "s" else None
