"""The page of obligations."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.http import SignedIn
from common.http import form_status
from common.periods import now, today
from deadlines.calendar import WorkCalendar
from deadlines.forms import ObligationFilter
from deadlines.models import Obligation, ObligationQuerySet, Punctuality
from deadlines.services import current_calendar

PAGE = 100


@dataclass(frozen=True)
class Row:
    """An obligation with where it stands."""

    obligation: Obligation
    punctuality: Punctuality
    status: str


@require_GET
def obligation_list(request: SignedIn) -> HttpResponse:
    """Every obligation this person may see, by default of this year."""
    at, seen = now(), Obligation.objects.visible_to(request.user)
    years = sorted({*seen.order_by().values_list("year", flat=True).distinct(), today().year}, reverse=True)
    form = ObligationFilter({"year": today().year, **request.GET.dict()}, years=years)
    rows = _filtered(seen, form.cleaned_data, at) if form.is_valid() else seen.none()
    page = Paginator(rows.select_related("organisation"), PAGE).get_page(request.GET.get("page"))
    calendar = current_calendar()
    context = {"form": form, "page": page, "rows": [_row(one, at, calendar) for one in page]}
    return render(request, "deadlines/obligation_list.html", context, status=form_status(form))


def _row(obligation: Obligation, at: datetime, calendar: WorkCalendar) -> Row:
    punctuality = obligation.punctuality(at, calendar)
    waits = punctuality.status == "open" and obligation.opens_at > at
    return Row(obligation, punctuality, "not_open" if waits else punctuality.status)


def _filtered(rows: ObligationQuerySet, asked: dict[str, Any], at: datetime) -> ObligationQuerySet:
    if asked["year"]:
        rows = rows.filter(year=asked["year"])
    if asked["kind"]:
        rows = rows.filter(kind=asked["kind"])
    within = rows.open().filter(late_from__gt=at)
    states = {
        "not_open": within.filter(opens_at__gt=at),
        "open": within.begun(at),
        "overdue": rows.late(at),
        "met_on_time": rows.met_on_time(),
        "met_late": rows.met_late(),
    }
    return states[asked["state"]] if asked["state"] else rows
