"""Reads settings from the environment and refuses wrong values with a sentence each.

Every value can also come from a file: NAME_FILE=/run/secrets/name is read when NAME itself is not set,
which is how a container engine hands over secrets.
"""

import os
import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ImproperlyConfigured


class Environment:
    """Typed reading of settings. Errors are collected; `refuse_if_wrong` raises them all at once."""

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self.values = os.environ if values is None else values
        self.faults: list[str] = []

    def text(self, name: str, default: str = "") -> str:
        """The value of NAME, or the content of the file NAME_FILE points to, or the default."""
        value = self.values.get(name, "")
        path = self.values.get(f"{name}_FILE", "")
        if not value and path:
            try:
                value = Path(path).read_text(encoding="utf-8")
            except OSError as fault:
                self.faults.append(f"{name}_FILE points to {path}, which cannot be read: {fault.strerror}.")
        return value.strip() or default

    def flag(self, name: str, *, default: bool) -> bool:
        """True for true/1/yes/on, False for false/0/no/off."""
        value = self.text(name, "true" if default else "false").lower()
        if value in {"true", "1", "yes", "on"}:
            return True
        if value not in {"false", "0", "no", "off"}:
            self.faults.append(f"{name} is {value!r}; it must be true or false.")
        return False

    def number(self, name: str, default: int, *, least: int = 0) -> int:
        """A whole number of at least `least`."""
        value = self.text(name, str(default))
        if not value.isdecimal() or int(value) < least:
            self.faults.append(f"{name} is {value!r}; it must be a whole number of at least {least}.")
            return default
        return int(value)

    def decimal(self, name: str, default: str) -> Decimal:
        """An exact figure of zero or more."""
        value = self.text(name, default)
        if not re.fullmatch(r"\d{1,12}(\.\d{1,6})?", value):
            self.faults.append(f"{name} is {value!r}; it must be a figure like 0.05.")
            return Decimal(default)
        return Decimal(value)

    def listed(self, name: str, default: str = "") -> list[str]:
        """Values separated by commas."""
        return [part.strip() for part in self.text(name, default).split(",") if part.strip()]

    def numbers(self, name: str, default: str) -> tuple[int, ...]:
        """Whole numbers separated by commas; none is possible."""
        values = self.listed(name, default)
        if wrong := [value for value in values if not value.isdecimal()]:
            self.faults.append(f"{name} holds {wrong[0]!r}; it must be whole numbers separated by commas.")
            return ()
        return tuple(int(value) for value in values)

    def choice(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        """One of the allowed words."""
        value = self.text(name, default)
        if value not in allowed:
            self.faults.append(f"{name} is {value!r}; it must be one of {', '.join(allowed)}.")
            return default
        return value

    def day(self, name: str) -> date | None:
        """A day as YYYY-MM-DD, or None when not set."""
        value = self.text(name)
        if not value:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.faults.append(f"{name} is {value!r}; it must be a day like 2021-10-08.")
            return None

    def url(self, name: str, default: str, schemes: tuple[str, ...]) -> str:
        """An address whose scheme is one of `schemes`."""
        value = self.text(name, default)
        if urlsplit(value).scheme not in schemes:
            self.faults.append(f"{name} must start with one of {', '.join(f'{s}://' for s in schemes)}.")
            return default
        return value

    def refuse_if_wrong(self) -> None:
        """Raise ImproperlyConfigured with one sentence per error."""
        if self.faults:
            raise ImproperlyConfigured("\n".join(self.faults))


def shared_cache(broker: str, folder: Path) -> dict[str, Any]:
    """Django's cache on the broker (its address as Celery writes it), or in a folder when there is none."""
    if not broker:
        # Without culling: a counter that is thrown away is a limit that is not kept.
        return {
            "BACKEND": "quota_admin.folder_cache.FolderCache",
            "LOCATION": str(folder),
            "OPTIONS": {"MAX_ENTRIES": 1_000_000},
        }
    parts = urlsplit(broker)
    if parts.scheme == "redis+socket":
        number = parse_qs(parts.query).get("virtual_host", ["0"])[0]
        broker = f"unix://{parts.path}?db={number}"
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": broker,
        "KEY_PREFIX": "quota",
        "OPTIONS": {"socket_timeout": 3, "socket_connect_timeout": 3},
    }


def public_address(given: str, *, https: bool, hosts: Sequence[str], local: Sequence[str]) -> str:
    """The public address of the service, without a final slash: as given, or derived from the allowed host names."""
    public = [host for host in hosts if host not in local and not host.startswith((".", "*"))]
    derived = f"{'https' if https else 'http'}://{public[0]}" if public else "http://localhost:8000"
    return (given or derived).rstrip("/")


def origin_of(address: str) -> str:
    """Scheme and host, as a Content-Security-Policy names them."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def oidc_providers(issuer: str, name: str, client: str, secret: str) -> dict[str, Any]:
    """allauth's description of the one OIDC provider; empty when none is configured."""
    if not issuer:
        return {}
    app = {
        "provider_id": "oidc",
        "name": name,
        "client_id": client,
        "secret": secret,
        "settings": {"server_url": issuer},
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}
