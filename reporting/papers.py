"""A report and its receipt as PDFs, in Chinese: the language of record."""

from django.utils import translation
from django.utils.translation import gettext as _

from common.periods import SHANGHAI, day_of, day_text, now
from deadlines.models import Obligation
from deadlines.services import current_calendar
from documents.pdf import render_pdf
from reporting.grid import grid_of
from reporting.models import ProductionReport
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
            "reviewer": report.signed_by.name if report.signed_by else "",
            "dated": day_text(day_of(report.submitted_at)) if report.submitted_at else "",
            "unit": report.group.name_zh,
        }
        return render_pdf("reporting/report_pdf.html", context)


def receipt_document(report: ProductionReport) -> bytes:
    """The receipt on one page. Raises Refusal when this machine cannot print."""
    with translation.override("zh-hans"):
        receipt = {
            "title": _("Receipt: report of %(month)s") % {"month": report.period.label},
            "number": report.number,
            "facts": [
                (_("group"), report.group.name),
                (_("person in charge"), report.signed_by.name if report.signed_by else ""),
                (_("filled in by"), report.drafted_by.name),
            ],
            "exact_time": exact_time(report),
            "punctuality": punctuality_text(report),
            "version": f"v{report.version}",
            "hash": report.receipt_hash,
            "head": report.receipt_head,
            "next_step": _("MIIT checks the report and accepts it, or returns it with a reason."),
        }
        return render_pdf("documents/receipt.html", {"receipt": receipt})


def punctuality_text(report: ProductionReport) -> str:
    """On time, or late by how many working days, with the due day."""
    duty = Obligation.objects.filter(
        kind=Obligation.Kind.MONTHLY_REPORT, organisation=report.group, period=str(report.period)
    ).first()
    if duty is None:
        return ""
    stands = duty.punctuality(now(), current_calendar())
    if stands.status == "met_late":
        return _("%(count)s working days late; due %(day)s") % {"count": stands.workdays, "day": day_text(duty.due_on)}
    return _("on time; due %(day)s") % {"day": day_text(duty.due_on)}


def exact_time(report: ProductionReport) -> str:
    """The instant of submission to the second, in Beijing time."""
    return f"{report.submitted_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}" if report.submitted_at else ""
