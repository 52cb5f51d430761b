"""Every error of the API as problem details (RFC 9457): one form, in the caller's language, never HTML."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, ValidationError
from django.http import Http404, HttpRequest, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from common.constraints import Refusal, Sentence, database_busy
from quota_admin.reads.problems import kind_of

CONTENT_TYPE = "application/problem+json"
# Where the kinds of problems are explained; the code is the anchor.
PROBLEMS = "/developers/#"


@dataclass
class Problem:
    """An error as it is told."""

    status: int
    code: str = ""
    detail: Sentence = ""
    cells: Mapping[str, Sentence] = field(default_factory=dict)

    def body(self, instance: str) -> dict[str, Any]:
        """The members of RFC 9457, and ours: `code`, `cells`, `remedy`."""
        kind = kind_of(self.status)
        code = self.code or kind.code
        return {
            "type": PROBLEMS + code,
            "title": str(kind.title),
            "status": self.status,
            "detail": _text(self.detail or kind.detail),
            "instance": _text(instance),
            "code": code,
            "cells": {_text(name): _text(sentence) for name, sentence in self.cells.items()},
            "remedy": str(kind.remedy),
        }


def _text(sentence: Sentence) -> str:
    """What a caller sent and is told again may be no text."""
    return str(sentence).encode("utf-8", "replace").decode()


def problem_response(exception: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's answer to whatever was raised; None for a fault, which Django logs."""
    exception = database_busy(exception) or exception
    problem, headers = problem_of(exception)
    if problem is None:
        return None
    request: HttpRequest = context["request"]._request
    if isinstance(exception, Refusal):
        # The log names the rule.
        request.refusal = exception  # type: ignore[attr-defined]
    set_rollback()
    return Response(problem.body(request.path), status=problem.status, headers=headers, content_type=CONTENT_TYPE)


def problem_of(exception: Exception) -> tuple[Problem | None, Mapping[str, str]]:
    """What an exception is told as, and the headers of the answer."""
    exception = database_busy(exception) or exception
    if isinstance(exception, Refusal):
        problem = Problem(exception.status, exception.code, str(exception), exception.cells)
        return problem, exception.headers
    if isinstance(exception, Http404):
        return Problem(404), {}
    if isinstance(exception, PermissionDenied):
        return Problem(403), {}
    if isinstance(exception, RequestDataTooBig):
        return Problem(413), {}
    if isinstance(exception, ValidationError):
        return Problem(422, "not_valid", " ".join(exception.messages)), {}
    if isinstance(exception, exceptions.ValidationError):
        return invalid(dict(cells_of(exception.detail))), {}
    if isinstance(exception, exceptions.APIException):
        answer = exception_handler(exception, {})
        assert answer is not None
        code = "not_readable" if isinstance(exception, exceptions.ParseError) else ""
        return Problem(answer.status_code, code, str(exception.detail)), dict(answer.headers)
    return None, {}


def invalid(cells: Mapping[str, Sentence]) -> Problem:
    """400: what is wrong where, and all of it in one sentence."""
    named = [f"{name}: {sentence}" if name else str(sentence) for name, sentence in cells.items()]
    return Problem(400, "invalid", " ".join(named), {name: text for name, text in cells.items() if name})


def cells_of(detail: Any, path: str = "") -> list[tuple[str, str]]:
    """DRF's tree of errors as cells: `lines.0.stated` → sentence."""
    if isinstance(detail, Mapping):
        pairs = (
            (_joined(path, "" if name == "non_field_errors" else str(name)), part) for name, part in detail.items()
        )
        return [cell for name, part in pairs for cell in cells_of(part, name)]
    if isinstance(detail, list):
        if all(not isinstance(part, Mapping | list) for part in detail):
            return [(path, " ".join(str(part) for part in detail))] if detail else []
        return [cell for number, part in enumerate(detail) for cell in cells_of(part, _joined(path, str(number)))]
    return [(path, str(detail))]


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path and name else path or name


def problem_json(request: HttpRequest, problem: Problem) -> JsonResponse:
    """The same answer outside of DRF."""
    body = problem.body(request.path)
    options = {"ensure_ascii": False}
    return JsonResponse(body, status=problem.status, content_type=CONTENT_TYPE, json_dumps_params=options)


def phrase(status: int) -> str:
    """The standard's words for a status, for the description."""
    return HTTPStatus(status).phrase
