"""The canonical form of an event, its hash, and the verification of the chain. Pure: a verifier needs nothing else."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

GENESIS = "0" * 64
# What an event may be hashed with; both give 256 bits.
ALGORITHMS = ("sm3", "sha256")
FIELDS = (
    "number", "at", "actor", "actor_name", "organisation", "roles", "acting_for", "origin",
    "action", "subject_type", "subject_id", "subject", "before", "after", "previous_hash",
)  # fmt: skip
encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
# A receipt prints the first 16 digits of a hash, an exported head all 64.
_RECORDED = re.compile(r"\s*(\d{1,18})(?:\s*:\s*|\s+)([0-9a-f]{16,64})(?:\s.*)?", re.ASCII)


def canonical(event: Mapping[str, Any], encoded: Mapping[str, str] | None = None) -> bytes:
    """The event's fields as JSON with sorted keys; instants in UTC, so that no zone setting changes the hash.

    `encoded` has fields that are JSON in this form already: a large one is not written twice.
    """
    texts = dict(encoded or {})
    values = {name: event[name] for name in FIELDS if name not in texts}
    at: datetime = values["at"]
    values["at"] = at.astimezone(UTC).isoformat(timespec="microseconds")
    texts |= {name: encode(value) for name, value in values.items()}
    return f"{{{','.join(f'{encode(name)}:{texts[name]}' for name in sorted(texts))}}}".encode()


def digest(event: Mapping[str, Any], algorithm: str, encoded: Mapping[str, str] | None = None) -> str:
    """The hash of an event in hex (256 bits)."""
    return hashlib.new(algorithm, canonical(event, encoded)).hexdigest()


@dataclass(frozen=True)
class RecordedHead:
    """An end of the chain as it was written down outside the database: in an exported file, on a receipt."""

    number: int
    hash: str

    def fits(self, digits: str) -> bool:
        """Whether an event with this hash can be the one that was written down."""
        return digits.startswith(self.hash)


def parse_heads(text: str) -> list[RecordedHead]:
    """Every line “number hash time” or “number:hash”; raises ValueError naming the first line that is neither."""
    heads = []
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        found = _RECORDED.fullmatch(line)
        if not found:
            raise ValueError(line)
        heads.append(RecordedHead(int(found[1]), found[2]))
    return heads


SENTENCES: dict[str, Promise] = {
    "unreadable": _("event %(number)s cannot be read: one of its columns holds nonsense"),
    "missing": _("event %(number)s is missing; the next one is %(found)s"),
    "not_in_order": _("event %(number)s is out of sequence"),
    "does_not_follow": _("event %(number)s does not follow the event before it"),
    "unknown_algorithm": _("event %(number)s names a hash algorithm that does not exist"),
    "changed": _("event %(number)s was changed after it was written"),
    "rewritten": _(
        "event %(number)s has another hash than the one written down outside: "
        "the log was rewritten from one of the events %(since)s to %(number)s on"
    ),
    "no_head": _("the head of the chain is missing; the chain ends before event %(number)s"),
    "head_elsewhere": _(
        "the head names event %(found)s, but the chain does not end there; they differ from event %(number)s on"
    ),
    "head_changed": _("the head names another hash than event %(number)s has"),
    "cut": _(
        "event %(number)s is missing: a chain head kept outside the system shows that event %(found)s was written"
    ),
}


@dataclass(frozen=True)
class ChainError:
    """The first event that is wrong, and a code for what is wrong with it; `since` is where it may have begun."""

    number: int
    code: str
    found: int = 0
    since: int = 0

    @property
    def reason(self) -> str:
        """What is wrong, in the reader's language."""
        return str(SENTENCES[self.code]) % {"number": self.number, "found": self.found, "since": self.since}


@dataclass
class Walk:
    """A verification of the chain, event by event, that stops at the first invalid event."""

    heads: Iterable[RecordedHead] = ()
    number: int = 0
    hash: str = GENESIS
    vouched: int = 0
    _by_number: dict[int, list[RecordedHead]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # Whoever starts in the middle has nothing to compare older heads with.
        for head in self.heads:
            if head.number > self.number:
                self._by_number.setdefault(head.number, []).append(head)

    def over(self, events: Iterable[Mapping[str, Any] | None]) -> ChainError | None:
        """Verify these further events; None is an event whose columns cannot be read."""
        for event in events:
            fault = self._fault_of(event)
            if fault:
                return fault
        return None

    def _fault_of(self, event: Mapping[str, Any] | None) -> ChainError | None:
        expected = self.number + 1
        if event is None:
            return ChainError(expected, "unreadable")
        number = event["number"]
        if number != expected:
            return (
                ChainError(number, "not_in_order")
                if number < expected
                else ChainError(expected, "missing", found=number)
            )
        if event["previous_hash"] != self.hash:
            return ChainError(number, "does_not_follow")
        if event["algorithm"] not in ALGORITHMS:
            return ChainError(number, "unknown_algorithm")
        if digest(event, event["algorithm"]) != event["hash"]:
            return ChainError(number, "changed")
        for head in self._by_number.get(number, ()):
            if not head.fits(event["hash"]):
                return ChainError(number, "rewritten", since=self.vouched + 1)
            self.vouched = number
        self.number, self.hash = number, event["hash"]
        return None

    def end(self, head: tuple[int, str] | None) -> ChainError | None:
        """After the last event: does the head, and every head that was written down, end the same chain?"""
        beyond = [number for number in self._by_number if number > self.number]
        if head is None:
            # An empty chain has not begun; one with events has lost its head.
            return ChainError(self.number + 1, "no_head") if self.number or beyond else None
        number, digits = head
        if number != self.number:
            return ChainError(min(number, self.number) + 1, "head_elsewhere", found=number)
        if digits != self.hash:
            return ChainError(self.number, "head_changed")
        return ChainError(self.number + 1, "cut", found=min(beyond)) if beyond else None
