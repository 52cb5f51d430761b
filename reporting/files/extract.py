"""How an extract of the traceability system is read: its columns under the group's own names, its rows summed."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.constraints import NotValid
from common.periods import Month
from common.quantities import Category, parse_tonnes
from documents.files.reading import Cell, Value
from reporting.rules.reconciliation import QUANTITIES

# What an extract's columns are called where a group has not said otherwise.
DEFAULT_COLUMNS = {
    "code": "统一社会信用代码",
    "category": "产品类别",
    "month": "",
    "output": "产量",
    "purchases": "",
    "sales": "",
    "closing_stock": "",
}
NEEDED = ("code", "category", "output")
COLUMN_LABELS = {
    "code": gettext_lazy("unified social credit code"),
    "category": gettext_lazy("category"),
    "month": gettext_lazy("month"),
    "output": gettext_lazy("output"),
    "purchases": gettext_lazy("purchases"),
    "sales": gettext_lazy("sales"),
    "closing_stock": gettext_lazy("closing stock"),
}
# What the system and people call the categories.
CATEGORY_WORDS: dict[str, str] = {
    **{name: name for name in Category.values},
    "岩矿型": "mining_rock",
    "岩矿型稀土": "mining_rock",
    "岩矿型稀土(轻)": "mining_rock",
    "岩矿型稀土矿": "mining_rock",
    "轻稀土矿": "mining_rock",
    "离子型": "mining_ionic",
    "离子型稀土": "mining_ionic",
    "离子型稀土(以中重为主)": "mining_ionic",
    "离子型稀土矿": "mining_ionic",
    "冶炼分离": "separation",
    "冶炼分离产品": "separation",
    "分离产品": "separation",
}
# A header stands within the first rows; above it there may be a title.
HEADER_WITHIN = 10

Key = tuple[str, str]


@dataclass
class Traced:
    """One enterprise and category: how many rows told of it, and what they sum to, t REO."""

    rows: int = 0
    figures: dict[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class RowError:
    """A cell that cannot be read: sheet and cell, and why."""

    at: str
    sentence: str


@dataclass
class Reading:
    """What an extract says, by credit code and category, and what of it cannot be read."""

    traced: dict[Key, Traced] = field(default_factory=dict)
    places: dict[Key, str] = field(default_factory=dict)
    faults: list[RowError] = field(default_factory=list)


def read_rows(sheet: str, rows: Sequence[Sequence[Cell]], columns: Mapping[str, str], month: Month) -> Reading:
    """Sums the rows. Raises NotValid when a column is missing, with the headers that the file has."""
    head, places = _header(rows, columns)
    reading = Reading()
    for row in rows[head + 1 :]:
        if any(cell.value is not None for cell in row):
            _read_row(reading, sheet, row, places, month)
    if not reading.traced and not reading.faults:
        raise NotValid("extract_empty", _("The file has no row below its header; export the month again."))
    return reading


def _header(rows: Sequence[Sequence[Cell]], columns: Mapping[str, str]) -> tuple[int, dict[str, int]]:
    wanted = {name: _plain(header) for name, header in columns.items() if header}
    best: list[str] = []
    for number, row in enumerate(rows[:HEADER_WITHIN]):
        titles = [_plain(_text(cell.value)) for cell in row]
        if all(title in titles for title in wanted.values()):
            return number, {name: titles.index(title) for name, title in wanted.items()}
        best = max(best, [title for title in titles if title], key=len)
    missing = {name: header for name, header in wanted.items() if header not in best}
    sentence = _("The file has no column “%(column)s”; its columns are: %(found)s. Say below what it calls them.")
    cells = {name: sentence % {"column": columns[name], "found": "、".join(best) or "–"} for name in missing}
    raise NotValid("column_missing", next(iter(cells.values())), cells=cells)


def _read_row(reading: Reading, sheet: str, row: Sequence[Cell], places: Mapping[str, int], month: Month) -> None:
    faults = len(reading.faults)
    cells = {name: row[place] if place < len(row) else Cell(row[-1].address, None) for name, place in places.items()}
    code = _plain(_text(cells["code"].value)).upper()
    if _is_total(code):
        return
    category = CATEGORY_WORDS.get(_plain(_text(cells["category"].value)))
    figures = {name: _figure(reading, sheet, cells[name]) for name in QUANTITIES if name in cells}
    reading.faults += [
        RowError(f"{sheet}!{cell.address}", sentence) for cell, sentence in _wrong(cells, code, category, month)
    ]
    if figures["output"] is None and len(reading.faults) == faults:
        sentence = _("The output is empty; an empty cell is not zero: type 0 where there was none.")
        reading.faults.append(RowError(f"{sheet}!{cells['output'].address}", sentence))
    if len(reading.faults) > faults or category is None:
        return
    traced = reading.traced.setdefault((code, category), Traced())
    reading.places.setdefault((code, category), f"{sheet}!{cells['code'].address}")
    traced.rows += 1
    for name, figure in figures.items():
        if figure is not None:
            traced.figures[name] = traced.figures.get(name, Decimal(0)) + figure


def _wrong(cells: Mapping[str, Cell], code: str, category: str | None, month: Month) -> Iterator[tuple[Cell, str]]:
    if not code:
        yield cells["code"], _("The credit code is missing.")
    if category is None:
        words = _("“%(text)s” is no category; write mining_rock, mining_ionic or separation, or its Chinese name.")
        yield cells["category"], words % {"text": _text(cells["category"].value)}
    if "month" in cells and (said := _month(cells["month"].value)) != month:
        words = _("This row is of %(found)s; the extract is uploaded for %(month)s.")
        found = said.label if said else _text(cells["month"].value) or "–"
        yield cells["month"], words % {"found": found, "month": month.label}


def _figure(reading: Reading, sheet: str, cell: Cell) -> Decimal | None:
    try:
        return parse_tonnes(_text(cell.value))
    except ValidationError as fault:
        reading.faults.append(RowError(f"{sheet}!{cell.address}", " ".join(fault.messages)))
        return None


def _month(value: Value) -> Month | None:
    if isinstance(value, date):
        return Month.of(value)
    digits = "".join(character if character.isdigit() else " " for character in _text(value)).split()
    if len(digits) == 1 and len(digits[0]) >= 6:
        digits = [digits[0][:4], digits[0][4:6]]
    try:
        return Month(int(digits[0]), int(digits[1]))
    except (IndexError, ValueError):
        return None


def _is_total(code: str) -> bool:
    return code in {"合计", "总计", "小计"}


def _text(value: Value) -> str:
    if value is None:
        return ""
    return f"{value:f}" if isinstance(value, Decimal) else str(value).strip()


def _plain(text: str) -> str:
    """Full width and spaces make no other name."""
    return "".join(unicodedata.normalize("NFKC", text).split())
