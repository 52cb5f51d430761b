"""What is laid over every view of the API: rates, scopes, the description, what was read, and the key of a write."""

import hashlib
import json
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags, quote_etag
from django.utils.translation import gettext as _
from rest_framework.generics import GenericAPIView
from rest_framework.parsers import FormParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import DefaultRouter
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from common.constraints import NotAllowed, NotValid, Refusal
from integrations.models import ServiceToken
from integrations.rules.scopes import scope_of
from integrations.services.idempotency import Answer, once
from integrations.services.transactions import in_one_transaction
from quota_admin.api.description import Description
from quota_admin.api.requests import CheckedRequest, check_query

V = TypeVar("V", bound=type[APIView])
Handler = Callable[..., HttpResponse]
KEY, REPEATED = "Idempotency-Key", "Idempotent-Replayed"
LONGEST_KEY = 200


class ChangedSinceRead(Refusal):
    """The row is not what `If-Match` says: 412."""

    status = 412


class Described(APIView):
    """Answers only what is described; laid over a view by `described`."""

    throttles: tuple[BaseThrottle, ...] = ()

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> CheckedRequest:
        """A request whose body is checked when it is read."""
        made = super().initialize_request(request, *args, **kwargs)
        made.__class__ = CheckedRequest
        assert isinstance(made, CheckedRequest)
        return made

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """After account, rights and rate: the request itself."""
        super().initial(request, *args, **kwargs)
        refuse_without_scope(request)
        assert isinstance(request, CheckedRequest)
        request.operation = Description.of_this_code().operation(request._request)
        if request.operation is not None:
            check_query(request, request.operation)
        if request.method not in {"GET", "HEAD", "OPTIONS"} and request.user.is_authenticated:
            self._guard_write(request)

    def _guard_write(self, request: Request) -> None:
        """What was read is still so, and the key of the write has one effect; both in the verb's own transaction."""
        name = str(request.method).lower()
        handler: Handler = getattr(self, name, self.http_method_not_allowed)
        if seen := request.headers.get("If-Match"):
            handler = self._if_unchanged(handler, parse_etags(seen))
        key = request.headers.get(KEY)
        if key is not None:
            handler = self._once(handler, key)
        setattr(self, name, handler)

    def _if_unchanged(self, handler: Handler, seen: list[str]) -> Handler:
        retrieve: Handler | None = getattr(self, "retrieve", None)

        def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            if retrieve is None or not kwargs:
                raise nothing_to_compare()

            def perform() -> HttpResponse:
                # Of two at once the second waits here, and then reads what the first has made of the row.
                lock_row(self)
                now: Any = retrieve(request, *args, **kwargs)
                if seen != ["*"] and etag_of(rendered(now)) not in seen:
                    raise changed_since_read()
                return handler(request, *args, **kwargs)

            return in_one_transaction(perform)

        return guarded

    def _once(self, handler: Handler, key: str) -> Handler:
        if not 1 <= len(key) <= LONGEST_KEY or not (key.isascii() and key.isprintable()) or " " in key:
            raise wrong_key()

        def kept(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            def perform() -> Answer:
                response: Any = handler(request, *args, **kwargs)
                return Answer(response.status_code, rendered(response).decode())

            user: Any = request.user
            answer = once(caller=user, key=key, fingerprint=fingerprint(request), perform=perform)
            headers = {REPEATED: "true"} if answer.repeated else {}
            if not answer.body:
                return HttpResponse(status=answer.status, headers=headers)
            return HttpResponse(answer.body, "application/json", status=answer.status, headers=headers)

        return kept

    def get_throttles(self) -> list[BaseThrottle]:
        """Remembered, for the headers."""
        found = super().get_throttles()
        self.throttles = tuple(found)
        return found

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """How much of the minute is left (draft-ietf-httpapi-ratelimit-headers), and whether the address will go."""
        operation = getattr(request, "operation", None)
        if operation is not None:
            for name, value in operation.described.get("x-deprecation", {}).items():
                response.headers[name] = value
        for throttle in self.throttles:
            history = getattr(throttle, "history", None)
            if history is not None:
                limit, duration = throttle.num_requests, int(throttle.duration)  # type: ignore[attr-defined]
                response.headers["RateLimit-Policy"] = f'"account";q={limit};w={duration}'
                left = max(0, limit - len(history))
                response.headers["RateLimit"] = f'"account";r={left};t={duration}'
        return super().finalize_response(request, response, *args, **kwargs)


def lock_row(view: Any) -> None:
    """The row of the address, nobody else's until the transaction ends. A foreign one is 404; a computed one has none."""
    if isinstance(view, GenericAPIView) and getattr(view, "queryset", None) is not None:
        row: Any = view.get_object()
        model: Any = row._meta.model
        model._base_manager.select_for_update(of=("self",)).filter(pk=row.pk).first()


def etag_of(body: bytes) -> str:
    """As Django's conditional answers have it."""
    return quote_etag(hashlib.md5(body, usedforsecurity=False).hexdigest())


def rendered(response: Any) -> bytes:
    """The body that is sent, before it is."""
    if isinstance(response, Response):
        body: bytes = b"" if response.data is None else JSONRenderer().render(response.data)
        return body
    found: bytes = response.content
    return found


def fingerprint(request: Request) -> str:
    """Of method, address and body; a document counts by its content."""
    data: Any = request.data
    if hasattr(data, "lists"):
        data = {name: [_plain(value) for value in values] for name, values in data.lists()}
    text = json.dumps([request.method, request.get_full_path(), data], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> str:
    if not isinstance(value, UploadedFile):
        return str(value)
    digest = hashlib.sha256(value.read()).hexdigest()
    value.seek(0)
    return digest


def refuse_without_scope(request: Request) -> None:
    """A program does what its account was given, within what its organisation may."""
    token: Any = request.auth
    if isinstance(token, ServiceToken):
        scope = scope_of(request.path, str(request.method))
        if not token.may(scope):
            raise no_scope(scope)


def no_scope(scope: str) -> NotAllowed:
    """Which one is missing."""
    sentence = _("The service account was not given “%(scope)s”; the administrator of your organisation asks for it.")
    return NotAllowed("scope_missing", sentence % {"scope": scope})


def changed_since_read() -> Refusal:
    """412 with what to do."""
    return ChangedSinceRead("changed_since_read", _("The row has changed since you read it; read it again."))


def nothing_to_compare() -> Refusal:
    """412 where no row is read by this address."""
    sentence = _("“If-Match” names a row that was read; this address has none. Send the request without it.")
    return ChangedSinceRead("nothing_to_compare", sentence)


def wrong_key() -> NotValid:
    """A key is visible ASCII."""
    sentence = _("“Idempotency-Key” is 1 to %(most)s visible ASCII characters, such as a UUID.") % {"most": LONGEST_KEY}
    return NotValid("wrong_key", sentence, cells={KEY: sentence})


def described(view: V) -> V:
    """The view with everything that all operations of the API have in common."""
    parsers = [parser for parser in view.parser_classes if parser is not FormParser]
    body = {"__doc__": view.__doc__, "__module__": view.__module__, "parser_classes": parsers}
    made: Any = type(view.__name__, (Described, view), body)
    return made  # type: ignore[no-any-return]


class DescribedRouter(DefaultRouter):
    """One address per thing: `.json` behind it would be a second one that nobody documents."""

    include_format_suffixes = False

    def register(self, prefix: str, viewset: Any, basename: str | None = None) -> None:
        """Lays over it what all operations have in common."""
        super().register(prefix, described(viewset), basename)
