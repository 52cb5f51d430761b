"""A receipt's hash: over the canonical form of what was submitted."""

import hashlib
import json
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder


def receipt_hash(content: dict[str, Any]) -> str:
    """The hash in hex of the content as JSON with sorted keys (SM3, or what AUDIT_HASH names)."""
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), cls=DjangoJSONEncoder)
    return hashlib.new(settings.AUDIT_HASH, canonical.encode()).hexdigest()
