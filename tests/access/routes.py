"""Every route of the URLconf, and the addresses at which one is asked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


@dataclass(frozen=True)
class Route:
    """One pattern: its name (with namespace) and its text. DRF gives each of its routes a second one with a suffix."""

    name: str
    pattern: str

    @property
    def suffixed(self) -> bool:
        return "format" in self.pattern

    def path(self, **values: Any) -> str:
        """The address with these values in it; what is not given is 1."""
        text = re.sub(r"[\^$]|\\(?=\.)", "", self.pattern).replace("/?", "")
        text = re.sub(r"<drf_format_suffix:format>", ".json", text)
        text = re.sub(r"\(\?P<format>[^)]*\)", "json", text)
        return "/" + re.sub(r"\(\?P<(\w+)>[^)]*\)|<(?:\w+:)?(\w+)>", lambda m: str(values.get(m[1] or m[2], 1)), text)


def routes() -> list[Route]:
    """All of them, in the order of the URLconf."""
    return list(_walk(get_resolver().url_patterns, "", ""))


def _walk(entries: Any, prefix: str, namespace: str) -> Iterator[Route]:
    for entry in entries:
        text = prefix + str(entry.pattern).lstrip("^" if prefix else "")
        if isinstance(entry, URLResolver):
            inside = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry.url_patterns, text, inside)
        elif isinstance(entry, URLPattern):
            yield Route(f"{namespace}{entry.name or text}", text)
