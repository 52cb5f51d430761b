"""The pages on which a submitted report is taken back, or a version begun by mistake is given up."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.views.confirmation import ask, seen_of
from common.constraints import Refusal
from common.http import refuse_form
from common.workflow import refusal_of
from reporting import permissions
from reporting.forms.withdrawals import DiscardForm, RecallForm
from reporting.models import ProductionReport
from reporting.services.withdrawals import discard_report, recall_report
from reporting.views.reports import current_user, visible


@require_http_methods(["GET", "POST"])
def report_recall(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks why, then takes the submitted report back."""
    user, report = current_user(request), visible(request, pk)
    refusal_of(permissions.recall_report(user, report))
    form = RecallForm(request.POST or None)
    if form.is_valid():
        try:
            recall_report(report=report, by=user, seen=seen_of(request), **form.cleaned_data)
        except Refusal as refusal:
            refuse_form(form, refusal)
        else:
            messages.success(request, _("Taken back; the duty to report runs on with its deadline as it was."))
            return redirect("report_detail", report.pk)
    effects = [
        _("The ministry no longer decides on it and is notified, with your reason."),
        _("Its figures no longer count in the execution of the year."),
        _("The duty to report is open again; its deadline stays as it was, and lateness is counted from it."),
        _("The version stays readable; the clerk corrects it in a new version, which is signed and submitted again."),
    ]
    title = _("Take back the report of %(month)s") % {"month": report.period.label}
    return ask(request, title=title, label=_("Take back"), effects=effects, form=form, danger=True, **_way_back(report))


@require_http_methods(["GET", "POST"])
def report_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks, then gives up a version that was begun by mistake."""
    user, report = current_user(request), visible(request, pk)
    refusal_of(permissions.draft_report(user, report.group))
    form = DiscardForm(request.POST if request.method == "POST" else None, needed=not report.is_draft)
    if form.is_valid():
        try:
            kept = discard_report(report=report, by=user, seen=seen_of(request), **form.cleaned_data)
        except Refusal as refusal:
            refuse_form(form, refusal)
        else:
            messages.success(request, _("The version is discarded; what was in force stays in force."))
            return redirect("report_detail", kept.pk) if kept else redirect("report_list")
    effects = [
        _("What is in force stays in force; no figure changes."),
        _("This version has not been sent outside: it is removed, and its number can be used again.")
        if report.is_draft
        else _("This version was sent out: it stays readable as discarded, and the next version gets the next number."),
        _("The log keeps who discarded it, when and why."),
    ]
    title = _("Discard version %(version)s") % {"version": report.version}
    return ask(request, title=title, label=_("Discard"), effects=effects, form=form, danger=True, **_way_back(report))


def _way_back(report: ProductionReport) -> dict[str, Any]:
    back = reverse("report_detail", args=[report.pk])
    return {"back": back, "back_label": report.period.label, "about": report}
