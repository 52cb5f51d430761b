"""The verbs of a history import: upload, preview, confirm and book, discard, reverse."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.reads.headings import names_of
from accounts.reads.staleness import done_already, refuse_if_changed
from allocations.services.imported_filings import reverse_filings
from allocations.services.imported_notices import reverse_notices
from audit.models import Event
from audit.services.record import record
from common.constraints import NotValid, Refusal, refuse_without_reason
from common.periods import now, today
from common.workflow import next_state, refusal_of
from documents.files.headings_unknown import HeadingsUnknown
from documents.files.reading import Limits, Sheet, read_workbook
from documents.models import Attachment
from documents.services.attachments import content_of, store
from enterprises.services.imported_register import reverse_register
from history import permissions
from history.files.register import read_register
from history.files.rows import Reading
from history.models import HistoryImport
from history.reads.names import enterprise_names, group_names
from history.services.notices import book_notices, plan_notices
from history.services.outputs import book_outputs, plan_outputs
from history.services.plans import Plan
from history.services.register import book_register, plan_register, refuse_dependents
from history.services.splits import book_splits, plan_splits
from history.transitions import HISTORY_IMPORT
from reporting.services.imported_reports import reverse_reports

LABELS = dict(HistoryImport.State.choices)
LANGUAGES = {"zh": "zh-hans", "en": "en"}
FIRST_YEAR = 2006
# A year of 800 enterprises with a row for each month, with room.
LIMITS = Limits(size=10_000_000, unpacked=300_000_000, memory=1_500_000_000, seconds=20)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Kind = HistoryImport.Kind


@transaction.atomic
def upload_history(*, kind: str, year: int | None, upload: "UploadedFile[bytes]", by: User) -> HistoryImport:
    """Keeps the file and shows what it would book. Raises NotValid for a year that is not over, and for no workbook."""
    refusal_of(permissions.upload_history(by))
    year = None if kind == Kind.REGISTER else year
    _refuse_year(kind, year)
    batch = HistoryImport.objects.create(
        kind=kind, year=year, source=_stored(upload), uploaded_by=by, uploaded_at=now()
    )
    record("history.upload", by=by, subject=batch, after={"kind": kind, "year": year, **_file(batch)})
    return _preview(batch, by)


@transaction.atomic
def replace_history(
    *, batch: HistoryImport, upload: "UploadedFile[bytes]", by: User, seen: int | None = None
) -> HistoryImport:
    """A mended file in place of the one that was uploaded; whoever replaces it is its uploader from then on."""
    batch = _locked(batch)
    refusal_of(permissions.upload_history(by))
    refuse_if_changed(batch, seen, by=by)
    next_state(HISTORY_IMPORT, batch.state, "replace", LABELS)
    former = f"{batch.source.name} {batch.source.sha256}"
    batch.source, batch.uploaded_by, batch.uploaded_at = _stored(upload), by, now()
    _step(batch, "replace", by=by, former_file=former, **_file(batch))
    return _preview(batch, by)


@transaction.atomic
def preview_history(*, batch: HistoryImport, by: User, seen: int | None = None) -> HistoryImport:
    """Reads the file again and compares it with what is there now."""
    batch = _locked(batch)
    refusal_of(permissions.upload_history(by))
    refuse_if_changed(batch, seen, by=by)
    next_state(HISTORY_IMPORT, batch.state, "read", LABELS)
    return _preview(batch, by)


@transaction.atomic
def discard_history(*, batch: HistoryImport, reason: str, by: User, seen: int | None = None) -> HistoryImport:
    """Puts an upload aside that is not wanted, with a reason; the file is kept."""
    batch = _locked(batch)
    refusal_of(permissions.upload_history(by))
    if done_already(batch, "history.discard"):
        return batch
    refuse_if_changed(batch, seen, by=by)
    next_state(HISTORY_IMPORT, batch.state, "discard", LABELS)
    batch.discard_reason = _reason(reason)
    _step(batch, "discard", by=by, reason=batch.discard_reason)
    return batch


@transaction.atomic
def confirm_history(*, batch: HistoryImport, by: User, seen: int | None = None) -> HistoryImport:
    """A second person confirms what the preview showed, and it is booked, all of it or nothing.

    The file is read again under the lock: where the system has changed meanwhile, it is refused. Confirmed twice, it
    is booked once.
    """
    batch = _locked(batch)
    refusal_of(permissions.confirm_history(by, batch))
    if done_already(batch, "history.book"):
        return batch
    refuse_if_changed(batch, seen, by=by)
    next_state(HISTORY_IMPORT, batch.state, "confirm", LABELS)
    plan = plan_of(batch, _sheets(batch.source))
    if not plan.bookable or plan.digest != batch.digest:
        raise Refusal(
            "preview_changed",
            _("What the workbook would book has changed since its preview; preview it again, and confirm that."),
        )
    batch.confirmed_by, batch.confirmed_for, batch.confirmed_at = by, by.acting_for, now()
    _step(batch, "confirm", by=by, digest=batch.digest)
    counts = BOOK[batch.kind](batch, plan.entries, at=batch.confirmed_at, by=by)
    _step(batch, "book", by=by, booked=counts, **_file(batch))
    return batch


@transaction.atomic
def ask_reversal(*, batch: HistoryImport, reason: str, by: User, seen: int | None = None) -> HistoryImport:
    """Asks for a booked workbook to be taken back, with a reason; another officer decides."""
    batch = _locked(batch)
    refusal_of(permissions.ask_reversal(by))
    if done_already(batch, "history.ask_reversal"):
        return batch
    refuse_if_changed(batch, seen, by=by)
    next_state(HISTORY_IMPORT, batch.state, "ask_reversal", LABELS)
    batch.reversal_reason = _reason(reason)
    batch.reversal_asked_by, batch.reversal_asked_at = by, now()
    _step(batch, "ask_reversal", by=by, reason=batch.reversal_reason)
    return batch


@transaction.atomic
def keep_history(*, batch: HistoryImport, by: User, seen: int | None = None) -> HistoryImport:
    """Drops the wish to take it back: it stays booked."""
    batch = _locked(batch)
    refusal_of(permissions.ask_reversal(by))
    if done_already(batch, "history.keep"):
        return batch
    refuse_if_changed(batch, seen, by=by)
    next_state(HISTORY_IMPORT, batch.state, "keep", LABELS)
    batch.reversal_reason, batch.reversal_asked_by, batch.reversal_asked_at = "", None, None
    _step(batch, "keep", by=by)
    return batch


@transaction.atomic
def reverse_history(*, batch: HistoryImport, by: User, seen: int | None = None) -> HistoryImport:
    """A second person takes back what was booked. Raises Refusal while something newer rests on it.

    Movements are booked the other way round and reports cease to count; nothing of them is deleted.
    """
    batch = _locked(batch)
    refusal_of(permissions.reverse_history(by, batch))
    if done_already(batch, "history.reverse"):
        return batch
    refuse_if_changed(batch, seen, by=by)
    next_state(HISTORY_IMPORT, batch.state, "reverse", LABELS)
    batch.reversed_by, batch.reversed_for, batch.reversed_at = by, by.acting_for, now()
    count = _take_back(batch, batch.reversed_at, by)
    _step(batch, "reverse", by=by, rows=count, reason=batch.reversal_reason, **_file(batch))
    return batch


def _take_back(batch: HistoryImport, at: datetime, by: User) -> int:
    asked_by = batch.reversal_asked_by
    if asked_by is None:
        raise ValueError("a reversal is asked for by somebody")
    if batch.kind == Kind.NOTICES:
        return reverse_notices(source=batch.source, asked_by=asked_by, at=at, by=by)
    if batch.kind == Kind.SPLITS:
        return reverse_filings(source=batch.source, asked_by=asked_by, at=at, by=by)
    if batch.kind == Kind.OUTPUTS:
        reason = f"{batch.number}: {batch.reversal_reason}"
        return reverse_reports(source=batch.source, asked_by=asked_by, reason=reason, at=at, by=by)
    refuse_dependents(batch)
    return reverse_register(source=batch.source, asked_by=asked_by, by=by)


# --- reading -----------------------------------------------------------------------------------------


def plan_of(batch: HistoryImport, sheets: list[Sheet]) -> Plan:
    """What the sheets would book, as things are now."""
    organisation = batch.uploaded_by.organisation

    def matched(layout: str) -> Mapping[str, str]:
        return names_of(organisation, layout)

    groups = group_names()
    if batch.kind == Kind.REGISTER:
        return plan_register(read_register(sheets, matched), enterprise_names(), groups)
    reading = Reading(sheets, batch.year or 0, groups, matched)
    if batch.kind == Kind.NOTICES:
        return plan_notices(reading, groups)
    plans = {Kind.SPLITS.value: plan_splits, Kind.OUTPUTS.value: plan_outputs}
    return plans[batch.kind](reading, enterprise_names())


BOOK: Mapping[str, Callable[..., dict[str, int]]] = {
    Kind.REGISTER: book_register,
    Kind.NOTICES: book_notices,
    Kind.SPLITS: book_splits,
    Kind.OUTPUTS: book_outputs,
}


def _preview(batch: HistoryImport, by: User) -> HistoryImport:
    """The preview in both languages, and whether it can be confirmed."""
    plans = _plans(batch)
    batch.preview = {key: plan.to_json() for key, plan in plans.items()}
    plan = plans["zh"]
    batch.digest = plan.digest if plan.bookable else ""
    counts = {name: count for name, count in batch.preview["zh"]["counts"].items() if count}
    _step(batch, "preview" if plan.bookable else "read", by=by, digest=batch.digest, found=counts)
    return batch


def _plans(batch: HistoryImport) -> dict[str, Plan]:
    """What the file would book, said in each language; it is unpacked once."""
    found: dict[str, Plan] = {}
    sheets: list[Sheet] | None = None
    for key, language in LANGUAGES.items():
        with translation.override(language):
            try:
                sheets = _sheets(batch.source) if sheets is None else sheets
                found[key] = plan_of(batch, sheets)
            except HeadingsUnknown as refusal:
                found[key] = Plan(fault=str(refusal), headings=list(refusal.headings))
            except NotValid as refusal:
                found[key] = Plan(fault=str(refusal))
    return found


def _sheets(source: Attachment) -> list[Sheet]:
    return list(read_workbook(content_of(source), LIMITS).sheets.values())


# --- one step ----------------------------------------------------------------------------------------


def _stored(upload: "UploadedFile[bytes]") -> Attachment:
    source = store(upload)
    if source.content_type != XLSX:
        sentence = _("Upload an XLSX workbook; the templates on this page are some.")
        raise NotValid("no_workbook", sentence, cells={"file": sentence})
    return source


def _refuse_year(kind: str, year: int | None) -> None:
    if kind == Kind.REGISTER:
        return
    last = today().year - 1
    if year is None or not FIRST_YEAR <= year <= last:
        sentence = _("Choose a year from %(first)s to %(last)s; the present year is reported in this system.")
        message = sentence % {"first": FIRST_YEAR, "last": last}
        raise NotValid("not_a_past_year", message, cells={"year": message})


def _reason(text: str) -> str:
    refuse_without_reason(text, _("Write the reason."))
    return text.strip()


def _file(batch: HistoryImport) -> dict[str, Any]:
    return {"file": batch.source.name, "sha256": batch.source.sha256}


def _step(batch: HistoryImport, action: str, *, by: User, former_file: str = "", **details: Any) -> Event:
    """Applies one step of the workflow, saves, and writes its audit line."""
    before = batch.state
    batch.state = next_state(HISTORY_IMPORT, before, action, LABELS)
    moved = batch.state != before
    batch.save()
    return record(
        f"history.{action}",
        by=by,
        subject=batch,
        before={**({"state": before} if moved else {}), **({"file": former_file} if former_file else {})},
        after={**({"state": batch.state} if moved else {}), **details},
    )


def _locked(batch: HistoryImport) -> HistoryImport:
    rows = HistoryImport.objects.select_for_update(of=("self",))
    return rows.select_related("source", "uploaded_by__organisation", "reversal_asked_by").get(pk=batch.pk)
