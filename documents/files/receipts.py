"""Receipts: a hash over the canonical form of what was submitted, and the PDF that states it."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

from common.periods import SHANGHAI
from documents.files.pdf import render_pdf


@dataclass(frozen=True)
class Receipt:
    """What a receipt states. `punctuality` and `next_step` are sentences, `facts` further lines (label, value)."""

    title: str
    number: str
    at: datetime
    punctuality: str
    version: str
    hash: str
    head: str
    next_step: str
    facts: Sequence[tuple[str, str]] = ()

    @property
    def exact_time(self) -> str:
        """To the second: 2021-10-11 23:50:07, to be read with the words “Beijing time”."""
        return f"{self.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"


def receipt_pdf(receipt: Receipt) -> bytes:
    """The receipt as a PDF on A4, in the language in force. Raises CannotPrint where this machine cannot."""
    return render_pdf("documents/receipt.html", {"receipt": receipt})


def receipt_hash(content: dict[str, Any]) -> str:
    """The hash in hex of the content as JSON with sorted keys (SM3, or what AUDIT_HASH names)."""
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), cls=DjangoJSONEncoder)
    return hashlib.new(settings.AUDIT_HASH, canonical.encode()).hexdigest()
