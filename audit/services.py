"""`record` writes an event in the caller's transaction; `first_fault` walks the chain."""

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Protocol

from django.conf import settings
from django.db import models, transaction
from django.utils.encoding import force_str

from audit.chain import FIELDS, GENESIS, digest
from audit.models import Event, Head
from common.periods import now

# Where the request in hand comes from; set by OriginMiddleware, empty in commands and tasks.
origin: ContextVar[str] = ContextVar("origin", default="")


class Actor(Protocol):
    """Whoever does something: a person, or the system itself."""

    @property
    def audit_names(self) -> "Names": ...


@dataclass(frozen=True)
class Names:
    """An actor's names as the log keeps them."""

    account: str
    name: str
    organisation: str = ""
    roles: str = ""
    acting_for: str = ""


@dataclass(frozen=True)
class System:
    """The system as an actor: a sweeper, a command."""

    task: str

    @property
    def audit_names(self) -> Names:
        return Names(account=f"system:{self.task}", name=self.task)


def record(
    action: str,
    *,
    by: Actor,
    subject: models.Model,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> Event:
    """Appends one event to the chain, in the caller's transaction (it must have one).

    `action` is the verb's stable name, e.g. "notice.issue". `before` and `after` hold only what changed; values
    that are JSON or Decimal, date, datetime. The head row is locked until the transaction ends.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an event is written in the transaction of the change it records")
    Head.objects.get_or_create(pk=1)
    head = Head.objects.select_for_update().get(pk=1)
    names = by.audit_names
    values: dict[str, Any] = {
        "number": head.number + 1,
        "at": now(),
        "actor": names.account,
        "actor_name": names.name,
        "organisation": names.organisation,
        "roles": names.roles,
        "acting_for": names.acting_for,
        "origin": origin.get(),
        "action": action,
        "subject_type": subject._meta.label,
        "subject_id": str(subject.pk),
        "subject": force_str(subject)[:300],
        "before": _plain(before or {}),
        "after": _plain(after or {}),
        "previous_hash": head.hash,
    }
    values["hash"] = digest(values, settings.AUDIT_HASH)
    event = Event.objects.create(**values)
    head.number, head.hash = event.number, event.hash
    head.save(update_fields=["number", "hash"])
    return event


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """JSON values only, so that what is hashed is what is read back."""
    return {key: _plain_value(value) for key, value in values.items()}


def _plain_value(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return str(value) if isinstance(value, str) else value
    if isinstance(value, dict):
        return {str(key): _plain_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain_value(item) for item in value]
    return force_str(value)


def head() -> str:
    """The chain's end as printed on receipts: “number:first 16 digits of the hash”."""
    return str(Head.objects.filter(pk=1).first() or Head(pk=1))


@dataclass(frozen=True)
class Fault:
    """The first event that is wrong, and what is wrong with it."""

    number: int
    reason: str


def first_fault() -> Fault | None:
    """Walks the chain from its start. None when every event is as it was written and the head fits."""
    expected, previous = 1, GENESIS
    for values in Event.objects.order_by("number").values(*FIELDS, "hash").iterator(chunk_size=5000):
        number = values["number"]
        if number != expected:
            return Fault(expected, f"event {expected} is missing (next is {number})")
        if values["previous_hash"] != previous:
            return Fault(number, f"event {number} does not follow event {number - 1}")
        if digest(values, settings.AUDIT_HASH) != values["hash"]:
            return Fault(number, f"event {number} was changed after it was written")
        expected, previous = number + 1, values["hash"]
    last = Head.objects.filter(pk=1).first() or Head(pk=1)
    if (last.number, last.hash) != (expected - 1, previous):
        return Fault(expected, f"the head says {last.number}, the chain ends at {expected - 1}")
    return None
