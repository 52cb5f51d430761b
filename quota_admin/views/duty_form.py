"""From a duty to the form that meets it: what a reminder opens. Only here are all the forms known."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.views.signed_in import SignedIn
from allocations.models import Consultation, Filing
from common.http import get_visible_or_404
from deadlines.models import Obligation
from inspections.models import RectificationOrder
from inspections.reads.duties import page_of_duty
from reporting.models import Finding, ProductionReport

FILINGS = Obligation.BY_NOTICE
REPORTS = frozenset({Obligation.Kind.MONTHLY_REPORT, Obligation.Kind.REPORT_AGAIN, Obligation.Kind.REPORT_DECISION})

VISITS = frozenset({Obligation.Kind.VISIT_REPORT, Obligation.Kind.VISIT_REPLY, Obligation.Kind.RECTIFICATION})


@require_GET
def open_form(request: SignedIn, pk: int) -> HttpResponse:
    """The filing or report that is being worked on, else the place where it is begun; foreign duties are 404."""
    return redirect(form_of(get_visible_or_404(Obligation.objects, request.user, pk=pk)))


def form_of(duty: Obligation) -> str:
    """The address of that form."""
    # The ministry's and the provinces' duties are about a group; a group's own are about itself.
    group = duty.about_id or duty.organisation_id
    if duty.kind in VISITS:
        return _visit_of(duty)
    if duty.kind == Obligation.Kind.CONSULTATION:
        asked = Consultation.objects.filter(authority=duty.organisation_id, filing__group=group)
        open_one = asked.filter(filing__year=duty.year).order_by("-asked_at").first()
        return reverse("consultation_opinion", args=[open_one.pk]) if open_one else reverse("filing_list")
    if duty.kind in FILINGS:
        filings = Filing.objects.filter(group=group, notice__year=duty.year).exclude(state=Filing.State.DISCARDED)
        found = next((one for one in filings.order_by("-version") if one.notice.period == duty.period), None)
        return reverse("filing_detail", args=[found.pk]) if found else f"{reverse('filing_list')}?year={duty.year}"
    if duty.kind in REPORTS:
        year, _dash, month = duty.period.partition("-")
        report = (
            ProductionReport.objects.kept()
            .filter(group=group, year=int(year), month=int(month))
            .order_by("version")
            .last()
        )
        if report:
            return reverse("report_detail", args=[report.pk])
        return f"{reverse('report_list')}?year={duty.year}#m{duty.period}"
    if duty.kind == Obligation.Kind.YEAR_STATEMENT:
        return reverse("year_detail", args=[duty.year])
    if duty.kind == Obligation.Kind.FINDING_ANSWER:
        finding = next(iter(Finding.objects.filter(pk=duty.reference.removeprefix("F-") or 0)), None)
        return reverse("report_detail", args=[finding.line.report_id]) if finding else reverse("report_list")
    return page_of_duty(duty) or reverse("obligation_list")


def _visit_of(duty: Obligation) -> str:
    """The inspection that a duty names by its number, by that of a finding or of an order."""
    order = RectificationOrder.objects.filter(number=duty.reference).select_related("inspection").first()
    if order is not None:
        return order.inspection.get_absolute_url()
    # I-2021-<authority>-<number of the inspection>, and behind it the finding's.
    *_others, before, last = duty.reference.split("-")
    if duty.kind == Obligation.Kind.VISIT_REPLY:
        return f"{reverse('inspection_detail', args=[int(before)])}#finding-{last}"
    return reverse("inspection_detail", args=[int(last)])
