"""A notice as a document, and annex 1 as a workbook."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from allocations.models import Notice
from allocations.reads.annex import Annex, annex_of
from allocations.reads.notice_amendments import (
    FigureChange,
    TextChange,
    corrected_clock,
    figure_changes,
    text_changes,
)
from allocations.reads.notice_text import notice_text
from allocations.rules.annex_2 import ANNEX_2_LABEL, ANNEX_2_PARTS, ANNEX_2_ROWS
from allocations.rules.notice_text import clause_number
from common.periods import day_text
from common.quantities import format_tonnes_plain
from documents.files.pdf import render_pdf
from documents.files.workbooks import Column, Sheet, write_workbook


def notice_document(notice: Notice) -> bytes:
    """The notice as a PDF in the layout of GB/T 9704-2012, in Chinese, without red head and seal.

    Raises Refusal when this machine cannot print.
    """
    with translation.override("zh-hans"):
        annex = annex_of(notice)
        signed = notice.signed_on or notice.published_on
        context = {
            "notice": notice,
            "annex": annex,
            "signers": [party.printed for party in notice.parties.all() if party.role == party.Role.SIGNS],
            "informed": "，".join(party.printed for party in notice.parties.all() if party.role == party.Role.INFORMED),
            "text": notice_text(notice),
            "dated": day_text(signed) if signed else "",
            "plain_rows": _plain_rows(annex),
            "has_annex_2": bool(notice.text.annex_2),
            "form_parts": ANNEX_2_PARTS,
            "form_label": ANNEX_2_LABEL,
            "empty_rows": range(ANNEX_2_ROWS),
        }
        if notice.amends is not None:
            return render_pdf("allocations/notices/amendment_pdf.html", {**context, **_amendment(notice)})
        return render_pdf("allocations/notices/notice_pdf.html", context)


def _amendment(notice: Notice) -> dict[str, Any]:
    """What a correction or revocation says of the notice that it is about."""
    base = notice.amends
    if base is None:
        raise ValueError(f"notice {notice.pk} amends nothing")
    revokes = notice.kind == Notice.Kind.REVOCATION
    figures = [] if revokes else figure_changes(notice)
    changes: list[TextChange | FigureChange] = [] if revokes else [*text_changes(notice), *figures]
    clock = "" if revokes else corrected_clock(notice)
    sentences = [*([clock] if clock else []), *(one.sentence for one in changes)]
    day = base.signed_on or base.published_on
    return {
        "base": base,
        "base_number": f"（{base.document_number}）" if base.document_number else "",
        "base_day": day_text(day) if day else "",
        "revokes": revokes,
        "changes": [f"{clause_number(place)}、{text}。" for place, text in enumerate(sentences, start=1)],
        "with_annex": bool(figures),
        "has_annex_2": False,
    }


def _plain_rows(annex: Annex) -> list[dict[str, Any]]:
    """Annex 1 as the notice prints it: numbered groups, “of which” below, the sum last; whole tonnes, no separators."""

    def texts(cells: Sequence[Decimal | None]) -> list[str]:
        return [format_tonnes_plain(tonnes) if tonnes is not None else "" for tonnes in cells]

    rows: list[dict[str, Any]] = []
    for number, row in enumerate(annex.rows, start=1):
        figures = texts([cell.stated if cell else None for cell in row.cells])
        rows.append({"number": number, "name": row.name, "cells": figures})
        rows += [{"number": "", "name": f"其中：{name}", "cells": texts(parts)} for name, parts in row.of_which]
    if any(annex.reserve):
        rows.append({"number": "", "name": "预留指标", "cells": texts(annex.reserve)})
    return [*rows, {"number": "", "name": "合计", "cells": texts([whole.stated for whole in annex.totals])}]


def annex_workbook(notice: Notice) -> bytes:
    """Annex 1 as XLSX: groups, national totals."""
    annex = annex_of(notice)
    columns = [Column(_("group"), width=44)]
    unit = pgettext("in brackets", "t REO")
    columns += [Column(str(category.label), unit=unit, width=22, kind="tonnes") for category in annex.categories]
    rows: list[list[str | Decimal | None]] = []
    for row in annex.rows:
        rows.append([row.name, *(cell.stated if cell else None for cell in row.cells)])
        rows += [[f"　{_('of which')} {name}", *parts] for name, parts in row.of_which]
    if any(annex.reserve):
        rows.append([_("reserve"), *annex.reserve])
    total: list[str | Decimal | None] = [_("total"), *(cell.stated for cell in annex.totals)]
    sheet = Sheet(title=_("Annex 1"), columns=columns, rows=rows, total=total, heading=[notice.title])
    return write_workbook([sheet], meta={"notice": notice.period})
