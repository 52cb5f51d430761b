"""A report and its receipt as PDFs, in Chinese: the language of record."""

from django.utils import translation
from django.utils.translation import gettext as _

from common.periods import day_of, day_text
from deadlines.models import Obligation
from deadlines.services.obligations import punctuality_sentence
from documents.files.pdf import render_pdf
from documents.files.receipts import Receipt, receipt_pdf
from reporting.models import ProductionReport
from reporting.reads.grid import grid_of
from reporting.rules.form import LABEL_ZH


def report_document(report: ProductionReport) -> bytes:
    """The whole report on A4 landscape: parts A to C, and D with the place for the seal.

    Raises Refusal when this machine cannot print.
    """
    with translation.override("zh-hans"):
        context = {
            "report": report,
            "parts": grid_of(report),
            "form_label": LABEL_ZH,
            "whole": True,
            "paper": True,
            "maker": report.drafted_by.name,
            "reviewer": report.signer,
            "dated": day_text(day_of(report.submitted_at)) if report.submitted_at else "",
            "unit": report.group_name,
        }
        return render_pdf("reporting/reports/report_pdf.html", context)


def receipt_document(report: ProductionReport) -> bytes:
    """The receipt on one page. Raises Refusal when this machine cannot print."""
    if report.submitted_at is None:
        raise ValueError(f"{report.number} has not been submitted")
    with translation.override("zh-hans"):
        receipt = Receipt(
            title=_("Receipt: report of %(month)s") % {"month": report.period.label},
            number=report.number,
            facts=[
                (_("group"), report.group_name),
                (_("person in charge"), report.signer),
                (_("filled in by"), report.drafted_by.name),
            ],
            at=report.submitted_at,
            punctuality=punctuality_sentence(Obligation.Kind.MONTHLY_REPORT, report.group, str(report.period)),
            version=f"v{report.version}",
            hash=report.receipt_hash,
            head=report.receipt_head,
            next_step=_("MIIT checks the report and accepts it, or returns it with a reason."),
        )
        return receipt_pdf(receipt)
