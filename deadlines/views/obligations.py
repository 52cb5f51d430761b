"""The pages of obligations: the list, and one with how its deadline came about."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import Organisation, User
from accounts.views.signed_in import SignedIn
from audit.models import Event
from common.http import form_status, get_visible_or_404
from common.listing import list_page
from common.periods import now, today
from common.workflow import Action
from deadlines import permissions
from deadlines.forms.obligations import ObligationFilter
from deadlines.models import Extension, Obligation, ObligationQuerySet, Punctuality
from deadlines.rules.calendar import WorkCalendar
from deadlines.services.calendar import current_calendar
from notifications.models import Message, Reminded

SORTS = {
    "state": ("urgency", "due_on", "organisation__position", "kind"),
    "duty": ("kind", "due_on"),
    "organisation": ("organisation__position", "due_on"),
    "period": ("period", "organisation__position"),
    "due": ("due_on", "organisation__position"),
    "met": ("met_at",),
}


@dataclass(frozen=True)
class Row:
    """An obligation with its status and the reminders that were sent."""

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
    page = list_page(rows.with_urgency(at).select_related("organisation", "about"), request.GET, sorts=SORTS)
    calendar = current_calendar()
    rows_shown = _shown(list(page), at, calendar)
    context = {
        "may_remind": permissions.remind(request.user) is None,
        "form": form,
        "page": page,
        "rows": rows_shown,
        "version": calendar.version,
    }
    return render(request, "deadlines/obligations/obligation_list.html", context, status=form_status(form))


@require_GET
def obligation_detail(request: SignedIn, pk: int) -> HttpResponse:
    """One deadline: its four instants, why it is that day, who extended it, and its history."""
    at, calendar = now(), current_calendar()
    rows = Obligation.objects.select_related("organisation", "about")
    duty = get_visible_or_404(rows, request.user, pk=pk)
    (row,) = _shown([duty], at, calendar)
    extensions = Extension.objects.with_people().filter(obligation=duty)
    context = {
        "row": row,
        "duty": duty,
        "extensions": [(one, extension_actions(one, request.user)) for one in extensions],
        "actions": _actions(duty, request.user),
        "events": Event.objects.about(duty),
        "version": calendar.version,
    }
    return render(request, "deadlines/obligations/obligation_detail.html", context)


def _actions(duty: Obligation, user: User) -> list[Action]:
    """What this person may do about the deadline."""
    if duty.met_at is not None or duty.organisation_id != user.organisation_id:
        return []
    refusal = permissions.ask_extension(user, duty)
    return [Action("extend", _("Ask for an extension"), reverse("extension_ask", args=[duty.pk]), refusal)]


def extension_actions(extension: Extension, user: User) -> list[Action]:
    """Granting and refusing, where MIIT has to decide; taking back, for who asked."""
    if extension.state != Extension.State.ASKED:
        return []
    if extension.obligation.organisation_id == user.organisation_id:
        barred = permissions.ask_extension(user, extension.obligation)
        url = reverse("extension_recall", args=[extension.pk])
        return [Action("recall", _("Take back"), url, barred, danger=True)]
    if user.organisation.kind != permissions.MIIT:
        return []
    refusal = permissions.decide_extension(user, extension)
    return [
        Action("grant", _("Grant"), reverse("extension_grant", args=[extension.pk]), refusal),
        Action("refuse", _("Refuse"), reverse("extension_refuse", args=[extension.pk]), refusal, danger=True),
    ]


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
