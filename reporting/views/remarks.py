"""Remarks of the Ministry of Natural Resources on filings and reports."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.views.confirmation import ask
from accounts.views.signed_in import SignedIn
from allocations.models import Filing
from common.constraints import Refusal
from common.http import get_visible_or_404, refuse_form
from common.workflow import refusal_of
from reporting import permissions
from reporting.forms.remarks import RemarkForm
from reporting.models import ProductionReport, Remark
from reporting.services import remarks as services


@never_cache
@require_http_methods(["GET", "POST"])
def filing_remark(request: SignedIn, pk: int) -> HttpResponse:
    """A remark on a filing."""
    filing = get_visible_or_404(Filing.objects.select_related("group", "notice"), request.user, pk=pk)
    return _remark(request, filing, reverse("filing_detail", args=[pk]))


@never_cache
@require_http_methods(["GET", "POST"])
def report_remark(request: SignedIn, pk: int) -> HttpResponse:
    """A remark on a report."""
    report = get_visible_or_404(ProductionReport.objects.select_related("group"), request.user, pk=pk)
    return _remark(request, report, reverse("report_detail", args=[pk]))


def _remark(request: SignedIn, about: Filing | ProductionReport, back: str) -> HttpResponse:
    refusal_of(permissions.make_remark(request.user, about))
    form = RemarkForm(request.POST or None)
    if form.is_valid():
        try:
            services.make_remark(about=about, text=form.cleaned_data["text"], by=request.user)
        except Refusal as refusal:
            refuse_form(form, refusal)
        else:
            messages.success(request, _("The remark is on record; MIIT and the group read it."))
            return redirect(back)
    effects = [
        _("MIIT reads it before it decides, the group with the decision; the provinces do not."),
        _("A remark is not a decision and cannot be edited; it can be withdrawn."),
    ]
    title = _("Remark on %(number)s") % {"number": about.number}
    return ask(
        request, title=title, label=_("Put the remark on record"), effects=effects, back=back,
        back_label=about.number if isinstance(about, Filing) else about.period.label, form=form,
    )  # fmt: skip


@require_POST
def remark_withdraw(request: SignedIn, pk: int) -> HttpResponse:
    """Takes a remark back."""
    remark = get_visible_or_404(Remark.objects.with_people(), request.user, pk=pk)
    services.withdraw_remark(remark=remark, by=request.user)
    messages.success(request, _("Taken back; it stays readable."))
    page = "filing_detail" if remark.filing_id else "report_detail"
    return redirect(page, remark.about.pk)
