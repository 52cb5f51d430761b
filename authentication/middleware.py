"""What every request of a signed-in person passes: the limits of the session, and the second factor of the role."""

from collections.abc import Callable

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from accounts.models import User
from audit.services.record import note
from authentication.services import second_factor, sessions
from authentication.services.throttling import count_download
from common.constraints import TooMany
from common.http import refused_page, safe_referer

# Where one goes without the second factor that the role needs: to set it up, or away.
OPEN_WITHOUT = frozenset(
    {"second_factor_set_up", "sign_out", "session", "set_language", "help", "healthz", "readyz", "verify_receipt"}
)

Answer = Callable[[HttpRequest], HttpResponse]


class SessionLimits:
    """Ends a session in which nothing was done for too long, or that lasts too long; keeps the others alive."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if isinstance(user, User):
            if sessions.limits(request.session).over:
                note("sign_out", by=user, subject=user, after={"reason": "session ended"})
                logout(request)
            elif sessions.is_by_a_person(request):
                sessions.touch(request.session)
        return self.get_response(request)


class DownloadRates:
    """Each PDF costs a second of a processor; so many in a minute are enough for one account."""

    # How addresses of files end.
    FILES = (".pdf", ".xlsx", ".csv", "/pdf", "/xlsx", "/csv")

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """The refusal, or None: the view answers."""
        if isinstance(request.user, User) and request.path.rstrip("/").endswith(self.FILES):
            try:
                count_download(request)
            except TooMany as refusal:
                return refused_page(request, refusal, safe_referer(request))
        return None


class SecondFactorRequired:
    """Who needs a second factor and has none is led to set it up, and does nothing else until then.

    Every request carries its proof, so that pages beneath this app can ask for a fresh one.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.proof = second_factor.FreshProof(request)  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """The refusal, or None: the view answers."""
        user = request.user
        match = request.resolver_match
        if not isinstance(user, User) or (match and match.url_name in OPEN_WITHOUT) or self._has_one(request, user):
            return None
        if request.path.startswith("/api/"):
            refusal = second_factor.missing()
            return JsonResponse({"code": refusal.code, "detail": str(refusal), "cells": {}}, status=refusal.status)
        return HttpResponseRedirect(reverse("second_factor_set_up"))

    def _has_one(self, request: HttpRequest, user: User) -> bool:
        if request.session.get(second_factor.HAS_ONE) == user.pk:
            return True
        if not second_factor.is_obligatory(user):
            return True
        if not second_factor.is_set_up(user):
            return False
        request.session[second_factor.HAS_ONE] = user.pk
        return True
