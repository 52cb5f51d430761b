"""The OpenAPI description: as the code answers, closed, with every error; and the operation that a request asks for."""

import copy
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from jsonschema import Draft202012Validator
from jsonschema.protocols import Validator
from rest_framework import serializers

from quota_admin.api.deprecations import DEPRECATED, mark
from quota_admin.api.described_errors import PROBLEM, Json, add_problems, problem_components
from quota_admin.api.examples import add_examples
from quota_admin.api.formats import FORMATS

JSON, MULTIPART = "application/json", "multipart/form-data"
WRITES = ("post", "put", "patch", "delete")
LANGUAGE = {
    "in": "header", "name": "Accept-Language", "schema": {"type": "string"},
    "description": "zh-Hans (without it) or en: the language of sentences.",
}  # fmt: skip
IF_NONE_MATCH = {
    "in": "header", "name": "If-None-Match", "schema": {"type": "string"},
    "description": "The ETag of an earlier answer; 304 when nothing has changed.",
}  # fmt: skip
IF_MATCH = {
    "in": "header", "name": "If-Match", "schema": {"type": "string"},
    "description": "The ETag of the row that the decision rests on; 412 when it has changed.",
}  # fmt: skip
KEY = {
    "in": "header", "name": "Idempotency-Key",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": r"^[!-~]+$"},
    "description": "Of the caller's choice, such as a UUID. The same key and body have one effect and are answered "
    "alike for 24 hours; another body is 422.",
}  # fmt: skip


class DescribedSchema(AutoSchema):
    """Describes figures by the pattern that is taken."""

    def _map_serializer_field(self, field: Any, direction: Any, bypass_extensions: bool = False) -> Any:
        schema: Any = super()._map_serializer_field(field, direction, bypass_extensions)  # type: ignore[no-untyped-call]
        if isinstance(field, serializers.DecimalField) and isinstance(schema, dict) and "pattern" in schema:
            schema = {**schema, "pattern": _figure(field)}
        if isinstance(schema, dict) and schema.get("format") == "uri":
            # An address may hold Chinese characters.
            schema = {**schema, "format": "iri"}
        return schema


def _figure(field: Any) -> str:
    sign = "" if field.min_value is not None and field.min_value >= 0 else "-?"
    whole = (field.max_digits or 20) - (field.decimal_places or 0)
    places = rf"(\.[0-9]{{1,{field.decimal_places}}})?" if field.decimal_places else ""
    return rf"^{sign}[0-9]{{1,{whole}}}{places}$"


def complete(result: Json, generator: Any, request: Any, public: bool) -> Json:
    """drf-spectacular's hook: errors, headers, examples, and closed bodies."""
    parts = result["components"]
    schemas = parts["schemas"]
    schemas["Problem"] = PROBLEM
    parts["responses"] = problem_components()
    for path, method, operation in operations_in(result):
        mark(operation, method, path, DEPRECATED)
        operation.setdefault("parameters", [])
        headers: list[Json] = [LANGUAGE, *([IF_NONE_MATCH] if method == "get" else [KEY])]
        if method != "get" and _reads_a_row(path, result["paths"]):
            headers.append(IF_MATCH)
        operation["parameters"] += [dict(header) for header in headers]
        for parameter in operation["parameters"]:
            if parameter["in"] == "query" and parameter["schema"].get("type") == "integer":
                parameter["schema"].setdefault("minimum", 0)
                parameter["schema"].setdefault("maximum", 2**31 - 1)
        _describe_bodies(operation, schemas)
        add_problems(operation, method)
        add_examples(operation, method, path)
    return result


def _reads_a_row(path: str, paths: Json) -> bool:
    """Whether the address is of a row, or of a verb on one, that can be read by GET."""
    row = path[: path.rfind("}") + 2]
    return "{" in path and "get" in paths.get(row, {})


def operations_in(document: Json) -> Iterator[tuple[str, str, Json]]:
    """Address, method and operation of everything that is described."""
    for path, verbs in document["paths"].items():
        for method, operation in verbs.items():
            yield path, method, operation


def _describe_bodies(operation: Json, schemas: Json) -> None:
    """JSON, and multipart only where there is a file; nothing beyond what is named."""
    content = operation.get("requestBody", {}).get("content", {})
    content.pop("application/x-www-form-urlencoded", None)
    for kind, media in content.items():
        _close(media["schema"], schemas)
        if kind == JSON and MULTIPART in content:
            media["schema"] = _without_files(media["schema"], schemas)
    if MULTIPART in content and not _files(content[MULTIPART]["schema"], schemas):
        content.pop(MULTIPART)


def _close(schema: Json, schemas: Json) -> None:
    for part in _parts(schema, schemas, set()):
        if "properties" in part:
            part.setdefault("additionalProperties", False)


def _parts(schema: Json, schemas: Json, seen: set[str]) -> Iterator[Json]:
    """The schema and everything in it."""
    name = schema.get("$ref", "").rpartition("/")[2]
    if name in seen:
        return
    if name:
        yield from _parts(schemas[name], schemas, seen | {name})
    yield schema
    inner = [*schema.get("properties", {}).values(), *schema.get("allOf", ()), *schema.get("oneOf", ())]
    for part in (*inner, *(schema[key] for key in ("items",) if key in schema)):
        yield from _parts(part, schemas, seen)


def _resolved(schema: Json, schemas: Json) -> Json:
    found: Json = schemas[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    return found


def _files(schema: Json, schemas: Json) -> list[str]:
    properties = _resolved(schema, schemas).get("properties", {})
    return [name for name, part in properties.items() if part.get("format") == "binary"]


def _without_files(schema: Json, schemas: Json) -> Json:
    """A document is bytes: in JSON it cannot be sent."""
    files = _files(schema, schemas)
    if not files:
        return schema
    plain = copy.deepcopy(_resolved(schema, schemas))
    for name in files:
        del plain["properties"][name]
    needed = [name for name in plain.pop("required", []) if name not in files]
    name = schema["$ref"].rpartition("/")[2] + "WithoutFile"
    schemas[name] = {**plain, "required": needed} if needed else plain
    return {"$ref": f"#/components/schemas/{name}"}


# --- the operation of a request --------------------------------------------------------------------
@dataclass
class Operation:
    """What the description says about one method of one address."""

    document: Json
    described: Json

    @cached_property
    def queries(self) -> dict[str, Json]:
        """The query parameters by name."""
        return {one["name"]: one for one in self.described["parameters"] if one["in"] == "query"}

    @cached_property
    def validators(self) -> dict[str, Validator]:
        """Of each query parameter."""
        return {name: self._validator(one["schema"]) for name, one in self.queries.items()}

    @cached_property
    def content(self) -> Json:
        """The body by its type; nothing where none is taken."""
        found: Json = self.described.get("requestBody", {}).get("content", {})
        return found

    @cached_property
    def body(self) -> Validator | None:
        """Of a JSON body."""
        media = self.content.get(JSON)
        return self._validator(media["schema"]) if media else None

    @cached_property
    def multipart(self) -> frozenset[str] | None:
        """The names of a form's fields."""
        media = self.content.get(MULTIPART)
        schemas = self.document["components"]["schemas"]
        return frozenset(_resolved(media["schema"], schemas).get("properties", {})) if media else None

    def _validator(self, schema: Json) -> Validator:
        rooted = {**schema, "components": self.document["components"]}
        return Draft202012Validator(rooted, format_checker=FORMATS)


class Description:
    """The whole of it, made once per process: it depends on the code alone."""

    _lock = threading.Lock()
    _made: "Description | None" = None

    def __init__(self, document: Json) -> None:
        self.document = document
        self.found: dict[tuple[str, str], Operation | None] = {}
        self.patterns = [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path) + r"\Z"), path) for path in document["paths"]]

    @classmethod
    def of_this_code(cls) -> "Description":
        with cls._lock:
            if cls._made is None:
                with translation.override("en"):
                    document: Any = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
                cls._made = cls(document)
            return cls._made

    def operation(self, request: HttpRequest) -> Operation | None:
        """What is described for this request."""
        match = request.resolver_match
        key = (match.route if match else request.path, str(request.method).lower())
        if key not in self.found:
            self.found[key] = self._look_up(request.path, key[1])
        return self.found[key]

    def _look_up(self, path: str, method: str) -> Operation | None:
        paths = [described for pattern, described in self.patterns if pattern.match(path)]
        # An address without a variable part is meant before one with it.
        for described in sorted(paths, key=lambda one: one.count("{")):
            if method in self.document["paths"][described]:
                return Operation(self.document, self.document["paths"][described][method])
        return None
