"""How an extract of the traceability system is read: its columns under the group's own names, its rows summed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from allocations.files.categories import category_named
from common.constraints import NotValid
from common.periods import Month
from common.quantities import Category
from documents.files.cells import Found, text_of
from documents.files.headings_unknown import HeadingsUnknown
from documents.files.layouts import CODE_NAMES, ENTERPRISE_NAMES, Heading, Layout, normal
from documents.files.reading import Sheet, Value
from documents.files.table_reader import Line, Table, collect, read_tables
from reporting.rules.reconciliation import QUANTITIES

LAYOUT = Layout(
    "extract",
    (
        Heading("code", "统一社会信用代码", "unified social credit code", "code", CODE_NAMES),
        Heading("category", "产品类别", "category", "part", ("类别", "产品类型", "产品种类", "品类")),
        Heading("month", "月份", "month", "part", ("统计月份", "报告期", "所属月份")),
        Heading("output", "产量", "output", variants=("本月产量", "当月产量", "生产量")),
        Heading("purchases", "外购量", "purchases", variants=("购入量", "采购量")),
        Heading("sales", "销售量", "sales", variants=("销量", "本月销售量")),
        Heading("closing_stock", "月末库存", "closing stock", variants=("期末库存", "月末库存量")),
        Heading("name", "企业名称", "enterprise", "text", ENTERPRISE_NAMES, read=False),
        Heading("number", "序号", "no.", "text", ("编号",), read=False),
    ),
)
NEEDED = ("code", "category", "output")
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
    # {field: heading in the file}, and the headings that nobody knows.
    columns: dict[str, str] = field(default_factory=dict)
    headings: list[str] = field(default_factory=list)


def read_extract(sheets: Iterable[Sheet], month: Month, names: Mapping[str, str]) -> Reading:
    """Sums the rows; `names` are the headings that the group matched by hand.

    Raises HeadingsUnknown when a column is missing, with the headings that the file has.
    """
    table = _table(sheets, LAYOUT.with_names(names))
    reading = Reading(headings=table.unknown)
    row = table.sheet.rows[table.head - 1]
    reading.columns = {one.field: text_of(row[table.places[one.field] - 1]) for one in _read(table)}
    for line in table.lines:
        _read_row(reading, table, line, month)
    refused, reading.remarks = collect([table])
    reading.faults = [*refused, *reading.faults]
    if not reading.traced and not reading.faults:
        raise NotValid("extract_empty", _("The file has no row below its header; export the month again."))
    return reading


def _read(table: Table) -> list[Heading]:
    return [one for one in table.layout.headings if one.read and one.field in table.places]


def _table(sheets: Iterable[Sheet], layout: Layout) -> Table:
    """The one table that has the needed columns."""
    sheets = list(sheets)
    try:
        tables = read_tables(sheets, layout)
    except HeadingsUnknown as unknown:
        raise _missing(NEEDED, unknown.headings, layout) from None
    if len(tables) > 1:
        names = {"first": tables[0].sheet.name, "second": tables[1].sheet.name}
        sentence = _("The sheets “%(first)s” and “%(second)s” both have these columns; keep the one of the month.")
        raise NotValid("extract_twice", sentence % names)
    table = tables[0]
    missing = [name for name in NEEDED if name not in table.places]
    if missing:
        raise _missing(missing, [text_of(value) for value in table.sheet.rows[table.head - 1]], layout)
    return table


def _missing(missing: Sequence[str], found: Iterable[str], layout: Layout) -> HeadingsUnknown:
    """Names the columns that are missing, and those that the file has."""
    there = [text for text in found if text]
    known = {heading.field for text in there if (heading := layout.find(text)[0])}
    lacking = [layout.by_field[name].label for name in missing if name not in known]
    sentence = _("The file has no column “%(column)s”; its columns are: %(found)s. State which of them it is.")
    said = {"column": "”, “".join(lacking), "found": "、".join(there) or "–"}
    return HeadingsUnknown.of(sentence % said, there, "column_missing")


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
