"""How long the work takes: the page of a year."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from common.periods import today
from common.workflow import refusal_of
from reporting.permissions import see_service_times
from reporting.reads.service_times import service_rows
from reporting.reads.timeliness import years_with_duties
from reporting.views.reports import asked_year, current_user


@require_GET
def service_times(request: HttpRequest) -> HttpResponse:
    """By month: the ministries over all groups, a group over itself."""
    user = current_user(request)
    refusal_of(see_service_times(user))
    years = years_with_duties(user) or [today().year]
    year = asked_year(request, years)
    context = {"year": year, "years": years, "rows": service_rows(year, user), "today": today()}
    return render(request, "reporting/service_times/service_times.html", context)
