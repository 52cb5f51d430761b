"""How an extract of the traceability system is read: its columns under the group's own names, its rows summed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allocations.files.categories import category_named
from common.constraints import NotValid
from common.periods import Month
from common.quantities import Category
from documents.files.cells import Found, text_of
from documents.files.layouts import Heading, Kind, Layout, normal
from documents.files.reading import Sheet, Value
from documents.files.table_reader import HeadingsUnknown, Line, Table, collect, read_tables
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
KINDS: dict[str, Kind] = {"code": "code", "category": "part", "month": "part"}
COLUMN_LABELS = {
    "code": gettext_lazy("unified social credit code"),
    "category": gettext_lazy("category"),
    "month": gettext_lazy("month"),
    "output": gettext_lazy("output"),
    "purchases": gettext_lazy("purchases"),
    "sales": gettext_lazy("sales"),
    "closing_stock": gettext_lazy("closing stock"),
}
Key = tuple[str, str]


@dataclass
class Traced:
    """One enterprise and category: the number of its rows, and their sum, t REO."""

    rows: int = 0
    figures: dict[str, Decimal] = field(default_factory=dict)


@dataclass
class Reading:
    """What an extract says, by credit code and category, and what of it cannot be read."""

    traced: dict[Key, Traced] = field(default_factory=dict)
    places: dict[Key, str] = field(default_factory=dict)
    faults: list[Found] = field(default_factory=list)
    remarks: list[Found] = field(default_factory=list)


def read_extract(sheets: Iterable[Sheet], columns: Mapping[str, str], month: Month) -> Reading:
    """Sums the rows. Raises NotValid when a column is missing, with the headers that the file has."""
    table = _table(sheets, columns)
    reading = Reading()
    for line in table.lines:
        _read_row(reading, table, line, month)
    refused, reading.remarks = collect([table])
    reading.faults = [*refused, *reading.faults]
    if not reading.traced and not reading.faults:
        raise NotValid("extract_empty", _("The file has no row below its header; export the month again."))
    return reading


def _table(sheets: Iterable[Sheet], columns: Mapping[str, str]) -> Table:
    """The one table that has the columns under the names that the group gives them."""
    headings = tuple(
        Heading(name, header, kind=KINDS.get(name, "figure")) for name, header in columns.items() if header
    )
    try:
        tables = read_tables(sheets, Layout("extract", headings))
    except HeadingsUnknown as unknown:
        raise _missing([one.field for one in headings], columns, unknown.headings) from None
    if len(tables) > 1:
        names = {"first": tables[0].sheet.name, "second": tables[1].sheet.name}
        sentence = _("The sheets “%(first)s” and “%(second)s” both have these columns; keep the one of the month.")
        raise NotValid("extract_twice", sentence % names)
    table = tables[0]
    missing = [one.field for one in headings if one.field not in table.places]
    if missing:
        raise _missing(missing, columns, [text_of(value) for value in table.sheet.rows[table.head - 1]])
    return table


def _missing(names: Sequence[str], columns: Mapping[str, str], found: Iterable[str]) -> NotValid:
    there = [text for text in found if text]
    sentence = _("The file has no column “%(column)s”; its columns are: %(found)s. Say below what it calls them.")
    missing = [name for name in names if normal(columns[name]) not in {normal(text) for text in there}] or names
    cells = {name: sentence % {"column": columns[name], "found": "、".join(there) or "–"} for name in missing}
    return NotValid("column_missing", next(iter(cells.values())), cells=cells)


def _read_row(reading: Reading, table: Table, line: Line, month: Month) -> None:
    faults = len(reading.faults)
    category = category_named(_text(table, line.number, "category"))
    code = normal(line.code).upper() if "code" in table.places and table.value(line.number, "code") else ""
    figures = {name: _figure(reading, table, line.number, name) for name in QUANTITIES if name in table.places}
    for name, sentence in _wrong(table, line.number, code, category, month):
        reading.faults.append(Found(table.at(line.number, name), sentence))
    if figures["output"] is None and len(reading.faults) == faults:
        sentence = _("The output is empty; an empty cell is not zero: type 0 where there was none.")
        reading.faults.append(Found(table.at(line.number, "output"), sentence))
    if len(reading.faults) > faults or category is None:
        return
    traced = reading.traced.setdefault((code, str(category)), Traced())
    reading.places.setdefault((code, str(category)), table.at(line.number, "code"))
    traced.rows += 1
    for name, figure in figures.items():
        if figure is not None:
            traced.figures[name] = traced.figures.get(name, Decimal(0)) + figure


def _wrong(table: Table, number: int, code: str, category: Category | None, month: Month) -> Iterator[tuple[str, str]]:
    if not code:
        yield "code", _("The credit code is missing.")
    if category is None:
        words = _("“%(text)s” is no category; write mining_rock, mining_ionic or separation, or its Chinese name.")
        yield "category", words % {"text": _text(table, number, "category")}
    if "month" in table.places and (said := _month(table.value(number, "month"))) != month:
        words = _("This row is of %(found)s; the extract is uploaded for %(month)s.")
        found = said.label if said else _text(table, number, "month") or "–"
        yield "month", words % {"found": found, "month": month.label}


def _figure(reading: Reading, table: Table, number: int, name: str) -> Decimal | None:
    try:
        return table.figure(number, name)
    except ValidationError as fault:
        reading.faults.append(Found(table.at(number, name), " ".join(fault.messages)))
        return None


def _text(table: Table, number: int, name: str) -> str:
    return text_of(table.value(number, name))


def _month(value: Value) -> Month | None:
    if isinstance(value, date):
        return Month.of(value)
    digits = "".join(character if character.isdigit() else " " for character in text_of(value)).split()
    if len(digits) == 1 and len(digits[0]) >= 6:
        digits = [digits[0][:4], digits[0][4:6]]
    try:
        return Month(int(digits[0]), int(digits[1]))
    except (IndexError, ValueError):
        return None
