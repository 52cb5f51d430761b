"""Tells the log where a request comes from."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from audit.services import origin


class OriginMiddleware:
    """Keeps the client's address for the events written while this request is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = origin.set(request.META.get("REMOTE_ADDR", ""))
        try:
            return self.get_response(request)
        finally:
            origin.reset(token)
