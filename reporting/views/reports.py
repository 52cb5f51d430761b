"""Reading reports: the list, a report, its receipt, both as PDF."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.models import Organisation, User
from audit.models import Event
from common.http import get_visible_or_404
from common.listing import Listing, list_page
from common.periods import Month, now, speaks_chinese, today
from common.workflow import Action, refusal_of
from deadlines.models import Obligation
from deadlines.services.calendar import current_calendar
from documents.files.pdf import http_pdf, pdf_refusal
from reporting import permissions
from reporting.files.report import receipt_document, report_document
from reporting.forms.reports import RowsFilter
from reporting.models import Finding, ProductionReport
from reporting.reads.comparison import compare, other_to_compare
from reporting.reads.finding_actions import reopening_actions
from reporting.reads.histories import notice_of
from reporting.reads.report_actions import report_actions
from reporting.reads.report_pages import part_pages
from reporting.reads.timeliness import MonthDuty, month_duties, years_with_duties
from reporting.rules.form import LABEL_EN, LABEL_ZH

# Findings of a report at once, by the number they have in it.
FINDINGS = 25
FINDING_SORTS = {"found": ("pk",), "status": ("state", "pk")}


@require_GET
def report_list(request: HttpRequest) -> HttpResponse:
    """A group's months; for the ministries groups by months; for a province the reports with its enterprises."""
    user = current_user(request)
    years = years_with_duties(user) or [today().year]
    year = asked_year(request, years)
    duties = month_duties(year, user=user, at=now())
    context = {
        "year": year,
        "years": years,
        "duties": duties,
        "months": list(dict.fromkeys(duty.month for duty in duties)),
        "by_group": _by_group(duties),
        "reports": ProductionReport.objects.visible_to(user)
        .filter(year=year)
        .select_related("group")
        .prefetch_related("group__former_names"),
        "drafting": permissions.draft_report(user, user.organisation),
        "late": [duty for duty in duties if duty.is_late and duty.is_open],
    }
    return render(request, "reporting/reports/report_list.html", context)


def _by_group(duties: list[MonthDuty]) -> dict[Organisation, dict[Month, MonthDuty]]:
    rows: dict[Organisation, dict[Month, MonthDuty]] = {}
    for duty in duties:
        rows.setdefault(duty.group, {})[duty.month] = duty
    return rows


def asked_year(request: HttpRequest, years: list[int]) -> int:
    """The year in the address, else the latest."""
    asked = request.GET.get("year", "")
    return int(asked) if asked.isdecimal() and len(asked) == 4 else years[0]


@require_GET
def report_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A report, as far as this person may see its lines."""
    user = current_user(request)
    report = visible(request, pk)
    context = {**whole_context(user, report, request.GET), **rows_context(user, report, request.GET)}
    return render(request, "reporting/reports/report_detail.html", context)


def whole_context(user: User, report: ProductionReport, asked: QueryDict) -> dict[str, object]:
    """What every page that shows a report needs, with a page of its findings."""
    whole = permissions.see_whole_report(user, report) is None
    others = ProductionReport.objects.visible_to(user).of_month(report.group, report.period).exclude(pk=report.pk)
    duty = Obligation.objects.filter(
        kind=Obligation.Kind.MONTHLY_REPORT, organisation=report.group, period=str(report.period)
    ).first()
    return {
        "report": report,
        "status": report_status(report),
        "whole": whole,
        "findings": _findings(user, report, asked),
        "actions": report_actions(user, report),
        "may_explain": permissions.explain_findings_of(user, report) is None,
        "may_decide": permissions.decide_report(user, report) is None,
        "pdf_refusal": pdf_refusal(),
        "events": Event.objects.about(report) if whole else [],
        "others": [(other, report_status(other)) for other in others],
        "notice": notice_of(report.year, user),
        "duty": duty,
        "punctuality": duty.punctuality(now(), current_calendar()) if duty else None,
        "form_label": LABEL_ZH if speaks_chinese() else LABEL_EN,
    }


def rows_context(user: User, report: ProductionReport, asked: QueryDict) -> dict[str, Any]:
    """The rows of a report that the address asks for, and the filter of them."""
    whole = permissions.see_whole_report(user, report) is None
    form = RowsFilter(asked)
    return {"parts": part_pages(report, user, asked, whole=whole, search=form.words), "rows_form": form}


def _findings(user: User, report: ProductionReport, asked: QueryDict) -> Listing[tuple[Finding, list[Action]]]:
    """A page of what was found, with what this person may do about the reopening of each."""
    found = Finding.objects.visible_to(user).filter(line__report=report)
    rows = found.select_related("line__enterprise", "line__report", "reopen_asked_by", "reopen_asked_for")
    page = list_page(rows, asked, sorts=FINDING_SORTS, size=FINDINGS, slot="finding-")
    return replace(page, rows=[(finding, reopening_actions(finding, user)) for finding in page])


def report_status(report: ProductionReport) -> str:
    """The code of the status component."""
    return "report_accepted" if report.state == ProductionReport.State.ACCEPTED else report.state


@require_GET
def report_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """This version beside another one of the month, cell by cell, as far as this person may see the lines."""
    user, report = current_user(request), visible(request, pk)
    others = list(ProductionReport.objects.visible_to(user).of_month(report.group, report.period).exclude(pk=report.pk))
    asked = request.GET.get("with", "")
    other = next((one for one in others if str(one.version) == asked), None)
    if asked and other is None:
        raise Http404
    other = other or other_to_compare(report, others)
    context = {
        "report": report,
        "others": others,
        "status": report_status(report),
        "other": other,
        "other_status": report_status(other) if other else "",
        "comparison": compare(other, report, user) if other else None,
        "located": user.organisation.is_province,
    }
    return render(request, "reporting/reports/report_compare.html", context)


@require_GET
def report_receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt: number, exact time, in time or late, version, hash, and what happens next."""
    user, report = current_user(request), visible(request, pk)
    refusal_of(permissions.see_whole_report(user, report))
    if report.submitted_at is None or report.imported_from_id is not None:
        raise Http404
    context = whole_context(user, report, request.GET)
    return render(request, "reporting/reports/report_receipt.html", context)


@require_GET
def report_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole report as PDF."""
    report = visible(request, pk)
    refusal_of(permissions.see_whole_report(current_user(request), report))
    return http_pdf(f"{report.number}.pdf", report_document(report))


@require_GET
def report_receipt_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt as PDF."""
    report = visible(request, pk)
    refusal_of(permissions.see_whole_report(current_user(request), report))
    if report.submitted_at is None or report.imported_from_id is not None:
        raise Http404
    return http_pdf(f"{report.number}-receipt.pdf", receipt_document(report))


def current_user(request: HttpRequest) -> User:
    """Who is signed in; every page here asks for it (LoginRequiredMiddleware)."""
    if not isinstance(request.user, User):
        raise TypeError("nobody is signed in")
    return request.user


def visible(request: HttpRequest, pk: int) -> ProductionReport:
    """The report, if this person may see it."""
    return get_visible_or_404(
        ProductionReport.objects.select_related("group", "supersedes", "imported_from"), request.user, pk=pk
    )
