"""What each operation answers besides its result, in the OpenAPI description."""

from typing import Any

from documents.files.content_types import TYPES
from quota_admin.api.examples import example_of_problem
from quota_admin.api.problems import CONTENT_TYPE, phrase
from quota_admin.reads.problems import KINDS

Json = dict[str, Any]
READING = (400, 401, 403, 404, 406, 422, 429, 503)
BINARY = "application/octet-stream"
# What a document may be; it is sent as what it is. Generators of clients know the last one.
DOCUMENTS = (*(kind.mime for kind in TYPES.values()), BINARY)
WRITING = (400, 401, 403, 404, 406, 409, 412, 413, 415, 422, 429, 503)
PROBLEM: Json = {
    "type": "object",
    "description": "What went wrong (RFC 9457): a stable code, one sentence in the caller's language, and what to do.",
    "properties": {
        "type": {"type": "string", "description": "Where this kind of problem is explained."},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "description": "The sentence; it names rule, value, limit and the way out."},
        "instance": {"type": "string", "description": "The address that was asked."},
        "code": {"type": "string", "description": "Stable; for programs."},
        "cells": {
            "type": "object",
            "description": "Which field or cell is wrong, and why.",
            "additionalProperties": {"type": "string"},
        },
        "remedy": {"type": "string", "description": "What to do."},
    },
    "required": ["type", "title", "status", "detail", "instance", "code", "cells", "remedy"],
    "additionalProperties": False,
}


def add_problems(operation: Json, method: str) -> None:
    """The errors that the operation really answers; what is not modified since it was read is 304."""
    responses = operation["responses"]
    if method == "get":
        responses["304"] = {"description": "Not modified: the ETag is the one that “If-None-Match” names."}
    statuses = READING if method == "get" else WRITING
    binary = any(_is_binary(answer) for answer in responses.values())
    for answer in responses.values():
        if _is_binary(answer):
            described = answer["content"].pop(BINARY)
            answer["content"] = dict.fromkeys(DOCUMENTS, described)
    # What an operation refuses beside them, it names itself.
    own = [int(status) for status in responses if int(status) >= 400]
    for status in (*statuses, *own, 410) if binary else (*statuses, *own):
        responses[str(status)] = {"$ref": f"#/components/responses/Problem{status}"}


def _is_binary(answer: Json) -> bool:
    return BINARY in answer.get("content", {})


def problem_components() -> Json:
    """One response for each status, with an example of it."""
    return {f"Problem{status}": _response(status) for status in sorted(KINDS) if status != 500}


def _response(status: int) -> Json:
    headers = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds to wait."}}
    more: Json = {"headers": headers} if status == 429 else {}
    media = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example_of_problem(status)}
    return {"description": phrase(status), "content": {CONTENT_TYPE: media}, **more}
