"""A person's calendar of duties, month by month, and the feed of it for a calendar program."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from rest_framework.request import Request

from accounts.views.signed_in import SignedIn
from authentication.services.throttling import AccountThrottle
from common.http import month_or_404
from common.periods import Month, now, today
from common.workflow import refusal_of
from deadlines.models import Feed, Obligation
from deadlines.permissions import see_duties
from deadlines.reads.duty_calendar import weeks
from deadlines.services.calendar import current_calendar
from deadlines.services.feeds import feed_of, person_of, renew_feed, revoke_feed


class FeedThrottle(AccountThrottle):
    """A calendar program asks a few times an hour; whoever asks more often waits."""

    scope = "feed"

    def get_cache_key(self, request: Request, view: object) -> str:
        return f"rate:{self.scope}:{request.user.pk}"


@require_GET
def duty_calendar(request: SignedIn) -> HttpResponse:
    """The month in hand, or the one in the address."""
    refusal_of(see_duties(request.user))
    text = request.GET.get("month", "")
    month = month_or_404(text) if text else Month.of(today())
    calendar, at = current_calendar(), now()
    pages = weeks(month, [], calendar, at=at, today=today())
    shown = (pages[0][0].day, pages[-1][-1].day)
    duties = Obligation.objects.visible_to(request.user).filter(
        organisation=request.user.organisation_id, due_on__range=shown
    )
    rows = list(duties.select_related("organisation", "about").order_by("due_on", "kind", "pk"))
    context = {
        "month": month,
        "weeks": weeks(month, rows, calendar, at=at, today=today()),
        "weekdays": [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")],
        "known": calendar.knows(month.first_day),
        "version": calendar.version,
        "feed": Feed.objects.filter(person=request.user).first(),
    }
    return render(request, "deadlines/duty_calendar/duty_calendar.html", context)


@require_POST
def feed_renew(request: SignedIn) -> HttpResponse:
    """Makes the link and shows it once."""
    refusal_of(see_duties(request.user))
    token = renew_feed(by=request.user)
    address = settings.PUBLIC_ADDRESS or request.build_absolute_uri("/").rstrip("/")
    context = {"link": address + reverse("duty_feed", args=[token])}
    response = render(request, "deadlines/duty_calendar/feed_link.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
def feed_revoke(request: SignedIn) -> HttpResponse:
    """Ends the link."""
    refusal_of(see_duties(request.user))
    revoke_feed(by=request.user)
    messages.success(request, _("The link of the feed no longer works."))
    return redirect("duty_calendar")


@login_not_required
@require_http_methods(["GET", "HEAD"])
def duty_feed(request: HttpRequest, token: str) -> HttpResponse:
    """What a calendar program reads, by the token alone: no session. A wrong one is 404, like any other address."""
    person = person_of(token)
    if person is None or not person.sees_business:
        raise Http404
    request.user = person
    FeedThrottle().allow_request(request, None)  # type: ignore[arg-type]
    response = HttpResponse(feed_of(person, now()), content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = "private, max-age=900"
    return response
