"""An extract of the traceability system: what it would bring, and taking it over. All or nothing."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.reads.headings import names_of
from audit.services.record import record
from common.constraints import NotValid, Refusal
from common.periods import Month, now, today
from common.quantities import format_tonnes_plain, tonnes
from common.workflow import refusal_of
from documents.files.cells import Found
from documents.files.tables import read_sheets
from documents.services.attachments import safe_name
from enterprises.models import Enterprise
from reporting import permissions
from reporting.files.extract import LAYOUT, read_extract
from reporting.models import TraceabilityExtract, TraceabilityFigure
from reporting.reads.histories import members_of
from reporting.rules.reconciliation import QUANTITIES
from reporting.services.differences import reconcile


@dataclass(frozen=True)
class Row:
    """One enterprise and category: its figure in the previous extract and in this one; t REO as text."""

    enterprise: Enterprise
    category: str
    rows: int
    old: Mapping[str, str]
    new: Mapping[str, str]

    @property
    def is_new(self) -> bool:
        return not self.old

    @property
    def is_changed(self) -> bool:
        return bool(self.old) and self.old != self.new


@dataclass
class ExtractPreview:
    """What an extract would bring. Nothing is stored yet; with a refused cell nothing can be."""

    month: Month
    columns: Mapping[str, str]
    file_name: str
    file_hash: str
    former: int
    rows: list[Row] = field(default_factory=list)
    refused: list[Found] = field(default_factory=list)
    # What was left out: columns, totals, notes.
    remarks: list[Found] = field(default_factory=list)
    # Rows of the extract before it that the new one no longer has.
    gone: list[str] = field(default_factory=list)
    # The headings that nobody knows, for a match by hand.
    headings: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """New, changed, unchanged, refused."""
        new, changed = sum(row.is_new for row in self.rows), sum(row.is_changed for row in self.rows)
        return {
            "new": new,
            "changed": changed,
            "unchanged": len(self.rows) - new - changed,
            "refused": len(self.refused),
        }

    @property
    def says_something(self) -> bool:
        return any(row.is_new or row.is_changed for row in self.rows) or bool(self.gone)

    def to_json(self) -> dict[str, Any]:
        """What has to come back to take it over."""
        return {
            "month": str(self.month),
            "columns": dict(self.columns),
            "file": [self.file_name, self.file_hash],
            "former": self.former,
            "rows": [[row.enterprise.pk, row.category, row.rows, dict(row.new)] for row in self.rows],
        }


def preview_extract(*, month: Month, data: bytes, file_name: str, by: User) -> ExtractPreview:
    """Compares a file with the extract in force. Raises NotValid for what is no table, HeadingsUnknown for one that
    lacks a column.
    """
    refusal_of(permissions.upload_extract(by))
    _refuse_month(month)
    reading = read_extract(read_sheets(data), month, names_of(by.organisation, LAYOUT.name))
    former = _latest(by, month)
    stored = {(one.enterprise_id, one.category): _texts(one.figures) for one in former.figures.all()} if former else {}
    digest = hashlib.new(settings.AUDIT_HASH, data).hexdigest()
    name = safe_name(file_name)[:120] or "_"
    preview = ExtractPreview(month, reading.columns, name, digest, former.version if former else 0)
    preview.refused, preview.remarks, preview.headings = reading.faults, reading.remarks, reading.headings
    members = {row.credit_code: row for row in members_of(by.organisation, month)}
    for (code, category), traced in reading.traced.items():
        if code not in members:
            preview.refused.append(Found(reading.places[code, category], _not_a_member(code, by, month)))
            continue
        row = members[code]
        old = stored.pop((row.pk, category), {})
        preview.rows.append(Row(row, category, traced.rows, old, _texts(traced.figures)))
    names = {row.pk: row.name for row in Enterprise.objects.filter(pk__in=[key[0] for key in stored])}
    preview.gone = sorted({names[pk] for pk, _category in stored})
    return preview


def _not_a_member(code: str, by: User, month: Month) -> str:
    sentence = _(
        "%(code)s did not belong to %(group)s in %(month)s; delete the row, or ask for the register to be corrected."
    )
    return sentence % {"code": code, "group": by.organisation.name, "month": month.label}


def _refuse_month(month: Month) -> None:
    if month >= Month.of(today()):
        sentence = _("%(month)s is not over; an extract covers a whole month.") % {"month": month.label}
        raise NotValid("month_not_over", sentence, cells={"month": sentence})


def _latest(by: User, month: Month) -> TraceabilityExtract | None:
    return TraceabilityExtract.objects.of_month(by.organisation, month).first()


def _texts(figures: Mapping[str, Decimal | None]) -> dict[str, str]:
    return {name: format_tonnes_plain(figure) for name, figure in figures.items() if figure is not None}


@transaction.atomic
def take_extract(*, preview: Mapping[str, Any], by: User) -> TraceabilityExtract:
    """Takes over what a preview showed (its `to_json`) and compares it with the month's report.

    The same file taken twice changes nothing. Raises Refusal when another extract has come since.
    """
    refusal_of(permissions.upload_extract(by))
    month, (name, digest) = Month.parse(preview["month"]), preview["file"]
    # The group's row orders uploads of two clerks.
    type(by.organisation).objects.select_for_update().get(pk=by.organisation_id)
    former = _latest(by, month)
    if former and former.file_hash == digest and former.columns == preview["columns"]:
        return former
    if (former.version if former else 0) != preview["former"]:
        raise Refusal(
            "extract_changed", _("Another extract of this month was taken over since the preview; upload again.")
        )
    extract = TraceabilityExtract.objects.create(
        group=by.organisation,
        year=month.year,
        month=month.month,
        version=preview["former"] + 1,
        file_name=name,
        file_hash=digest,
        columns=preview["columns"],
        uploaded_by=by,
        uploaded_at=now(),
    )
    TraceabilityFigure.objects.bulk_create(_figures(extract, preview))
    after = {
        "month": str(month),
        "version": extract.version,
        "file": name,
        "hash": digest,
        "rows": len(preview["rows"]),
    }
    record("traceability.upload", by=by, subject=extract, after=after)
    reconcile(group=by.organisation, month=month, by=by)
    return extract


def _figures(extract: TraceabilityExtract, preview: Mapping[str, Any]) -> list[TraceabilityFigure]:
    return [
        TraceabilityFigure(
            extract=extract,
            enterprise_id=enterprise,
            category=category,
            rows=rows,
            **{quantity: tonnes(texts[quantity]) for quantity in QUANTITIES if quantity in texts},
        )
        for enterprise, category, rows, texts in preview["rows"]
    ]
