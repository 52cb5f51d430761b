"""The notice of an inspection as a PDF, and the inspections as a workbook."""

from collections.abc import Iterable

from django.utils import translation
from django.utils.translation import gettext as _

from common.periods import day_of, day_text, instant_text, now
from documents.pdf import render_pdf
from documents.workbooks import Column, Sheet, write_workbook
from enterprises.rules import rule_set_on
from inspections.clauses import CHECKLISTS
from inspections.models import Inspection


def notice_document(inspection: Inspection) -> bytes:
    """The notice in the layout of GB/T 9704-2012, without red head and seal. Raises Refusal where none can be printed."""
    if inspection.visit_on is None or inspection.notified_at is None:
        raise ValueError(f"{inspection.number} has not been announced")
    with translation.override("zh-hans"):
        context = {
            "inspection": inspection,
            "visit_on": day_text(inspection.visit_on),
            "dated": day_text(day_of(inspection.notified_at)),
            "items": CHECKLISTS[rule_set_on(inspection.visit_on)],
            "inspectors": list(inspection.inspectors.all()),
        }
        return render_pdf("inspections/inspection_notice_pdf.html", context)


def inspections_workbook(rows: Iterable[Inspection], *, title: str, by: str) -> bytes:
    """The inspections as they stand on the screen, with their findings that stand."""
    columns = [
        Column(_("number"), width=30), Column(_("province"), width=12), Column(_("enterprise"), width=40),
        Column(_("status"), width=14), Column(_("inspected on"), width=14, kind="day"), Column(_("findings"), width=50),
        Column(_("order"), width=24), Column(_("by when"), width=14, kind="day"),
        Column(_("lifted on"), width=14, kind="day"),
    ]  # fmt: skip
    lines = []
    for one in rows:
        order = getattr(one, "order", None)
        found = [f"{row.clause} {row.label}" for row in one.findings.all() if row.state == "final"]
        lines.append([
            one.number, one.enterprise.province.name, one.enterprise.name, str(one.get_state_display()),
            one.inspected_on, "；".join(found), order.number if order else "", order.due_on if order else None,
            order.lifted_on if order else None,
        ])  # fmt: skip
    stamp = _("exported %(at)s by %(who)s") % {"at": instant_text(now()), "who": by}
    sheet = Sheet(title=title, columns=columns, rows=lines, heading=[title, stamp])
    return write_workbook([sheet], meta={"kind": "inspections"})
