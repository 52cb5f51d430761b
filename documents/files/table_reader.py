"""The reader of all imported tables: columns by their headings, rows by their keys, at any position.

A figure belongs to the heading above it and to the key beside it. What is left out is named, never dropped silently.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from documents.files.cells import Found, figure_of, read_text, text_of
from documents.files.headings_unknown import HEAD_WITHIN, headings_unknown
from documents.files.keys import Keys
from documents.files.layouts import Heading, Layout, normal, other_unit
from documents.files.reading import Sheet, Unreadable, Value

MOST_MERGED = 20_000
LONGEST_SHOWN = 40
TOTALS = re.compile(
    r"(?:全国|集团|本页|本月|各企业|其中)?(?:合计|总计|小计|共计|累计|总和|总数)(?:数|额|[:(].*)?|(?:grand|sub)?-?totals?(?:[:(].*)?|sum"
)


class Line(NamedTuple):
    """A row of the table that names something: its number, and the code it was found under ("" for a stranger)."""

    number: int
    code: str


@dataclass
class Table:
    """A table found in a sheet: the place of its headings, its lines, what was left out and what is refused."""

    sheet: Sheet
    layout: Layout
    head: int
    # Columns by field, counted from 1.
    places: dict[str, int]
    unreadable: Mapping[tuple[int, int], Unreadable]
    lines: list[Line] = field(default_factory=list)
    remarks: list[Found] = field(default_factory=list)
    refused: list[Found] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def at(self, number: int, name: str = "") -> str:
        """Sheet and cell of a field in a row; of the row's first column without one."""
        return self.sheet.at(number, self.places.get(name, 1))

    def value(self, number: int, name: str) -> Value:
        """The value of a field; None for an empty cell, and for a field that the table does not have."""
        row, place = self.sheet.rows[number - 1], self.places.get(name, 0)
        return row[place - 1] if 0 < place <= len(row) else None

    def figure(self, number: int, name: str) -> Decimal | None:
        """Tonnes. Raises ValidationError with the sentence for the cell."""
        return figure_of(self.value(number, name), self.unreadable.get((number, self.places.get(name, 0))))

    def text(self, number: int, name: str) -> str:
        """The cell's text. Raises ValidationError with the sentence for the cell."""
        return read_text(self.value(number, name), self.unreadable.get((number, self.places.get(name, 0))))

    @property
    def fields(self) -> list[Heading]:
        """The headings of the columns that are read, in the order of the layout."""
        return [one for one in self.layout.headings if one.is_value and one.field in self.places]

    def refuse(self, number: int, name: str, sentence: str) -> None:
        """A cell that cannot be taken."""
        self.refused.append(Found(self.at(number, name), sentence))


@dataclass(frozen=True)
class Head:
    """A row of headings, or two: their numbers, the columns by field, and those whose headings nobody knows."""

    number: int
    last: int
    places: dict[str, list[int]]
    units: dict[int, str]
    unknown: dict[int, str]


def find_tables(sheets: Iterable[Sheet], layout: Layout) -> list[Table]:
    """The places of the layout's headings, in all sheets. Raises HeadingsUnknown when there are none."""
    sheets = list(sheets)
    tables = [table for sheet in sheets if (table := _table_in(sheet, layout))]
    if not tables:
        raise headings_unknown(sheets, layout)
    return tables


def read_tables(sheets: Iterable[Sheet], layout: Layout, keys: Keys | None = None) -> list[Table]:
    """Every table of the layout with its lines. Raises HeadingsUnknown when there is none.

    With `keys` a line is known by its code, else by its full name; without, whatever names itself is a line.
    """
    tables = find_tables(sheets, layout)
    for table in tables:
        _sort_rows(table, keys)
    return tables


def _table_in(sheet: Sheet, layout: Layout) -> Table | None:
    heads = [head for number in range(1, min(len(sheet), HEAD_WITHIN) + 1) if (head := _head(sheet, layout, number))]
    if not heads:
        return None
    head = max(heads, key=lambda one: (len(one.places), -one.number))
    places = {name: columns[0] for name, columns in head.places.items()}
    table = Table(sheet, layout, head.last, places, {**sheet.unreadable, **_merged(sheet, head.last)})
    for name, columns in head.places.items():
        _check_heading(table, head, layout.by_field[name], columns)
    for column, text in head.unknown.items():
        sentence = _("The column “%(heading)s” is none of the form; it was not read.") % {"heading": _shown(text)}
        table.remarks.append(Found(sheet.at(head.number, column), sentence))
        table.unknown.append(text)
    _check_above(table)
    return table


def _head(sheet: Sheet, layout: Layout, number: int) -> Head | None:
    """The row as headings; None unless it names a key and something to read."""
    head = Head(number, number, {}, {}, {})
    for column, value in enumerate(sheet.rows[number - 1], start=1):
        if not isinstance(value, str) or not text_of(value):
            continue
        heading, unit = layout.find(value)
        if heading is None:
            head.unknown[column] = text_of(value)
            continue
        _place(head, column, heading, unit)
    if not any(layout.by_field[name].is_key for name in head.places):
        return None
    head = _with_second_row(head, sheet, layout)
    return head if any(layout.by_field[name].is_value for name in head.places) else None


def _place(head: Head, column: int, heading: Heading, unit: str) -> None:
    head.places.setdefault(heading.field, []).append(column)
    if unit:
        head.units[column] = unit


def _with_second_row(head: Head, sheet: Sheet, layout: Layout) -> Head:
    """Headings in two rows: below a common one (“矿产品”) are those of its columns, and nothing else."""
    row = sheet.rows[head.number] if head.number < len(sheet) else []
    below = {column: value for column, value in enumerate(row, start=1) if value is not None}
    named = {column: layout.find(value) for column, value in below.items() if isinstance(value, str)}
    taken = {column for columns in head.places.values() for column in columns}
    if not below or len(named) < len(below) or taken & below.keys():
        return head
    if not all(heading and heading.is_value and heading.field not in head.places for heading, _unit in named.values()):
        return head
    for column, (heading, unit) in named.items():
        if heading is not None:
            _place(head, column, heading, unit)
            head.unknown.pop(column, None)
    return replace(head, last=head.number + 1)


def _check_heading(table: Table, head: Head, heading: Heading, columns: Sequence[int]) -> None:
    """Refuse a heading that occurs twice, covers several columns, or names a unit that is not accepted."""
    sheet, number = table.sheet, head.number
    if not (heading.read or heading.is_key):
        return
    at = sheet.at(number, columns[-1])
    if len(columns) > 1:
        said = {"heading": _shown(sheet.rows[number - 1][columns[0] - 1]), "first": sheet.at(number, columns[0])}
        sentence = _("The heading “%(heading)s” appears here again, as in %(first)s; keep one of the two columns.")
        table.refused.append(Found(at, sentence % said))
    if any(top <= number <= last and left <= columns[0] <= right > left for top, left, last, right in sheet.merged):
        sentence = _("The heading covers several columns; unmerge it, so that each column has its own.")
        table.refused.append(Found(at, sentence))
    if unit := head.units.get(columns[0], ""):
        sentence = _(
            "The unit in the heading is “%(unit)s”, but figures have to be in tonnes REO. Convert the column and its heading."
        )
        table.refused.append(Found(at, sentence % {"unit": unit}))


def missing_headings(tables: Sequence[Table], fields: Iterable[str]) -> Found | None:
    """The columns among these that are in none of the tables."""
    missing = [name for name in fields if not any(name in table.places for table in tables)]
    if not missing:
        return None
    first = tables[0]
    names = _(", ").join(first.layout.by_field[name].label for name in missing)
    sentence = _("Not in the file, and left as they are: %(columns)s.") % {"columns": names}
    return Found(first.sheet.at(first.head, 1), sentence)


def _check_above(table: Table) -> None:
    """A unit stated for the whole table, in a line above it."""
    for number, row in enumerate(table.sheet.rows[: table.head - 1], start=1):
        for column, value in enumerate(row, start=1):
            if isinstance(value, str) and (unit := other_unit(value)):
                sentence = _("The unit of the table is “%(unit)s”, but figures have to be in tonnes REO. Convert them.")
                table.refused.append(Found(table.sheet.at(number, column), sentence % {"unit": unit}))


def _merged(sheet: Sheet, head: int) -> dict[tuple[int, int], Unreadable]:
    """Every cell below the headings that is part of merged ones."""
    cells: dict[tuple[int, int], Unreadable] = {}
    for first, left, last, right in sheet.merged:
        if last <= head or (last - first + 1) * (right - left + 1) + len(cells) > MOST_MERGED:
            continue
        area = f"{sheet.at(first, left).rpartition('!')[2]}:{sheet.at(last, right).rpartition('!')[2]}"
        why = Unreadable("merged", area)
        cells |= {(row, column): why for row in range(first, last + 1) for column in range(left, right + 1)}
    return cells


def _sort_rows(table: Table, keys: Keys | None) -> None:
    """Separate the table's lines from other text below the headings."""
    code_at, name_at = _key_place(table, "code"), _key_place(table, "name")
    columns = [table.places[one.field] for one in table.fields]
    hidden: list[int] = []
    for number in range(table.head + 1, len(table.sheet) + 1):
        row = table.sheet.rows[number - 1]
        code, name = _key_text(row, code_at), _key_text(row, name_at)
        if not code and not name and not any(value is not None for value in row):
            continue
        line: Line | None
        if keys is not None and code in keys.names and keys.exact.get(name, code) == code:
            line = Line(number, code)
            if name in keys.former:
                _note_former(table, keys, number, name)
        else:
            filled = [column for column in columns if _is_there(table, row, number, column)]
            line = _line(table, keys, number, row, code, name, filled)
        if line is not None:
            table.lines.append(line)
            if number in table.sheet.hidden_rows:
                hidden.append(number)
    if hidden:
        sentence = _("Hidden rows were read too: %(rows)s.") % {"rows": ", ".join(map(str, hidden[:20]))}
        table.remarks.append(Found(table.sheet.at(hidden[0], 1), sentence))


def _key_place(table: Table, kind: str) -> int:
    """The column of the credit code, or of the full name; 0 where the table has none."""
    fields = [one.field for one in table.layout.headings if one.kind == kind]
    return next((table.places[name] for name in fields if name in table.places), 0)


def _key_text(row: Sequence[Value], place: int) -> str:
    return text_of(row[place - 1]) if 0 < place <= len(row) else ""


def _is_there(table: Table, row: Sequence[Value], number: int, column: int) -> bool:
    return (column <= len(row) and row[column - 1] is not None) or (number, column) in table.sheet.unreadable


def _line(
    table: Table, keys: Keys | None, number: int, row: Sequence[Value], code: str, name: str, filled: Sequence[int]
) -> Line | None:
    first = next((text for value in row if (text := text_of(value))), "")
    if any(TOTALS.fullmatch(normal(text)) for text in (code, name, first) if text):
        sentence = _("“%(text)s”: a row of totals, left out; totals are computed.") % {"text": _shown(first)}
        table.remarks.append(Found(table.sheet.at(number, 1), sentence))
        return None
    if filled and _repeats_headings(table, row):
        table.remarks.append(
            Found(table.sheet.at(number, 1), _("The headings are repeated here; the row was left out."))
        )
        return None
    if not code and not name:
        _without_key(table, number, row, first, filled)
        return None
    known = _known(table, keys, number, code, name)
    if known is None or known:
        return Line(number, known) if known else None
    if keys is not None and not any(_is_figure(row[column - 1]) for column in filled if column <= len(row)):
        _left_out(table, number, first)
        return None
    return Line(number, "")


def _known(table: Table, keys: Keys | None, number: int, code: str, name: str) -> str | None:
    """The line's code: by its code, else by its full name. "" for a stranger, None where the two contradict."""
    plain = normal(code).upper()
    if keys is None:
        return plain or name
    by_code = plain if plain in keys.names else ""
    if not plain and normal(name) in keys.shared:
        sentence = _("Several had the name “%(name)s”; write the code in the row.") % {"name": _shown(name)}
        table.refused.append(Found(table.sheet.at(number, 1), sentence))
        return None
    by_name = keys.codes.get(normal(name), "") if name else ""
    if by_code and by_name and by_code != by_name:
        said = {"code": plain, "by_code": keys.names[by_code], "by_name": keys.names[by_name]}
        sentence = _("%(code)s is %(by_code)s, but the row names %(by_name)s; correct the code or the name.") % said
        table.refused.append(Found(table.sheet.at(number, 1), sentence))
        return None
    if plain and not by_code:
        # A code that is there counts; the name beside it does not make it another's.
        return ""
    if by_name and normal(name) in keys.former:
        _note_former(table, keys, number, name)
    return by_code or by_name


def _note_former(table: Table, keys: Keys, number: int, name: str) -> None:
    """Say that a row was found under a name that was given up."""
    former = keys.former[normal(name)]
    sentence = _("“%(former)s” is the former name, until %(day)s, of %(name)s; the row was read as that one's.")
    said = {"former": _shown(name), "day": former.last_day, "name": keys.names[former.code]}
    table.remarks.append(Found(table.sheet.at(number, 1), sentence % said))


def _without_key(table: Table, number: int, row: Sequence[Value], first: str, filled: Sequence[int]) -> None:
    has_figure = any(_is_figure(row[column - 1]) for column in filled if column <= len(row))
    if has_figure or len(filled) > 1:
        sentence = _("The row names no enterprise; write its credit code or its full name.")
        table.refused.append(Found(table.sheet.at(number, 1), sentence))
    else:
        _left_out(table, number, first)


def _is_figure(value: Value) -> bool:
    try:
        return not isinstance(value, date | bool) and figure_of(value) is not None
    except ValidationError as fault:
        return fault.code != "not_a_figure"


def _left_out(table: Table, number: int, text: str) -> None:
    if text.startswith(table.layout.notes):
        return
    sentence = _("“%(text)s” was taken for a note and left out.") % {"text": _shown(text)}
    table.remarks.append(Found(table.sheet.at(number, 1), sentence))


def _repeats_headings(table: Table, row: Sequence[Value]) -> bool:
    found = 0
    for name, place in table.places.items():
        value = row[place - 1] if place <= len(row) else None
        if isinstance(value, str) and (heading := table.layout.find(value)[0]) is not None:
            found += heading.field == name
    return found > 1


def _shown(value: Value) -> str:
    text = " ".join(text_of(value).split())
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def collect(tables: Iterable[Table]) -> tuple[list[Found], list[Found]]:
    """What is refused and what was left out, of all tables."""
    tables = list(tables)
    return [one for table in tables for one in table.refused], [one for table in tables for one in table.remarks]


def figures_in(table: Table, line: Line, names: Iterable[str]) -> Iterator[tuple[str, Decimal | None]]:
    """The figures of a line by field; a cell that cannot be read is refused and left out."""
    for name in names:
        try:
            yield name, table.figure(line.number, name)
        except ValidationError as fault:
            table.refuse(line.number, name, " ".join(fault.messages))


def text_above(tables: Iterable[Table]) -> Iterator[Found]:
    """The sheets' names and the lines above the headings: what a table says it is."""
    for sheet, head in ((table.sheet, table.head) for table in tables):
        yield Found(sheet.name, sheet.name)
        cells = ((row, column) for row in range(1, head) for column in range(1, len(sheet.rows[row - 1]) + 1))
        texts = ((sheet.at(row, column), text_of(sheet.rows[row - 1][column - 1])) for row, column in cells)
        yield from (Found(place, text) for place, text in texts if text)
