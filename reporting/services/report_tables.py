"""Reads the tables of a workbook against a report's lines: by credit code and category, column by column."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from allocations.files.categories import category_named
from common.quantities import Category, format_tonnes_plain
from documents.files.cells import Found, figure_of
from documents.files.previews import Change, Preview
from documents.files.sheet_scan import letters
from documents.files.table_reader import Table, missing_headings
from reporting.files.report_workbook import LAYOUT, REASON_BY_NAME
from reporting.reads.cells import TEXTS, CellName, Value, value_of
from reporting.reads.line_values import LineValues
from reporting.rules.form import cell_name

Key = tuple[str, str]


class Column(NamedTuple):
    """A column of a table that a category has: its field, its place, and how both are named in sentences."""

    field: str
    place: int
    letter: str
    label: str
    is_text: bool


@dataclass
class Reading:
    """What the tables of a workbook say about a report's lines."""

    preview: Preview
    lines: Mapping[Key, LineValues]
    # The fields that occur in several tables, and the first place of each of their cells.
    shared: frozenset[str] = frozenset()
    places: dict[tuple[str, Key], str] = field(default_factory=dict)
    # Which lines had a row under the heading of a field.
    met: dict[str, set[Key]] = field(default_factory=dict)

    def read(self, tables: Sequence[Table]) -> None:
        """Every line of every table; what is refused is said at its cell."""
        names = [one.field for table in tables for one in table.fields]
        self.shared = frozenset(name for name in names if names.count(name) > 1)
        own: dict[str, list[str]] = {}
        for code, category in self.lines:
            own.setdefault(code, []).append(category)
        for table in tables:
            self._read_table(table, own)

    def _read_table(self, table: Table, own: Mapping[str, list[str]]) -> None:
        columns = {part: _columns(table, part) for part in {category for _code, category in self.lines}}
        here: dict[Key, str] = {}
        for number, code in table.lines:
            key = self._key(table, number, code, own)
            if key in here:
                sentence = _("%(code)s appears twice, first in %(first)s; keep one row.")
                table.refuse(number, _key_name(table), sentence % {"code": code, "first": here[key]})
            elif key is not None:
                here[key] = table.at(number)
                self._read_line(table, number, key, *columns[key[1]])
        for one in table.fields:
            self.met.setdefault(one.field, set()).update(here)

    def _key(self, table: Table, number: int, code: str, own: Mapping[str, list[str]]) -> Key | None:
        """The line's code and category; None, and a refusal, for one that the report does not have."""
        name = _key_name(table)
        if not code:
            table.refuse(number, name, _no_row(table.text(number, name)))
            return None
        said = table.text(number, "category") if "category" in table.places else ""
        category = category_named(said) if said else (own[code][0] if len(own[code]) == 1 else None)
        if category is None or (code, category) not in self.lines:
            sentence = _no_row(code) if category else _which_category(own[code])
            table.refuse(number, "category" if said or not category else name, sentence)
            return None
        return code, category

    def _read_line(
        self, table: Table, number: int, key: Key, columns: Sequence[Column], idle: Sequence[Column]
    ) -> None:
        line, row = self.lines[key], table.sheet.rows[number - 1]
        stored, name, prefix = line.values, line.name, f"{table.sheet.name}!"
        width = len(row)
        for column in columns:
            raw = row[column.place - 1] if column.place <= width else None
            odd = table.unreadable.get((number, column.place)) if table.unreadable else None
            try:
                value = _text(table, number, column.field) if column.is_text else figure_of(raw, odd)
            except ValidationError as fault:
                table.refuse(number, column.field, " ".join(fault.messages))
                continue
            old = stored.get(column.field)
            at = f"{prefix}{column.letter}{number}"
            if column.field in self.shared and (value is not None or (column.field, key) in self.places):
                if (column.field, key) in self.places:
                    sentence = _("The same figure appears in %(first)s; keep one row for each enterprise and category.")
                    table.refuse(number, column.field, sentence % {"first": self.places[column.field, key]})
                    continue
                self.places[column.field, key] = at
            if _is_same(old, value):
                self.preview.unchanged += 1
                continue
            cell = cell_name(column.field, line.enterprise, line.category)
            change = Change(cell, at, name, column.label, "" if old is None else _shown(old), _shown(value))
            (self.preview.new if old in (None, "") else self.preview.changed).append(change)
        for column in idle:
            # A figure where the category has none, as feed beside a mine.
            if column.place <= width and row[column.place - 1] is not None:
                table.refuse(number, column.field, _("This category has no such figure; delete it."))

    def missing(self, tables: Sequence[Table]) -> Iterator[Found]:
        """The lines of the report without a row, and the columns without a heading."""
        parts = {category for _code, category in self.lines}
        wanted = [one.field for one in LAYOUT.headings if one.is_value]
        fields = {part: [name for name in wanted if CellName(name, 1, part).exists] for part in parts}
        if found := missing_headings(tables, [name for name in wanted if any(name in own for own in fields.values())]):
            yield found
        for part in sorted(parts):
            keys = {key for key in self.lines if key[1] == part}
            there = [self.met[name] for name in fields[part] if name in self.met and name not in TEXTS]
            for key in sorted(set().union(*(keys - met for met in there))):
                sentence = _("%(enterprise)s (%(category)s) has no row in the file; its figures stay as they are.")
                yield Found("", sentence % {"enterprise": self.lines[key].name, "category": Category(part).label})


def _is_same(old: Value, value: Value) -> bool:
    """Whether a cell says what is stored; no text and an empty one are the same. Decimals meet decimals only: it is quick."""
    if value is None:
        return old is None or old == ""
    return old is not None and value == old


def _columns(table: Table, category: str) -> tuple[list[Column], list[Column]]:
    """The table's columns that a category has, and those that it does not have."""
    columns = [
        Column(one.field, table.places[one.field], letters(table.places[one.field]), one.label, one.field in TEXTS)
        for one in table.fields
    ]
    there = {one.field for one in columns if CellName(one.field, 1, category).exists}
    return [one for one in columns if one.field in there], [one for one in columns if one.field not in there]


def _key_name(table: Table) -> str:
    return "code" if "code" in table.places else "name"


def _text(table: Table, number: int, name: str) -> Value:
    """The text of a reason or a note; None for none."""
    text = table.text(number, name)
    if not text:
        return None
    text = REASON_BY_NAME.get(text, text) if name == "reason" else text
    return value_of(CellName(name, 1, Category.SEPARATION), text)


def _no_row(text: str) -> str:
    return _("%(code)s has no row of this category in the report; add it on the page first.") % {"code": text}


def _which_category(own: Sequence[str]) -> str:
    names = _(", ").join(str(Category(one).label) for one in own)
    return _("The category is missing; enter one of: %(names)s.") % {"names": names}


def _shown(value: Value) -> str:
    return format_tonnes_plain(value) if isinstance(value, Decimal) else value or ""
