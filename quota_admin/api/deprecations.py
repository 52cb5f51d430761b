"""What of /api/v1/ will go, announced in the description and in the headers of every answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.http import http_date

from common.periods import end_of, start_of


@dataclass(frozen=True)
class Deprecation:
    """Since when it should no longer be called, until when it is answered, and what to call instead."""

    since: date
    until: date
    instead: str

    @property
    def headers(self) -> dict[str, str]:
        """RFC 9745 and RFC 8594."""
        return {
            "Deprecation": f"@{int(start_of(self.since).timestamp())}",
            "Sunset": http_date(end_of(self.until).timestamp()),
            "Link": f'<{self.instead}>; rel="successor-version"',
        }


# By method and address, as the description has them: ("get", "/api/v1/…/"). Nothing yet.
DEPRECATED: dict[tuple[str, str], Deprecation] = {}


def mark(operation: dict[str, Any], method: str, path: str, deprecated: Mapping[tuple[str, str], Deprecation]) -> None:
    """In the description."""
    if found := deprecated.get((method, path)):
        operation["deprecated"] = True
        operation["x-deprecation"] = found.headers
