"""Reminding several organisations of what is overdue, on one page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.views.signed_in import SignedIn
from common.periods import now
from common.workflow import refusal_of
from deadlines import permissions
from deadlines.models import Obligation
from deadlines.services.calendar import current_calendar
from deadlines.services.chasers import remind
from notifications.models import Message

# What is overdue longest comes first; the rest follows when these have been dealt with.
SHOWN = 200


@require_http_methods(["GET", "POST"])
def obligations_remind(request: SignedIn) -> HttpResponse:
    """What is overdue at others, who is to be reminded, and when they were last."""
    refusal_of(permissions.remind(request.user))
    if request.method == "POST":
        named = [int(pk) for pk in request.POST.getlist("duty")[:SHOWN] if pk.isdecimal() and len(pk) < 19]
        count = remind(obligations=named, by=request.user)
        if count:
            messages.success(request, _("Reminders are sent for %(count)s duties.") % {"count": count})
        else:
            messages.warning(request, _("Nobody was reminded: nothing chosen is overdue and not yet reminded today."))
        return redirect("obligations_remind")
    at, calendar = now(), current_calendar()
    late = Obligation.objects.visible_to(request.user).late(at).exclude(organisation=request.user.organisation_id)
    duties = list(late.select_related("organisation", "about").order_by("due_on", "pk")[:SHOWN])
    reminded = Message.objects.by_obligation(duties)
    context = {
        "rows": [(duty, duty.punctuality(at, calendar), reminded.get(duty.pk)) for duty in duties],
        "effects": [
            _("The clerks and officers of each organisation get a message, and an e-mail where they want one."),
            _("Nobody is reminded of the same duty twice on one day; each reminder stands in the log."),
        ],
    }
    return render(request, "deadlines/obligations/obligations_remind.html", context)
