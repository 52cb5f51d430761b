"""Record in the log the origin of a request, refusals and downloads."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponseBase

from audit.services.record import Actor, Anonymous, Limit, Thing, note_within, origin

log = logging.getLogger(__name__)
# One account cannot fill the disk: the same refusal once a minute, and a few megabytes a day of different ones.
REFUSALS = Limit(an_hour=300, same=timedelta(minutes=1))
EXPORTS = Limit(an_hour=1000)


class OriginMiddleware:
    """Keeps the client's address for the events written while this request is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = origin.set(address_of(request))
        try:
            return self.get_response(request)
        finally:
            origin.reset(token)


def address_of(request: HttpRequest) -> str:
    """The client's address. Behind our own proxies it is what the outermost of them saw, not what a client claims."""
    direct: str = request.META.get("REMOTE_ADDR", "")
    hops: int = settings.PROXY_COUNT
    seen = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    return seen[-hops] if 0 < hops <= len(seen) else direct


class AccessMiddleware:
    """Notes each refused access and each file that leaves, once the answer is known.

    An export that cannot be noted does not leave; a refusal stays one even then.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.has_header("Content-Disposition") and response.status_code < 300:
            note_export(request, response)
        elif is_refusal(request, response):
            try:
                note_refusal(request, response)
            except DatabaseError:
                log.exception("a refused access could not be noted")
        return response


def is_refusal(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether to log a refusal: 403 always; 404 for signed-in users on an existing route, because the row is not theirs."""
    if response.status_code == 403:
        return True
    signed_in = getattr(request, "user", None) is not None and request.user.is_authenticated
    return response.status_code == 404 and signed_in and request.resolver_match is not None


def note_refusal(request: HttpRequest, response: HttpResponseBase) -> None:
    """Who was refused what, and by which rule if it was one of ours."""
    facts = _facts(request, response)
    refusal = getattr(request, "refusal", None)
    if refusal is not None:
        facts["rule"] = refusal.code
    text = f"{response.status_code} {request.method} {request.path}"
    note_within(REFUSALS, "access.refused", by=_who(request), subject=_address(request, text), after=facts)


def note_export(request: HttpRequest, response: HttpResponseBase) -> None:
    """Who took which file."""
    disposition = response["Content-Disposition"]
    facts = {**_facts(request, response), "file": disposition[:300]}
    if request.META.get("QUERY_STRING"):
        facts["query"] = request.META["QUERY_STRING"][:500]
    if response.has_header("Content-Length"):
        facts["bytes"] = int(response["Content-Length"])
    note_within(EXPORTS, "export", by=_who(request), subject=_address(request, request.path), after=facts)


def _facts(request: HttpRequest, response: HttpResponseBase) -> dict[str, Any]:
    return {"method": request.method, "path": request.path[:1000], "code": response.status_code}


def _address(request: HttpRequest, text: str) -> Thing:
    return Thing("address", request.resolver_match.view_name if request.resolver_match else "", text)


def _who(request: HttpRequest) -> Actor:
    user: Any = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else Anonymous()
