"""The canonical form of an event and its hash. Pure: a verifier needs nothing else."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

GENESIS = "0" * 64
FIELDS = (
    "number", "at", "actor", "actor_name", "organisation", "roles", "acting_for", "origin",
    "action", "subject_type", "subject_id", "subject", "before", "after", "previous_hash",
)  # fmt: skip


def canonical(event: Mapping[str, Any]) -> bytes:
    """The event's fields as JSON with sorted keys; instants in UTC, so that no zone setting changes the hash."""
    values = {name: event[name] for name in FIELDS}
    at: datetime = values["at"]
    values["at"] = at.astimezone(UTC).isoformat(timespec="microseconds")
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"), cls=DjangoJSONEncoder).encode()


def digest(event: Mapping[str, Any], algorithm: str) -> str:
    """The hash of an event in hex (256 bits)."""
    return hashlib.new(algorithm, canonical(event)).hexdigest()
