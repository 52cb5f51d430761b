"""A report as a workbook.

The prefilled template, what an upload would change, and taking it over. All or nothing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.reads.headings import names_of
from allocations.files.categories import category_named
from audit.services.record import record
from common.constraints import NotValid, Refusal
from common.periods import Month
from common.quantities import Category, format_tonnes_plain
from documents.files.cells import Found
from documents.files.previews import Change, Preview
from documents.files.reading import Workbook, read_workbook
from documents.files.table_reader import Keys, Table, collect, missing_headings, read_tables, text_above
from documents.files.workbooks import write_workbook
from reporting.files.report_workbook import LAYOUT, REASON_BY_NAME, meta_of, template_sheets
from reporting.models import ProductionReport, ReportLine
from reporting.reads.cells import TEXTS, CellName, Value, cells_of, parse_texts, value_of
from reporting.reads.histories import lines_to_fill
from reporting.rules.form import FORM_VERSION
from reporting.services.drafts import save_report
from reporting.services.steps import locked

# How a sheet of one's own says its month.
MONTH = re.compile(r"(20[0-9]{2})\s*[年./-]\s*([0-9]{1,2})(?![0-9])")


def template_workbook(report: ProductionReport) -> bytes:
    """The report as XLSX, its figures filled in, its fixed cells locked.

    Hidden: group, month and form version.
    """
    return write_workbook(template_sheets(report), meta=meta_of(report))


def preview_upload(report: ProductionReport, content: bytes) -> Preview:
    """Compares a workbook with the draft: the template, or a sheet of the group's own with headings that are known.

    Raises HeadingsUnknown for one whose headings are not, and NotValid for a file that is no workbook, or of another
    group or month: that is refused before any figure is read.
    """
    book = read_workbook(content)
    _refuse_foreign(report, book)
    lines = {(line.enterprise.credit_code, str(line.category)): line for line in lines_to_fill(report)}
    enterprises = {line.enterprise.credit_code: line.enterprise for line in lines.values()}
    keys = Keys.of((code, row.name, (row.name_zh, row.name_en)) for code, row in enterprises.items())
    layout = LAYOUT.with_names(names_of(report.group, LAYOUT.name))
    tables = read_tables(book.sheets.values(), layout, keys)
    if not book.meta.get("form"):
        _refuse_other_month(report, tables)
    reading = Reading(Preview(report.pk, _stamp(report)), lines)
    for table in tables:
        reading.read(table)
    refused, remarks = collect(tables)
    reading.preview.refused = [*refused, *reading.preview.refused]
    reading.preview.remarks = [*remarks, *reading.missing(tables)]
    reading.preview.headings = [text for table in tables for text in table.unknown]
    return reading.preview


def _refuse_foreign(report: ProductionReport, book: Workbook) -> None:
    """A template says in its hidden sheet whose it is; a sheet of one's own has none."""
    stored, expected = book.meta, meta_of(report)
    if not stored.get("form"):
        return
    if stored["form"] != FORM_VERSION:
        raise NotValid(
            "wrong_form",
            _("The workbook has form version %(found)s; the form in use is %(expected)s. Download it again.")
            % {"found": stored["form"], "expected": FORM_VERSION},
        )
    if stored.get("group") != expected["group"]:
        raise NotValid("wrong_group", _("The workbook belongs to another group; nothing of it was read."))
    if stored.get("month") != expected["month"]:
        raise _wrong_month(report, _month_label(stored.get("month", "")))


def _refuse_other_month(report: ProductionReport, tables: Sequence[Table]) -> None:
    """A sheet of one's own says its month in its name or its title, or not at all."""
    for at, text in text_above(tables):
        months = [f"{year}-{int(month):02}" for year, month in MONTH.findall(text) if 1 <= int(month) <= 12]
        if months and str(report.period) not in months:
            refusal = _wrong_month(report, _month_label(months[0]))
            raise NotValid(refusal.code, f"{at}: {refusal.sentence}")


def _wrong_month(report: ProductionReport, found: str) -> NotValid:
    sentence = _("The workbook is for %(found)s, this report is for %(expected)s; nothing of it was read.")
    return NotValid("wrong_month", sentence % {"found": found, "expected": report.period.label})


def _month_label(text: str) -> str:
    try:
        return Month.parse(text).label
    except ValidationError:
        return text


@dataclass
class Reading:
    """Reads the tables of a workbook against a report's lines, by credit code and category."""

    preview: Preview
    lines: Mapping[tuple[str, str], ReportLine]
    # Where each cell of the report stood, and which lines had a row under the heading of a field.
    places: dict[str, str] = field(default_factory=dict)
    met: dict[str, set[tuple[str, str]]] = field(default_factory=dict)

    def read(self, table: Table) -> None:
        """Every line of a table; what is refused is said at its cell."""
        fields = [one.field for one in table.fields]
        here: dict[tuple[str, str], str] = {}
        for number, code in table.lines:
            key = self._key(table, number, code)
            if key in here:
                sentence = _("%(code)s stands twice, before in %(first)s; keep one row.")
                table.refuse(number, _key_name(table), sentence % {"code": code, "first": here[key]})
            elif key is not None:
                here[key] = table.at(number)
                self._read_line(table, number, self.lines[key], fields)
        for name in fields:
            self.met.setdefault(name, set()).update(here)

    def _key(self, table: Table, number: int, code: str) -> tuple[str, str] | None:
        """The line's code and category; None, and a refusal, for one that the report does not have."""
        name = _key_name(table)
        if not code:
            table.refuse(number, name, _no_row(table.text(number, name)))
            return None
        own = [category for key, category in self.lines if key == code]
        said = table.text(number, "category") if "category" in table.places else ""
        category = category_named(said) if said else (own[0] if len(own) == 1 else None)
        if category is None or (code, str(category)) not in self.lines:
            sentence = _no_row(code) if category else _which_category(own)
            table.refuse(number, "category" if said or not category else name, sentence)
            return None
        return code, str(category)

    def _read_line(self, table: Table, number: int, line: ReportLine, fields: Sequence[str]) -> None:
        stored, enterprise = cells_of(line), line.enterprise.name
        for field_name in fields:
            cell = CellName(field_name, line.enterprise_id, line.category)
            if not cell.exists:
                self._refuse_idle(table, number, cell)
                continue
            name = str(cell)
            try:
                value = _value(table, number, field_name)
            except ValidationError as fault:
                table.refuse(number, field_name, " ".join(fault.messages))
                continue
            if value is None and name not in self.places and stored.get(name) in (None, ""):
                self.preview.unchanged += 1
                continue
            at = table.at(number, field_name)
            if name in self.places:
                sentence = _("The same figure stands in %(first)s; keep one row for each enterprise and category.")
                table.refuse(number, field_name, sentence % {"first": self.places[name]})
                continue
            self.places[name] = at
            label = table.layout.by_field[field_name].label
            self.preview.compare(Change(name, at, enterprise, label, _shown(stored.get(name)), _shown(value)))

    def _refuse_idle(self, table: Table, number: int, cell: CellName) -> None:
        """A figure where the category has none, as feed beside a mine."""
        if table.value(number, cell.field) is not None:
            sentence = _("This category has no such figure; delete it.")
            table.refuse(number, cell.field, sentence)

    def missing(self, tables: Sequence[Table]) -> Iterator[Found]:
        """The lines of the report without a row, and the columns without a heading."""
        parts = {line.category for line in self.lines.values()}
        wanted = [one.field for one in LAYOUT.headings if one.is_value]
        fields = {part: [name for name in wanted if CellName(name, 1, part).exists] for part in parts}
        if found := missing_headings(tables, [name for name in wanted if any(name in own for own in fields.values())]):
            yield found
        for part in sorted(parts):
            keys = {key for key in self.lines if key[1] == part}
            there = [self.met[name] for name in fields[part] if name in self.met and name not in TEXTS]
            for key in sorted(key for key in keys if any(key not in met for met in there)):
                line = self.lines[key]
                sentence = _("%(enterprise)s (%(category)s) has no row in the file; its figures stay as they are.")
                said = {"enterprise": line.enterprise.name, "category": line.get_category_display()}
                yield Found("", sentence % said)


def _key_name(table: Table) -> str:
    return "code" if "code" in table.places else "name"


def _value(table: Table, number: int, name: str) -> Value:
    """A figure, or the text of a reason or a note."""
    if name not in TEXTS:
        return table.figure(number, name)
    text = table.text(number, name)
    text = REASON_BY_NAME.get(text, text) if name == "reason" else text
    return value_of(CellName(name, 1, Category.SEPARATION), text) or None


def _no_row(text: str) -> str:
    return _("%(code)s has no row of this category in the report; add it on the page first.") % {"code": text}


def _which_category(own: Sequence[str]) -> str:
    names = _(", ").join(str(Category(one).label) for one in own)
    return _("Which category? The row has to say one of: %(names)s.") % {"names": names}


def _shown(value: Value) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else format_tonnes_plain(value)


def _stamp(report: ProductionReport) -> str:
    """When the draft was last saved: names the figures that a preview was compared with."""
    return report.saved_at.astimezone(UTC).isoformat()


@transaction.atomic
def apply_upload(*, report: ProductionReport, preview: Mapping[str, Any], by: User) -> ProductionReport:
    """Takes over what a preview showed (its `to_json`). Raises Refusal when the draft has changed since."""
    report = locked(report)
    if preview["subject"] != report.pk or preview["stamp"] != _stamp(report):
        raise Refusal("draft_changed", _("The draft was changed since the preview; upload the workbook again."))
    saved = save_report(report=report, cells=parse_texts(preview["cells"]), by=by)
    if preview["cells"]:
        record("report.upload", by=by, subject=saved, after={"cells": len(preview["cells"])})
    return saved
