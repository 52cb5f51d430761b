"""The line of the log about each request, and the name that every line in between carries."""

import re
import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponseBase

from accounts.models import User
from operations.services.measurements import measure_request
from quota_admin.logs import Queries

HEADER = "X-Request-ID"
log = structlog.get_logger("quota_admin.request")
# A proxy's own number of a request; anything else is not repeated.
_GIVEN = re.compile(r"[A-Za-z0-9_-]{8,64}")
# The engine asks for these every few seconds.
_QUIET = frozenset({"healthz", "readyz"})


class RequestLog:
    """Names the request, and says one line about it when it is answered.

    The line has the route and the numbers of rows in it, never the address as it was typed: an address may hold the
    token of an invitation, and what somebody searches for.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        name, begun, queries = request_name(request), time.perf_counter(), Queries()
        request.log_name = name  # type: ignore[attr-defined]
        with structlog.contextvars.bound_contextvars(request=name), connection.execute_wrapper(queries):
            response = self.get_response(request)
            response.headers[HEADER] = name
            taken = time.perf_counter() - begun
            say(request, response, taken, queries)
            measure_request(
                method=request.method or "", route=route_of(request), status=response.status_code,
                taken=taken, asked=queries.count,
            )  # fmt: skip
        return response


def request_name(request: HttpRequest) -> str:
    """The number that our own proxy gave the request, or a new one."""
    given = request.headers.get(HEADER, "") if settings.PROXY_COUNT else ""
    return given if _GIVEN.fullmatch(given) else secrets.token_hex(8)


def say(request: HttpRequest, response: HttpResponseBase, seconds: float, queries: Queries) -> None:
    """The line: who, which route, what was answered, how long it took."""
    facts = {
        **who(request),
        "method": request.method,
        "route": route_of(request),
        "on": rows_of(request),
        "status": response.status_code,
        "milliseconds": round(seconds * 1000),
        "queries": queries.count,
        "query_milliseconds": round(queries.seconds * 1000),
    }
    if route_of(request) in _QUIET:
        log.debug("request", **facts)
    elif response.status_code >= 500 and response.status_code != 503:
        log.error("request", **facts)
    else:
        log.info("request", **facts)


def who(request: HttpRequest) -> dict[str, int]:
    """The numbers of the person and the organisation, when the request has found out who it is; it asks for nothing."""
    user = getattr(request, "_cached_user", None) or request.__dict__.get("user")
    if type(user) is not User:
        return {}
    return {"person": user.pk, "organisation": user.organisation_id}


def route_of(request: HttpRequest) -> str:
    """The route's name; empty for an address that is none."""
    match = request.resolver_match
    return (match.view_name or match.route) if match else ""


def rows_of(request: HttpRequest) -> str:
    """The numbers in the address that name rows, years and months included."""
    match = request.resolver_match
    named: Mapping[str, Any] = match.kwargs if match else {}
    return ",".join(f"{name}:{value}" for name, value in named.items() if isinstance(value, int))
