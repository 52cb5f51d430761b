"""Workbooks in: looked at before they are unpacked, parsed in a child process with limits, told cell by cell."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from common.constraints import NotValid
from documents.files.workbooks import META_SHEET

ROOT = Path(__file__).resolve().parent.parent.parent
OLE = b"\xd0\xcf\x11\xe0"
# Programs inside a workbook, and where it would fetch from: parts by the beginning of their names, in lower case.
ACTIVE = ("xl/vbaproject", "xl/macrosheets/", "xl/activex/", "xl/embeddings/", "xl/ctrlprops/")
# Refusals for a cell that can be marked in the file; one far outside cannot.
IN_CELL = ("formula", "error", "merged")
LINKED = ("xl/externallinks/", "xl/connections", "xl/querytables/")

Value = str | Decimal | date | None


@dataclass(frozen=True)
class Limits:
    """How much a workbook may be. A report of 200 rows takes some 50 KB."""

    size: int = 5_000_000
    unpacked: int = 80_000_000
    ratio: int = 200
    entries: int = 500
    rows: int = 20_000
    columns: int = 200
    memory: int = 768_000_000
    seconds: int = 4


class Cell(NamedTuple):
    """A cell's address and value: text, an exact figure, a day, or None when it is empty."""

    address: str
    value: Value


@dataclass(frozen=True)
class Workbook:
    """Sheets as rows of cells; `meta` is what the hidden sheet of our own workbooks says."""

    sheets: dict[str, list[list[Cell]]]
    meta: dict[str, str] = field(default_factory=dict)

    def cells(self) -> Iterator[tuple[str, Cell]]:
        """Every cell with its sheet."""
        for name, rows in self.sheets.items():
            for row in rows:
                yield from ((name, cell) for cell in row)


class CellError(NotValid):
    """A workbook that is refused for one of its cells; `at` is its sheet and cell."""

    at: str = ""


def read_workbook(data: bytes, limits: Limits | None = None) -> Workbook:
    """The workbook's cells. Raises NotValid with one sentence, naming sheet and cell where there is one."""
    limits = limits or Limits()
    _look_before_unpacking(data, limits)
    answer = _parse_in_child(data, limits)
    if "fault" in answer:
        raise _refused(answer["fault"], **answer.get("where", {}))
    sheets = {name: [[_cell(*cell) for cell in row] for row in rows] for name, rows in answer["sheets"].items()}
    meta = {row[0].value: row[1].value or "" for row in sheets.pop(META_SHEET, []) if len(row) > 1}
    return Workbook(sheets, {str(key): str(value) for key, value in meta.items() if key})


def _look_before_unpacking(data: bytes, limits: Limits) -> None:
    """The archive's directory tells bombs, macros and links before anything is unpacked."""
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
    answer: dict[str, Any] = json.loads(child.stdout)
    return answer


def _cell(address: str, kind: str, value: str) -> Cell:
    if kind == "empty":
        return Cell(address, None)
    if kind == "number":
        return Cell(address, Decimal(value))
    return Cell(address, date.fromisoformat(value) if kind == "day" else value)


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
        "far_cell": _("Sheet “%(sheet)s”, cell %(cell)s: lies outside the area of a report; delete what is there."),
        "formula": _(
            "Sheet “%(sheet)s”, cell %(cell)s: a formula without a value; type the figure, or save it in Excel again."
        ),
        "error": _("Sheet “%(sheet)s”, cell %(cell)s: an error, no value; mend it or type the figure."),
        "merged": _("Sheet “%(sheet)s”, cells %(cell)s: are merged; unmerge them, or use the template."),
    }  # fmt: skip
    sentence = sentences[code] % where
    if code not in IN_CELL:
        return NotValid(f"workbook_{code}", sentence)
    refusal = CellError(f"workbook_{code}", sentence)
    refusal.at = f"{where.get('sheet', '')}!{where.get('cell', '')}"
    return refusal
