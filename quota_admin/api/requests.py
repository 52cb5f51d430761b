"""Whether a request is as described: unknown parameters and fields by name, types, ranges, patterns; else 400."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from rest_framework import exceptions
from rest_framework.request import Request

from quota_admin.api.description import MULTIPART, Operation

# NUL and half of a pair of surrogates are no text that a database keeps.
NO_TEXT = re.compile("[\x00\ud800-\udfff]")
INTEGER = re.compile(r"-?(0|[1-9][0-9]*)\Z", re.ASCII)
MOST_DEEP = 20


class CheckedRequest(Request):
    """Its body is compared with the description when the verb reads it: after account, row and right were looked at."""

    operation: Operation | None = None

    def _load_data_and_files(self) -> None:
        check_size(self)
        super()._load_data_and_files()  # type: ignore[misc]
        if self.operation is not None and self.operation.content:
            refuse(dict(body_faults(self.data, self.content_type or "", self.operation)))


def check_query(request: Request, operation: Operation) -> None:
    """Raises DRF's ValidationError with a sentence for each parameter."""
    refuse(dict(query_faults(request, operation)))


def refuse(cells: Mapping[str, str]) -> None:
    """If something is wrong."""
    if cells:
        raise exceptions.ValidationError({name: [sentence] for name, sentence in cells.items()})


def check_size(request: Request) -> None:
    """A body of JSON is a few megabytes at most, one with a document as large as a document may be."""
    most: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if (request.content_type or "").startswith("multipart/"):
        most += settings.ATTACHMENT_BYTES
    if int(request.META.get("CONTENT_LENGTH") or 0) > most:
        raise RequestDataTooBig


def query_faults(request: Request, operation: Operation) -> Iterator[tuple[str, str]]:
    """What the address asks beyond what is described, or otherwise than described."""
    for name, values in request.query_params.lists():
        if name not in operation.queries:
            yield name, _("“%(name)s” is not a parameter of this address.") % {"name": name}
        elif len(values) > 1:
            yield name, _("“%(name)s” is given more than once.") % {"name": name}
        elif NO_TEXT.search(values[0]):
            yield name, _("“%(name)s” holds a character that is no text.") % {"name": name}
        else:
            kind = operation.queries[name]["schema"].get("type", "string")
            value = read_value(values[0], kind)
            yield from _faults(operation.validators[name], value, name)
    for name, described in operation.queries.items():
        if described.get("required") and name not in request.query_params:
            yield name, _("“%(name)s” is missing.") % {"name": name}


def read_value(text: str, kind: Any) -> Any:
    """A parameter is text: what it says when it is a number or a truth value, else the text itself."""
    kinds = kind if isinstance(kind, list) else [kind]
    if "integer" in kinds and INTEGER.match(text) and len(text) < 20:
        return int(text)
    if "boolean" in kinds and text in {"true", "false"}:
        return text == "true"
    return text


def body_faults(body: Any, content_type: str, operation: Operation) -> Iterator[tuple[str, str]]:
    """What the body holds beyond what is described, or otherwise than described. No body at all is an empty object."""
    if content_type.startswith(MULTIPART) and operation.multipart is not None:
        for name in sorted(set(body) - operation.multipart):
            yield name, _unknown(name)
    elif operation.body is not None:
        plain = body if not hasattr(body, "lists") else {}
        yield from _text_faults(plain, "", 0)
        yield from _faults(operation.body, plain, "")


def _text_faults(value: Any, path: str, depth: int) -> Iterator[tuple[str, str]]:
    if depth > MOST_DEEP:
        yield path, _("The body is nested too deeply.")
    elif isinstance(value, str):
        if NO_TEXT.search(value):
            yield path, _("“%(name)s” holds a character that is no text.") % {"name": path}
    elif isinstance(value, Mapping):
        for name, part in value.items():
            if NO_TEXT.search(name):
                yield path, _("“%(name)s” holds a character that is no text.") % {"name": path}
            else:
                yield from _text_faults(part, _joined(path, name), depth + 1)
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _text_faults(part, _joined(path, str(number)), depth + 1)


def _faults(validator: Validator, value: Any, name: str) -> Iterator[tuple[str, str]]:
    for fault in validator.iter_errors(value):
        path = _joined(name, ".".join(str(part) for part in fault.absolute_path))
        yield from _sentences(fault, path)


def _sentences(fault: ValidationError, path: str) -> Iterator[tuple[str, str]]:
    """One fault of jsonschema in our words."""
    if fault.validator == "additionalProperties" and fault.validator_value is False:
        known = fault.schema.get("properties", {})  # type: ignore[union-attr]
        for name in sorted(set(fault.instance) - set(known)):  # type: ignore[arg-type]
            yield _joined(path, name), _unknown(name)
    elif fault.validator == "required":
        for name in fault.validator_value:  # type: ignore[union-attr]
            if name not in fault.instance:  # type: ignore[operator]
                yield _joined(path, name), _("“%(name)s” is missing.") % {"name": name}
    else:
        yield path, _sentence(fault)


def _unknown(name: str) -> str:
    return _("“%(name)s” is not a field of this body.") % {"name": name}


# By what jsonschema calls the rule.
SENTENCES = {
    "type": gettext_lazy("“%(value)s” is not of the type %(limit)s."),
    "enum": gettext_lazy("“%(value)s” is none of the values that the description names."),
    "oneOf": gettext_lazy("“%(value)s” is none of the values that the description names."),
    "anyOf": gettext_lazy("“%(value)s” is none of the values that the description names."),
    "minimum": gettext_lazy("“%(value)s” is less than %(limit)s."),
    "maximum": gettext_lazy("“%(value)s” is more than %(limit)s."),
    "minLength": gettext_lazy("Too short; at least %(limit)s characters."),
    "maxLength": gettext_lazy("Too long; at most %(limit)s characters."),
    "format": gettext_lazy("“%(value)s” is not of the format %(limit)s."),
}
OTHER = gettext_lazy("“%(value)s” does not fit the pattern %(limit)s.")


def _sentence(fault: ValidationError) -> str:
    limit: Any = fault.validator_value
    shown = ", ".join(limit) if isinstance(limit, list) and all(isinstance(one, str) for one in limit) else limit
    sentence = SENTENCES.get(str(fault.validator), OTHER)
    return str(sentence) % {"value": str(fault.instance)[:100], "limit": shown}


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path and name else path or name
