"""The rows of a workbook of a past year as facts. A cell that cannot be read is refused at its place."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Organisation
from allocations.files.categories import category_named
from common.quantities import Category
from deadlines.files.day_list import parse_day
from documents.files.cells import Found
from documents.files.layouts import Layout, normal
from documents.files.reading import Sheet
from documents.files.table_reader import Line, Table, collect, figures_in, read_tables
from enterprises.models import Enterprise
from history.files.layouts import CATEGORIES, HEADS, MONTH, MONTHS, OUTPUTS, RESERVE, SHARES, SPLITS, TOTAL
from history.reads.names import Names

OF_WHICH = re.compile(r"其中[:：]?\s*(?P<name>.+)")
YES_NO = {"是": True, "含": True, "yes": True, "true": True, "否": False, "不含": False, "no": False, "false": False}
T = TypeVar("T")


@dataclass(frozen=True)
class HeadRow:
    """A notice of the year: what it says of itself, its totals and its reserve, t REO."""

    at: str
    batch: int
    title: str
    document_number: str
    signed_on: date | None
    published_on: date | None
    includes: bool
    working_days: int | None
    fixed_day: date | None
    totals: Mapping[str, Decimal]
    reserve: Mapping[str, Decimal]


@dataclass
class ShareRow:
    """A group's shares in one notice, t REO, with its rows “of which”."""

    at: str
    batch: int
    group: Organisation
    stated: Mapping[str, Decimal]
    of_which: list[tuple[str, Mapping[str, Decimal]]] = field(default_factory=list)


@dataclass(frozen=True)
class SplitRow:
    """An enterprise's quota of the year, t REO, and the group that the row names."""

    at: str
    enterprise: Enterprise
    group: Organisation | None
    stated: Mapping[str, Decimal]


@dataclass(frozen=True)
class OutputRow:
    """An enterprise's output of one month in one category, t REO, and the group that the row names."""

    at: str
    enterprise: Enterprise
    group: Organisation | None
    category: str
    month: int
    tonnes: Decimal


@dataclass
class Rows:
    """What was read, what is refused by cell, what was left out or taken for granted, and unknown headings."""

    refused: list[Found] = field(default_factory=list)
    remarks: list[Found] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    heads: list[HeadRow] = field(default_factory=list)
    shares: list[ShareRow] = field(default_factory=list)
    splits: list[SplitRow] = field(default_factory=list)
    outputs: list[OutputRow] = field(default_factory=list)


class Reading:
    """Reads the tables of one year. `names` gives the headings that were matched by hand, by layout."""

    def __init__(
        self,
        sheets: Iterable[Sheet],
        year: int,
        groups: Names[Organisation],
        matched: Callable[[str], Mapping[str, str]],
    ) -> None:
        self.sheets, self.year, self.groups, self.matched = list(sheets), year, groups, matched
        self.rows = Rows()

    def notices(self) -> Rows:
        """The notices of the year and their shares, in two tables."""
        for table in self._tables(HEADS):
            lines = [head for line in table.lines if (head := self._head(table, line))]
            self._take(table, self.rows.heads, lines)
        for table in self._tables(SHARES, self.groups):
            before: ShareRow | None = None
            for line in table.lines:
                before = self._share(table, line, before)
            self._take(table, self.rows.shares, [])
        return self.rows

    def splits(self, names: Names[Enterprise]) -> Rows:
        """The quota of every enterprise."""
        for table in self._tables(SPLITS, names):
            lines = [row for line in table.lines if (row := self._split(table, line, names))]
            self._take(table, self.rows.splits, lines)
        return self.rows

    def outputs(self, names: Names[Enterprise]) -> Rows:
        """The output of every enterprise and month: a row for each, or a row with twelve columns."""
        for table in self._tables(OUTPUTS, names):
            lines = [row for line in table.lines for row in self._outputs(table, line, names)]
            self._take(table, self.rows.outputs, lines)
        return self.rows

    # --- tables ----------------------------------------------------------------------------------

    def _tables(self, layout: Layout, names: Names[Any] | None = None) -> list[Table]:
        own = layout.with_names(self.matched(layout.name))
        return read_tables(self.sheets, own, names.keys if names else None)

    def _take(self, table: Table, into: list[T], lines: Iterable[T]) -> None:
        into.extend(lines)
        refused, remarks = collect([table])
        self.rows.refused += refused
        self.rows.remarks += remarks
        self.rows.headings += table.unknown

    def _text(self, table: Table, line: Line, name: str) -> str:
        try:
            return table.text(line.number, name)
        except ValidationError as fault:
            table.refuse(line.number, name, " ".join(fault.messages))
            return ""

    def _of_year(self, table: Table, line: Line) -> bool:
        """A row may say its year; it has to be the year of the import."""
        text = self._text(table, line, "year").removesuffix("年")
        if not text or text == str(self.year):
            return True
        sentence = _("The import is for %(year)s, but the row has “%(text)s”; import each year separately.")
        table.refuse(line.number, "year", sentence % {"year": self.year, "text": text})
        return False

    def _figures(self, table: Table, line: Line, fields: Mapping[str, str]) -> dict[str, Decimal]:
        """{category: tonnes} from {field: category}; empty cells are left out."""
        found = figures_in(table, line, [name for name in fields if name in table.places])
        return {fields[name]: tonnes for name, tonnes in found if tonnes is not None}

    # --- notices ---------------------------------------------------------------------------------

    def _head(self, table: Table, line: Line) -> HeadRow | None:
        refused = len(table.refused)
        self._of_year(table, line)
        texts = {name: self._text(table, line, name) for name in ("title", "document_number")}
        days = {name: self._day(table, line, name) for name in ("signed_on", "published_on", "fixed_day")}
        totals = self._figures(table, line, {TOTAL + category: category for category in CATEGORIES})
        reserve = self._figures(table, line, {RESERVE + category: category for category in CATEGORIES})
        batch, working_days = self._batch(table, line), self._working_days(table, line)
        includes = self._yes_no(table, line)
        _refuse_incomplete(table, line, texts["title"], days, working_days)
        if not totals and len(table.refused) == refused:
            table.refuse(
                line.number, TOTAL + CATEGORIES[0], _("The notice's totals are missing; fill in at least one.")
            )
        if len(table.refused) > refused or batch is None or includes is None:
            return None
        at = table.at(line.number, "batch")
        return HeadRow(
            at=at,
            batch=batch,
            title=texts["title"],
            document_number=texts["document_number"],
            signed_on=days["signed_on"],
            published_on=days["published_on"],
            includes=includes,
            working_days=working_days,
            fixed_day=days["fixed_day"],
            totals=totals,
            reserve=reserve,
        )

    def _batch(self, table: Table, line: Line) -> int | None:
        text = normal(self._text(table, line, "batch"))
        found = re.fullmatch(r"第?([0-9]{1,2}|[一二三四五])批?", text)
        if found:
            number = "一二三四五".find(found[1]) + 1 or (int(found[1]) if found[1].isdecimal() else 0)
            if number:
                return number
        table.refuse(line.number, "batch", _("“%(text)s” is no batch; write 1, 2 or 3.") % {"text": text})
        return None

    def _working_days(self, table: Table, line: Line) -> int | None:
        text = self._text(table, line, "working_days").removesuffix("个工作日")
        if not text:
            return None
        if text.isdecimal() and 0 < int(text) < 100:
            return int(text)
        sentence = _("“%(text)s” is no number of working days; write 10, or give the fixed day instead.")
        table.refuse(line.number, "working_days", sentence % {"text": text})
        return None

    def _day(self, table: Table, line: Line, name: str) -> date | None:
        text = self._text(table, line, name)
        found = parse_day(text) if text else None
        if text and found is None:
            table.refuse(line.number, name, _("“%s” is no day; write it like 2021-08-24.") % text)
        return found

    def _yes_no(self, table: Table, line: Line) -> bool | None:
        text = normal(self._text(table, line, "includes"))
        if text in YES_NO:
            return YES_NO[text]
        sentence = _("Write 是 where the figures include earlier batches of the year, 否 where they come on top.")
        table.refuse(line.number, "includes", sentence)
        return None

    def _share(self, table: Table, line: Line, before: ShareRow | None) -> ShareRow | None:
        refused = len(table.refused)
        name = self._text(table, line, "name")
        part = OF_WHICH.fullmatch(name.strip()) if not line.code else None
        stated = self._figures(table, line, {str(category): str(category) for category in CATEGORIES})
        if part:
            if before is None:
                sentence = _("“Of which” is above the group it is part of; move it below its group.")
                table.refuse(line.number, "name", sentence)
            else:
                before.of_which.append((part["name"], stated))
            return before
        self._of_year(table, line)
        batch = self._batch(table, line)
        if not line.code:
            sentence = _("“%(name)s” is no rare-earth group that is on record; correct the name.") % {"name": name}
            table.refuse(line.number, "name", self.groups.stranger(name, sentence))
        if len(table.refused) > refused or batch is None:
            return None
        self._note_former(table, line, name, self.groups)
        row = ShareRow(table.at(line.number, "name"), batch, self.groups.rows[line.code], stated)
        self.rows.shares.append(row)
        return row

    # --- enterprises -----------------------------------------------------------------------------

    def _note_former(self, table: Table, line: Line, name: str, names: Names[Any]) -> None:
        if sentence := names.former_name(line.code, name):
            self.rows.remarks.append(Found(table.at(line.number, "name"), sentence))

    def _enterprise(self, table: Table, line: Line, names: Names[Enterprise]) -> Enterprise | None:
        name = self._text(table, line, "name")
        if line.code:
            self._note_former(table, line, name, names)
            return names.rows[line.code]
        shown = name or self._text(table, line, "code")
        sentence = _("“%(name)s” is not in the register; import the register first, or correct the row.")
        place = "name" if "name" in table.places else "code"
        table.refuse(line.number, place, names.stranger(shown, sentence % {"name": shown}))
        return None

    def _group(self, table: Table, line: Line) -> Organisation | None:
        text = self._text(table, line, "group")
        if not text:
            return None
        code = self.groups.keys.codes.get(normal(text), "")
        if not code:
            sentence = _("“%(name)s” is no rare-earth group that is on record; correct the name.") % {"name": text}
            table.refuse(line.number, "group", self.groups.stranger(text, sentence))
            return None
        return self.groups.rows[code]

    def _split(self, table: Table, line: Line, names: Names[Enterprise]) -> SplitRow | None:
        refused = len(table.refused)
        self._of_year(table, line)
        enterprise, group = self._enterprise(table, line, names), self._group(table, line)
        stated = self._figures(table, line, {str(category): str(category) for category in CATEGORIES})
        if enterprise is not None:
            for category in stated:
                if stated[category] and category not in enterprise.categories:
                    table.refuse(line.number, category, _not_its_category(enterprise, category))
        if len(table.refused) > refused or enterprise is None:
            return None
        return SplitRow(table.at(line.number), enterprise, group, stated)

    def _outputs(self, table: Table, line: Line, names: Names[Enterprise]) -> Sequence[OutputRow]:
        refused = len(table.refused)
        self._of_year(table, line)
        enterprise, group = self._enterprise(table, line, names), self._group(table, line)
        category = self._category(table, line, enterprise) if enterprise else None
        fields = {f"{MONTH}{number}": number for number in MONTHS if f"{MONTH}{number}" in table.places}
        if "output" in table.places:
            month = self._month(table, line)
            if month:
                fields = {**fields, "output": month}
        found = dict(figures_in(table, line, fields))
        if "output" in fields and found.get("output", ZERO) is None:
            table.refuse(line.number, "output", _("The output is missing; type 0 where nothing was produced."))
        if len(table.refused) > refused or enterprise is None or category is None:
            return ()
        return [
            OutputRow(table.at(line.number, name), enterprise, group, category, fields[name], tonnes)
            for name, tonnes in found.items()
            if tonnes is not None
        ]

    def _month(self, table: Table, line: Line) -> int:
        text = normal(self._text(table, line, "month"))
        found = re.fullmatch(rf"(?:{self.year}[-年./]?)?([0-9]{{1,2}})月?(?:-01)?", text)
        if found and 1 <= int(found[1]) <= 12:
            return int(found[1])
        sentence = _("“%(text)s” is no month of %(year)s; write 1 to 12.") % {"text": text, "year": self.year}
        table.refuse(line.number, "month", sentence)
        return 0

    def _category(self, table: Table, line: Line, enterprise: Enterprise) -> str | None:
        text, own = self._text(table, line, "category"), enterprise.categories
        if not text and len(own) == 1:
            return own[0]
        category = category_named(text) if text else None
        if category is None:
            words = _(", ").join(str(Category(one).label) for one in own)
            sentence = _("“%(text)s” is not a category; enter one of: %(words)s.") % {"text": text, "words": words}
            table.refuse(line.number, "category" if "category" in table.places else "name", sentence)
            return None
        if category not in own:
            table.refuse(line.number, "category", _not_its_category(enterprise, category))
            return None
        return str(category)


ZERO = Decimal(0)


def _not_its_category(enterprise: Enterprise, category: str) -> str:
    return _("%(name)s is a %(kind)s and has nothing of %(category)s; correct the row or the register.") % {
        "name": enterprise.name,
        "kind": enterprise.get_kind_display(),
        "category": Category(category).label,
    }


def _refuse_incomplete(
    table: Table, line: Line, title: str, days: Mapping[str, date | None], working_days: int | None
) -> None:
    if not title:
        table.refuse(line.number, "title", _("The notice's title is missing."))
    if days["signed_on"] is None and days["published_on"] is None:
        table.refuse(line.number, "published_on", _("Give the day on which the notice was published, or signed."))
    if (working_days is None) == (days["fixed_day"] is None):
        sentence = _("Give the working days to file the split, or the fixed day: one of the two.")
        table.refuse(line.number, "working_days", sentence)
