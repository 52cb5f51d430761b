"""The filtered log as a file: a workbook for people, CSV and JSON lines for programs."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _

from audit.models import Event
from audit.reads.changes import changes_of, subject_word
from audit.reads.labels import action_word, role_words
from audit.services.chain import canonical
from common.periods import SHANGHAI
from documents.files.streamed_workbooks import StreamedSheet, http_streamed
from documents.files.workbooks import Column

# What a person opens; programs take any number of lines.
WORKBOOK_ROWS = 20_000


def heads() -> list[str]:
    """The columns, by name."""
    return [
        _("number"), _("time"), _("account"), _("name"), _("organisation"), _("roles"), _("acting for"),
        _("from where"), _("action"), _("kind of object"), _("object"), _("value before"), _("value after"), _("hash"),
    ]  # fmt: skip


def cells(event: Event) -> list[str]:
    """One event as texts, in words."""
    changes = changes_of(event)
    return [
        str(event.number),
        event.at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
        event.actor,
        event.actor_name,
        event.organisation,
        role_words(event.roles),
        event.acting_for,
        event.origin,
        action_word(event.action),
        subject_word(event.subject_type),
        event.subject,
        "；".join(f"{change.label}：{change.before}" for change in changes if change.before is not None),
        "；".join(f"{change.label}：{change.after}" for change in changes if change.after is not None),
        event.hash,
    ]


def workbook(events: Iterable[Event], name: str, *, asked: str) -> HttpResponseBase:
    """The events as XLSX; `asked` says by which filter."""
    widths = (9, 25, 18, 16, 20, 16, 16, 16, 18, 16, 36, 36, 36, 66)
    columns = [Column(head, width=width) for head, width in zip(heads(), widths, strict=True)]
    # A cell holds 32,767 characters.
    rows = ([cell[:32_000] for cell in cells(event)] for event in events)
    sheet = StreamedSheet(_("Log"), columns, rows, heading=[_("Log"), asked])
    return http_streamed(f"{name}.xlsx", [sheet], meta={"kind": "audit-log"})


def comma_separated(events: Iterable[Event], name: str) -> HttpResponseBase:
    """The events as CSV, sent while they are read."""

    def lines() -> Iterator[str]:
        # With a byte-order mark a spreadsheet reads the Chinese.
        yield "\ufeff" + _line(heads())
        for event in events:
            yield _line([_harmless(cell) for cell in cells(event)])

    return _stream(lines(), f"{name}.csv", "text/csv; charset=utf-8")


def json_lines(events: Iterable[Event], name: str) -> HttpResponseBase:
    """The events as they were hashed, one JSON a line with the hash: whoever has them can verify them."""

    def lines() -> Iterator[str]:
        for event in events:
            held = {"event": json.loads(canonical(vars(event))), "hash": event.hash, "algorithm": event.algorithm}
            yield json.dumps(held, ensure_ascii=False, sort_keys=True) + "\n"

    return _stream(lines(), f"{name}.jsonl", "application/x-ndjson; charset=utf-8")


def _stream(lines: Iterator[str], name: str, content_type: str) -> HttpResponseBase:
    response = StreamingHttpResponse(lines, content_type=content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def _line(values: list[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(values)
    return buffer.getvalue()


def _harmless(text: str) -> str:
    """What a spreadsheet would take for a formula stays a text."""
    return "'" + text if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
