"""The page of obligations."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.http import SignedIn
from accounts.models import Organisation
from common.http import form_status
from common.periods import now, today
from deadlines.calendar import WorkCalendar
from deadlines.forms import ObligationFilter
from deadlines.models import Message, Obligation, ObligationQuerySet, Punctuality, Reminded
from deadlines.services import current_calendar

PAGE = 100


@dataclass(frozen=True)
class Row:
    """An obligation with where it stands and how its people were reminded."""

    obligation: Obligation
    punctuality: Punctuality
    status: str
    reminded: Reminded | None


@require_GET
def obligation_list(request: SignedIn) -> HttpResponse:
    """Every obligation this person may see, by default of this year."""
    at, seen = now(), Obligation.objects.visible_to(request.user)
    years = sorted({*seen.order_by().values_list("year", flat=True).distinct(), today().year}, reverse=True)
    organisations = Organisation.objects.filter(pk__in=seen.order_by().values("organisation"))
    form = ObligationFilter({"year": today().year, **request.GET.dict()}, years=years, organisations=organisations)
    rows = _filtered(seen, form.cleaned_data, at) if form.is_valid() else seen.none()
    ordered = rows.by_urgency(at).select_related("organisation")
    page = Paginator(ordered, PAGE).get_page(request.GET.get("page"))
    calendar = current_calendar()
    rows_shown = _shown(list(page), at, calendar)
    context = {"form": form, "page": page, "rows": rows_shown, "version": calendar.version}
    return render(request, "deadlines/obligation_list.html", context, status=form_status(form))


def _shown(obligations: list[Obligation], at: datetime, calendar: WorkCalendar) -> list[Row]:
    reminded, rows = Message.objects.by_obligation(obligations), []
    for obligation in obligations:
        punctuality = obligation.punctuality(at, calendar)
        waits = punctuality.status == "open" and obligation.opens_at > at
        status = "not_open" if waits else punctuality.status
        rows.append(Row(obligation, punctuality, status, reminded.get(obligation.pk)))
    return rows


def _filtered(rows: ObligationQuerySet, asked: dict[str, Any], at: datetime) -> ObligationQuerySet:
    if asked["year"]:
        rows = rows.filter(year=asked["year"])
    if asked["organisation"]:
        rows = rows.filter(organisation=asked["organisation"])
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
