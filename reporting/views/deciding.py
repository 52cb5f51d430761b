"""Deciding: accept or return a report, decide a finding."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.reads.staleness import who_did
from accounts.views.confirmation import proof_context, proved, seen_of
from common.constraints import NotValid
from common.http import form_status, get_visible_or_404, refuse_form
from common.workflow import next_state, refusal_of
from reporting import permissions
from reporting.forms.reports import ReturnForm
from reporting.models import Finding
from reporting.reads.comparison import compare
from reporting.reads.effects import effects_of
from reporting.services.decisions import (
    accept_report,
    decide_finding,
    return_report,
)
from reporting.services.findings import explain_finding
from reporting.services.steps import LABELS
from reporting.transitions import REPORT
from reporting.views.reports import current_user, rows_context, visible, whole_context


@require_http_methods(["GET", "POST"])
def report_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """MIIT accepts, or returns with a reason and at cells."""
    user, report = current_user(request), visible(request, pk)
    refusal_of(permissions.decide_report(user, report))
    context = {**whole_context(user, report, request.GET), **rows_context(user, report, request.GET)}
    posted = request.POST if request.POST.get("decision") == "return" else None
    effects = effects_of(report)
    comparison = compare(effects.former, report, user) if effects else None
    form = ReturnForm(posted, parts=context["parts"], changes=comparison.changes if comparison else ())
    context |= {"effects": effects, "comparison": comparison}
    fault = None
    if request.method == "POST" and request.POST.get("decision") == "accept":
        fault = proved(request)
        if not fault:
            accept_report(report=report, by=user, seen=seen_of(request))
            said = _("The report is accepted; its figures count.")
            messages.success(request, who_did(report, "report.accept", by=user) or said)
            return redirect("report_detail", report.pk)
    if form.is_bound and form.is_valid():
        reason, cells = form.cleaned_data["reason"], form.pointed_at()
        try:
            code = form.cleaned_data["code"]
            return_report(report=report, code=code, reason=reason, cells=cells, by=user, seen=seen_of(request))
        except NotValid as refusal:
            refuse_form(form, refusal)
        else:
            said = _("The report is returned; the group sees the reason.")
            messages.success(request, who_did(report, "report.return", by=user) or said)
            return redirect("report_detail", report.pk)
    next_state(REPORT, report.state, "accept", LABELS)
    context |= {"form": form, **proof_context(request, about=report, signing=True, refusal=fault)}
    status = fault.status if fault else form_status(form)
    return render(request, "reporting/reports/report_decide.html", context, status=status)


@require_POST
def finding_explain(request: HttpRequest, pk: int) -> HttpResponse:
    """The group explains what was found after its report was submitted."""
    finding = get_visible_or_404(Finding.objects.select_related("line"), request.user, pk=pk)
    explain_finding(finding=finding, explanation=request.POST.get("explanation", ""), by=current_user(request))
    messages.success(request, _("The explanation is with the ministry."))
    return redirect("report_detail", finding.line.report_id)


@require_POST
def finding_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """MIIT decides a finding in words."""
    finding = get_visible_or_404(Finding.objects.select_related("line"), request.user, pk=pk)
    decide_finding(finding=finding, decision=request.POST.get("decision", ""), by=current_user(request))
    return redirect("report_detail", finding.line.report_id)
