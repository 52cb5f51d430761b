"""What each operation answers besides its result, and an example of every answer, in the OpenAPI description."""

from collections.abc import Iterable
from typing import Any

from documents.files.content_types import TYPES
from quota_admin.api.problems import CONTENT_TYPE, Problem, phrase
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
# A cell as it is named in examples.
CELLS = {400: {"year": "“20x1” is no whole number."}, 422: {"lines.0.stated": "40 t more than the group has left."}}


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
    for status in (*statuses, 410) if binary else statuses:
        responses.setdefault(str(status), {"$ref": f"#/components/responses/Problem{status}"})


def _is_binary(answer: Json) -> bool:
    return BINARY in answer.get("content", {})


def problem_components() -> Json:
    """One response for each status, with an example of it."""
    return {f"Problem{status}": _response(status) for status in sorted(KINDS) if status != 500}


def _response(status: int) -> Json:
    example = Problem(status, cells=CELLS.get(status, {})).body("/api/v1/filings/7/submit/")
    headers = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds to wait."}}
    more: Json = {"headers": headers} if status == 429 else {}
    media = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}
    return {"description": phrase(status), "content": {CONTENT_TYPE: media}, **more}


def add_examples(operation: Json, components: Json) -> None:
    """An example of every result and of every body, made from its schema."""
    contents: Iterable[Json] = (
        *(answer["content"] for answer in operation["responses"].values() if "content" in answer),
        operation.get("requestBody", {}).get("content", {}),
    )
    for content in contents:
        for kind, media in content.items():
            if kind == "application/json" and "example" not in media:
                media["example"] = example_of(media["schema"], components)


STRINGS = {
    "decimal": "1200.000",
    "date": "2021-10-08",
    "date-time": "2021-10-08T09:30:00+08:00",
    "uri": "/api/v1/filings/?limit=100&offset=100",
    "email": "name@example.org",
}


def example_of(schema: Json, components: Json) -> Any:
    """A value that fits: the same one every time."""
    if "$ref" in schema:
        return example_of(components[schema["$ref"].rpartition("/")[2]], components)
    for fixed in ("example", "default", "const"):
        if fixed in schema:
            return schema[fixed]
    if "enum" in schema:
        return schema["enum"][0]
    for several in ("allOf", "oneOf", "anyOf"):
        if several in schema:
            return example_of(schema[several][0], components)
    return _by_type(schema, components)


def _by_type(schema: Json, components: Json) -> Any:
    kind = schema.get("type", "object")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        properties = schema.get("properties", {})
        return {name: example_of(part, components) for name, part in properties.items()}
    if kind == "array":
        return [example_of(schema["items"], components)]
    if kind == "string":
        text = STRINGS.get(str(schema.get("format", "")), "2021-09")
        return text[: schema.get("maxLength", len(text))]
    return {"integer": max(1, schema.get("minimum", 1)), "number": 1, "boolean": True}.get(kind)
