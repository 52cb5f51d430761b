"""Years side by side: of the nation, of a group, of an enterprise."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.models import Organisation
from common.http import get_visible_or_404
from common.workflow import refusal_of
from enterprises.models import Enterprise
from reporting.permissions import see_execution
from reporting.reads.execution_trail import Trail, trail_of_enterprise, trail_of_group, trail_of_nation
from reporting.reads.trends import Trend, trend_of_enterprise, trend_of_group, trend_of_nation
from reporting.views.execution import asked_month, months_of, refuse_part
from reporting.views.reports import current_user


@require_GET
def execution_years(request: HttpRequest) -> HttpResponse:
    """The nation's years."""
    refuse_part(current_user(request))
    trends = trend_of_nation(asked_month(request).month)
    return _shown(request, trends, name="", above=trail_of_nation())


@require_GET
def execution_group_years(request: HttpRequest, code: str) -> HttpResponse:
    """A group's years."""
    user = current_user(request)
    group = get_visible_or_404(Organisation.objects.groups(), user, code=code)
    refusal_of(see_execution(user))
    trends = trend_of_group(group, asked_month(request).month)
    return _shown(request, trends, name=group.short, above=trail_of_group(user, group))


@require_GET
def execution_enterprise_years(request: HttpRequest, pk: int) -> HttpResponse:
    """An enterprise's years; to a group that has it no longer, what it gave and reported itself."""
    user, until = current_user(request), asked_month(request)
    enterprise = get_visible_or_404(Enterprise.objects.all(), user, pk=pk)
    home = user.organisation
    left = home.is_group and not Enterprise.objects.in_group(home, until.last_day).filter(pk=pk).exists()
    trends = trend_of_enterprise(enterprise, user, until.month, left=left)
    return _shown(request, trends, name=enterprise.name, above=trail_of_enterprise(user, enterprise))


def _shown(request: HttpRequest, trends: list[Trend], *, name: str, above: Trail) -> HttpResponse:
    until = asked_month(request)
    context = {"trends": trends, "name": name, "above": above, "until": until, "months": months_of(until.year)}
    return render(request, "reporting/trends/trend.html", context)
