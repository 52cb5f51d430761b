"""Pages of the API's lists: `limit` and `offset` within bounds, refused with a sentence beyond them."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.request import Request

MOST_ROWS = 1000
# Far beyond any table of this system, and within every database's integers.
LARGEST_OFFSET = 10_000_000


class BoundedPagination(LimitOffsetPagination):
    """Like its parent, but what is no number or out of bounds is 400 with the bounds instead of a default or a 500."""

    max_limit = MOST_ROWS

    def get_limit(self, request: Request) -> int | None:
        """How many rows: the default without `limit`."""
        return _bounded(request, "limit", 1, MOST_ROWS, self.default_limit)

    def get_offset(self, request: Request) -> int:
        """How many rows are skipped."""
        return _bounded(request, "offset", 0, LARGEST_OFFSET, 0) or 0

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The first page has none before it, the last none after it."""
        described: dict[str, Any] = super().get_paginated_response_schema(schema)
        for name in ("next", "previous"):
            link = described["properties"][name]
            link.pop("nullable", None)
            link["type"] = ["string", "null"]
        described["required"] = ["count", "next", "previous", "results"]
        described["properties"]["count"]["minimum"] = 0
        return described

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """The bounds in the description as well."""
        bounds = {
            self.limit_query_param: {"minimum": 1, "maximum": MOST_ROWS},
            self.offset_query_param: {"minimum": 0, "maximum": LARGEST_OFFSET},
        }
        parameters: list[dict[str, Any]] = super().get_schema_operation_parameters(view)
        for parameter in parameters:
            parameter["schema"] |= bounds.get(parameter["name"], {})
        return parameters


def _bounded(request: Request, name: str, least: int, most: int, default: int | None) -> int | None:
    text = request.query_params.get(name, "").strip()
    if not text:
        return default
    # An int of a thousand digits takes long to read: the length says enough.
    value = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(most)) else -1
    if not least <= value <= most:
        sentence = _("“%(name)s” is a whole number from %(least)s to %(most)s.")
        raise ValidationError({name: [sentence % {"name": name, "least": least, "most": most}]})
    return value
