"""The year at a glance: what the first screens show of it, and the same as a document for a meeting."""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from accounts.views.signed_in import SignedIn
from common.periods import now
from deadlines.rules.calendar import WorkCalendar
from deadlines.services.calendar import current_calendar
from documents.files.pdf import http_pdf
from quota_admin.files.year_overview import in_chinese, overview_document
from quota_admin.reads.year_overview import group_overview, nation_overview, outputs_of, province_overview
from reporting.reads.progress import latest_reported
from reporting.views.execution import asked_month, national_context, refuse_part


@require_GET
def year_overview_pdf(request: SignedIn) -> HttpResponse:
    """The nation's year at a glance as a document for a meeting."""
    refuse_part(request.user)
    with in_chinese():
        shown = year_context(request, current_calendar())
        document = overview_document(shown, request.user, now())
    return http_pdf(f"overview-{shown['overview'].until}.pdf", document)


def year_context(request: SignedIn, calendar: WorkCalendar) -> dict[str, Any]:
    """The year at a glance: the nation's to a ministry, their own to a group and to a province."""
    user, until = request.user, asked_month(request)
    home = user.organisation
    if not user.sees_business or not (user.sees_everything or home.is_group or home.is_province):
        return {}
    outputs = outputs_of(user, until.year)
    if "until" not in request.GET:
        # Pace and forecast compare what is reported; the month that is over may be due only in some days.
        until = latest_reported(outputs, until)
    if user.sees_everything:
        shown = national_context(user, until, calendar=calendar)
        totals = list(shown["totals"].values())
        return {
            **shown,
            "overview": nation_overview(user, until, outputs, totals, shown["rows"], shown["duties"], shown["notice"]),
        }
    make = group_overview if home.is_group else province_overview
    return {"overview": make(user, until, outputs, now(), calendar)}
