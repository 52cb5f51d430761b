"""A report as a workbook.

The prefilled template, what an upload would change, and taking it over. All or nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from accounts.models import User
from audit.services.record import record
from common.constraints import NotValid, Refusal
from common.periods import Month
from common.quantities import format_tonnes_plain
from documents.files.previews import Change, Preview, RefusedCell, text_of
from documents.files.reading import Cell, Workbook, read_workbook
from documents.files.workbooks import write_workbook
from reporting.files.report_workbook import REASON_BY_NAME, SHEETS, SheetForm, meta_of, name_of, template_sheets
from reporting.models import ProductionReport, ReportLine
from reporting.reads.cells import CellName, Value, cells_of, parse_texts, value_of
from reporting.reads.histories import lines_to_fill
from reporting.rules.form import FORM_VERSION
from reporting.services.drafts import save_report
from reporting.services.steps import locked

Rows = Sequence[Sequence[Cell]]


def template_workbook(report: ProductionReport) -> bytes:
    """The report as XLSX, its figures filled in, its fixed cells locked.

    Hidden: group, month and form version.
    """
    return write_workbook(template_sheets(report), meta=meta_of(report))


def preview_upload(report: ProductionReport, content: bytes) -> Preview:
    """Compares a filled-in template with the draft.

    Raises NotValid for a file that is not this report's template; a wrong group or month is refused before
    any figure is read.
    """
    book = read_workbook(content)
    _refuse_foreign(report, book)
    lines = {(line.enterprise.credit_code, line.category): line for line in lines_to_fill(report)}
    preview = Preview(report.pk, _stamp(report))
    for form in SHEETS:
        wanted = {key for key in lines if key[1] in form.categories}
        if wanted:
            _read_sheet(preview, form, book.sheets.get(form.title), {key: lines[key] for key in wanted})
    return preview


def _refuse_foreign(report: ProductionReport, book: Workbook) -> None:
    stored, expected = book.meta, meta_of(report)
    if not stored.get("form"):
        raise NotValid(
            "not_our_template",
            _("This is not the template; download it from the report's page and fill that one in."),
        )
    if stored["form"] != FORM_VERSION:
        raise NotValid(
            "wrong_form",
            _("The workbook has form version %(found)s; the form in use is %(expected)s. Download it again.")
            % {"found": stored["form"], "expected": FORM_VERSION},
        )
    if stored.get("group") != expected["group"]:
        raise NotValid("wrong_group", _("The workbook belongs to another group; nothing of it was read."))
    if stored.get("month") != expected["month"]:
        raise NotValid(
            "wrong_month",
            _("The workbook is for %(found)s, this report is for %(expected)s; nothing of it was read.")
            % {"found": _month_label(stored.get("month", "")), "expected": report.period.label},
        )


def _month_label(text: str) -> str:
    try:
        return Month.parse(text).label
    except ValidationError:
        return text


def _read_sheet(
    preview: Preview, form: SheetForm, rows: Rows | None, lines: Mapping[tuple[str, str], ReportLine]
) -> None:
    if rows is None:
        raise NotValid("sheet_missing", _("The sheet “%(sheet)s” is missing.") % {"sheet": form.title})
    seen: set[tuple[str, str]] = set()
    for number, row in enumerate(rows, start=1):
        key = form.key_of([cell.value for cell in row])
        if key is None or number <= form.head_row:
            continue
        if key in seen or key not in lines:
            preview.refused.append(RefusedCell(_at(form, number, 0), _why_no_row(key, twice=key in seen)))
            continue
        seen.add(key)
        _read_row(preview, form, number, row, lines[key])


def _why_no_row(key: tuple[str, str], *, twice: bool) -> str:
    if twice:
        return _("%(code)s stands twice in this sheet; keep one row.") % {"code": key[0]}
    return _("%(code)s has no row of this category in the report; add it on the page first.") % {"code": key[0]}


def _read_row(preview: Preview, form: SheetForm, number: int, row: Sequence[Cell], line: ReportLine) -> None:
    stored, enterprise = cells_of(line), line.enterprise.name
    for place, entry in enumerate(form.entries):
        index = form.index_of(place)
        text = text_of(row[index].value) if len(row) > index else ""
        name = name_of(form, place, line)
        if not text and stored.get(name) in (None, ""):
            preview.unchanged += 1
            continue
        at = _at(form, number, index)
        text = REASON_BY_NAME.get(text, text) if entry.field == "reason" else text
        try:
            value = value_of(CellName(entry.field, line.enterprise_id, line.category), text)
        except ValidationError as fault:
            preview.refused.append(RefusedCell(at, " ".join(fault.messages)))
            continue
        old, new = _shown(stored.get(name)), _shown(value)
        preview.compare(Change(name, at, enterprise, entry.head, old, new))


def _shown(value: Value) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else format_tonnes_plain(value)


def _at(form: SheetForm, row: int, index: int) -> str:
    """Sheet and cell, as in “A 采矿!G4”."""
    return f"{form.title}!{get_column_letter(index + 1)}{row}"


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
