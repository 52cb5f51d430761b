"""The form of every answer under /api/: problem details for errors, an ETag for reads."""

import json
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers, set_response_etag

from quota_admin.api.problems import CONTENT_TYPE, Problem, problem_json

API = "/api/"


class ProblemMiddleware:
    """Under /api/ every error is problem details, whoever answered: an unknown address, a refused host, a fault.

    Stands first, so that nothing is answered outside of it. Reads carry an ETag; 304 when the caller has it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith(API):
            return response
        if response.status_code >= 400:
            return (
                response if response.headers.get("Content-Type") == CONTENT_TYPE else self._problem(request, response)
            )
        if request.path.startswith(API + "v1/") and request.method in {"GET", "HEAD"}:
            return self._validated(request, response)
        return response

    def _problem(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        told = told_by(response)
        with translation.override(response.headers.get("Content-Language", settings.LANGUAGE_CODE)):
            answer = problem_json(request, Problem(response.status_code, **told))
        for name in ("Allow", "Retry-After", "WWW-Authenticate", "Content-Language"):
            if name in response.headers:
                answer.headers[name] = response.headers[name]
        answer.cookies = response.cookies
        return answer

    def _validated(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if response.status_code != 200 or response.streaming:
            return response
        patch_vary_headers(response, ["Authorization", "Accept-Language"])
        response.headers.setdefault("Cache-Control", "private, no-cache")
        set_response_etag(response)
        found: Any = get_conditional_response(request, etag=response.headers.get("ETag"), response=response)
        return found  # type: ignore[no-any-return]


def told_by(response: HttpResponse) -> dict[str, Any]:
    """What a middleware of ours has told in JSON: its code, sentence and cells."""
    if not response.headers.get("Content-Type", "").startswith("application/json"):
        return {}
    body = json.loads(response.content)
    return {name: body[name] for name in ("code", "detail", "cells") if body.get(name)}
