"""A page each that tells a year: of the nation, a group, an enterprise, a province."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import Organisation, Province
from accounts.views.signed_in import SignedIn
from allocations.reads.quota_steps import QuotaStep, enterprise_steps, group_steps, nation_steps, province_steps
from common.http import get_visible_or_404
from common.workflow import refusal_of
from enterprises.models import Enterprise
from enterprises.models.places import EverLocated
from quota_admin.reads.year_overview import executed_of_group, executed_of_province
from quota_admin.reads.year_story import Subject, happenings, kinds_of, marks
from reporting.permissions import see_execution
from reporting.reads.enterprise_execution import of_enterprise
from reporting.reads.execution import Executed, national
from reporting.reads.execution_trail import Trail, trail_of_enterprise, trail_of_group, trail_of_nation
from reporting.reads.histories import notice_of
from reporting.reads.progress import (
    MonthlyOutputs,
    latest_reported,
    outputs_of_enterprise,
    outputs_of_group,
    outputs_of_nation,
    outputs_of_province,
    progress,
)
from reporting.views.execution import asked_month, months_of, refuse_part


@require_GET
def year_nation(request: SignedIn) -> HttpResponse:
    """The nation's year."""
    refuse_part(request.user)
    until, outputs = _until(request, outputs_of_nation(asked_month(request).year))
    parts = national(until), outputs, nation_steps(until.year)
    links = [(_("Execution"), reverse("execution")), (_("Years side by side"), reverse("execution_years"))]
    return _told(request, until, Subject(), parts, name=_("nation"), links=links, above=trail_of_nation())


@require_GET
def year_group(request: SignedIn, code: str) -> HttpResponse:
    """A group's year."""
    group = get_visible_or_404(Organisation.objects.groups(), request.user, code=code)
    refusal_of(see_execution(request.user))
    until, outputs = _until(request, outputs_of_group(asked_month(request).year, group))
    parts = executed_of_group(group, until), outputs, group_steps(until.year, group)
    links = [
        (_("Execution"), reverse("execution_group", args=[code])),
        (_("Years side by side"), reverse("execution_group_years", args=[code])),
    ]
    above = trail_of_group(request.user, group)
    return _told(request, until, Subject(group=group), parts, name=group.short, links=links, above=above)


@require_GET
def year_enterprise(request: SignedIn, pk: int) -> HttpResponse:
    """An enterprise's year; of the quota no steps to a group or a province that it has left."""
    user = request.user
    enterprise = get_visible_or_404(EverLocated(), user, pk=pk)
    until, outputs = _until(request, outputs_of_enterprise(asked_month(request).year, enterprise, user))
    executed = [row.executed for row in of_enterprise(until, enterprise, user.organisation)]
    steps = enterprise_steps(until.year, pk) if _is_theirs(request, enterprise) else []
    links = [
        (_("Execution"), reverse("execution_enterprise", args=[pk])),
        (_("Register"), reverse("enterprise_detail", args=[pk])),
    ]
    parts = executed, outputs, steps
    above = trail_of_enterprise(user, enterprise)
    return _told(request, until, Subject(enterprise=enterprise), parts, name=enterprise.name, links=links, above=above)


def _is_theirs(request: SignedIn, enterprise: Enterprise) -> bool:
    home = request.user.organisation
    if home.is_group:
        return Enterprise.objects.in_group(home, asked_month(request).last_day).filter(pk=enterprise.pk).exists()
    return not home.is_province or home.province_id == enterprise.province_id


@require_GET
def year_province(request: SignedIn, province: str) -> HttpResponse:
    """A province's year, to the ministries and to its own authorities."""
    user = request.user
    place = Province.objects.filter(code=province).first()
    own = user.sees_business and user.organisation.is_province and user.organisation.province_id == province
    if place is None or not (user.sees_everything or own):
        raise Http404
    until, outputs = _until(request, outputs_of_province(asked_month(request).year, province))
    links = (
        [(_("Jurisdiction"), reverse("jurisdiction"))] if own else [(_("By province"), reverse("execution_provinces"))]
    )
    above = links if own else [*trail_of_nation(), *links]
    parts = executed_of_province(place, until), outputs, province_steps(until.year, province)
    return _told(request, until, Subject(province=province), parts, name=place.name, links=links, above=above)


def _until(request: SignedIn, outputs: MonthlyOutputs) -> tuple[Any, MonthlyOutputs]:
    until = asked_month(request)
    return (until if "until" in request.GET else latest_reported(outputs, until)), outputs


def _told(
    request: SignedIn,
    until: Any,
    subject: Subject,
    parts: tuple[Iterable[Executed], MonthlyOutputs, Iterable[QuotaStep]],
    *,
    name: str,
    links: list[tuple[str, str]],
    above: Trail,
) -> HttpResponse:
    executed, outputs, steps = parts[0], parts[1], list(parts[2])
    found = happenings(request.user, until.year, subject, steps)
    context = {
        "name": name,
        "until": until,
        "months": months_of(until.year),
        "overview": {"progress": progress(executed, outputs, steps, until), "until": until},
        "happenings": found,
        "marks": marks(found),
        "kinds": kinds_of(found),
        "links": links,
        "above": above,
        "notice": notice_of(until.year, request.user),
    }
    return render(request, "quota_admin/year_story/year_story.html", context)
