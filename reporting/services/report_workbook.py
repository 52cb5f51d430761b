"""A report as a workbook.

The prefilled template, what an upload would change, and taking it over. All or nothing.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.reads.headings import names_of
from audit.services.record import record
from common.constraints import NotValid, Refusal
from common.periods import Month
from documents.files.keys import Keys
from documents.files.previews import Preview
from documents.files.reading import Workbook, read_workbook
from documents.files.table_reader import Table, collect, read_tables, text_above
from documents.files.workbooks import write_workbook
from enterprises.models import Enterprise
from enterprises.reads.past import former_names
from reporting.files.report_workbook import LAYOUT, meta_of, template_sheets
from reporting.models import ProductionReport
from reporting.reads.cells import parse_named
from reporting.reads.line_values import line_values
from reporting.rules.form import FORM_VERSION
from reporting.services.drafts import save_named
from reporting.services.report_tables import Reading
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
    lines = line_values(report)
    known = {code: (line.name, line.names) for (code, _category), line in lines.items()}
    keys = Keys.of(
        ((code, *names) for code, names in known.items()),
        former_names(Enterprise.objects.filter(report_lines__report=report)),
    )
    layout = LAYOUT.with_names(names_of(report.group, LAYOUT.name))
    tables = read_tables(book.sheets.values(), layout, keys)
    if not book.meta.get("form"):
        _refuse_other_month(report, tables)
    preview = Preview(report.pk, _stamp(report))
    reading = Reading(preview, lines)
    reading.read(tables)
    preview.refused, remarks = collect(tables)
    preview.remarks = [*remarks, *reading.missing(tables)]
    preview.headings = [text for table in tables for text in table.unknown]
    return preview


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


def _stamp(report: ProductionReport) -> str:
    """When the draft was last saved: names the figures that a preview was compared with."""
    return report.saved_at.astimezone(UTC).isoformat()


@transaction.atomic
def apply_upload(*, report: ProductionReport, preview: Mapping[str, Any], by: User) -> ProductionReport:
    """Takes over what a preview showed (its `to_json`). Raises Refusal when the draft has changed since."""
    report = locked(report)
    if preview["subject"] != report.pk or preview["stamp"] != _stamp(report):
        raise Refusal("draft_changed", _("The draft was changed since the preview; upload the workbook again."))
    saved = save_named(report=report, named=parse_named(preview["cells"]), by=by)
    if preview["cells"]:
        record("report.upload", by=by, subject=saved, after={"cells": len(preview["cells"])})
    return saved
