"""The desk and the help page: what the composition root itself shows."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.views.signed_in import SignedIn
from common.listing import list_page
from common.periods import now
from common.workflow import refusal_of
from deadlines.models import Obligation
from deadlines.permissions import see_duties
from deadlines.services.calendar import current_calendar
from enterprises.views.register import alert_context
from quota_admin.reads.desk import desk_of
from quota_admin.reads.keepers_desk import keepers_desk
from quota_admin.reads.last_visit import last_visit
from quota_admin.reads.manual import first_chapters
from quota_admin.views.year_overview import year_context
from reporting.permissions import decide_reports

DONE_SORTS = {
    "met": ("-met_at", "-pk"),
    "due": ("due_on",),
    "duty": ("kind", "period"),
    "period": ("period", "kind"),
}


def public(view: Callable[..., Any]) -> Callable[..., Any]:
    """Marks a view that needs no sign-in, where the view is somebody else's."""
    return login_not_required(view)


@require_GET
def desk(request: SignedIn) -> HttpResponse:
    """What this person has to do, by due date, and the year as far as it is theirs."""
    calendar = current_calendar()
    context: dict[str, Any] = {"desk": desk_of(request.user, calendar), **alert_context(request.user)}
    context["last_visit"] = last_visit(request.user)
    if context["last_visit"] is None:
        context["first_book"], context["first_chapters"] = first_chapters(request.user)
    if not request.user.sees_business:
        context["keepers"] = keepers_desk(request.user)
    decides = decide_reports(request.user) is None
    context["acceptable"] = decides and any(duty.status == "submitted" for duty in context["desk"].waiting)
    context |= year_context(request, calendar)
    return render(request, "quota_admin/desk/desk.html", context)


@require_GET
def done_list(request: SignedIn) -> HttpResponse:
    """All duties of one's organisation that are done, the latest first."""
    refusal_of(see_duties(request.user))
    met = Obligation.objects.filter(organisation=request.user.organisation_id).met()
    page = list_page(met.select_related("organisation", "about"), request.GET, sorts=DONE_SORTS)
    calendar, at = current_calendar(), now()
    rows = [(duty, duty.punctuality(at, calendar)) for duty in page]
    return render(request, "quota_admin/desk/done_list.html", {"page": page, "rows": rows})


@login_not_required
@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    """Workflow, step by step."""
    return render(request, "quota_admin/help.html")
