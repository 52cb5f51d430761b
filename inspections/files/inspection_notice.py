"""The notice of an inspection as a PDF."""

from django.utils import translation

from common.periods import day_of, day_text
from documents.files.pdf import render_pdf
from enterprises.reads.past import named_then
from enterprises.rules.eligibility import rule_set_on
from inspections.models import Inspection
from inspections.rules.clauses import CHECKLISTS


def notice_document(inspection: Inspection) -> bytes:
    """The notice in the layout of GB/T 9704-2012, without red head and seal. Raises Refusal where none can be printed."""
    if inspection.visit_on is None or inspection.notified_at is None:
        raise ValueError(f"{inspection.number} has not been announced")
    named_then([inspection], inspection.visit_on)
    with translation.override("zh-hans"):
        context = {
            "inspection": inspection,
            "visit_on": day_text(inspection.visit_on),
            "dated": day_text(day_of(inspection.notified_at)),
            "items": CHECKLISTS[rule_set_on(inspection.visit_on)],
            "inspectors": list(inspection.inspectors.all()),
        }
        return render_pdf("inspections/inspections/inspection_notice_pdf.html", context)
