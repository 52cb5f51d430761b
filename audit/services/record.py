"""`record` writes an event in the caller's transaction, `note` one that is no change in a transaction of its own."""

import json
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol

from django.conf import settings
from django.db import connection, models, transaction
from django.utils.encoding import force_str

from audit.models import Event, Head
from audit.services.chain import digest, encode
from audit.services.verification import COLUMNS, first_fault
from common.periods import now

__all__ = [
    "Anonymous",
    "Names",
    "Subject",
    "System",
    "Thing",
    "first_fault",
    "head",
    "note",
    "note_within",
    "record",
    "record_all",
]

# Where the request in hand comes from; set by OriginMiddleware, empty in commands and tasks.
origin: ContextVar[str] = ContextVar("origin", default="")

_json = json.JSONEncoder(ensure_ascii=False).encode
_TEXTS = {field.name: field.max_length for field in Event._meta.fields if isinstance(field, models.CharField)}
# SQLite has no FOR UPDATE: there a writing transaction has the whole database to itself.
_LOCK = "SELECT number, hash FROM audit_head WHERE id = 1"
_FOR_UPDATE = " FOR UPDATE"
_INSERT = f"INSERT INTO audit_event ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"  # noqa: S608
_FORWARD = "UPDATE audit_head SET number = %s, hash = %s WHERE id = 1"
_INSERT_AND_FORWARD = f"WITH head AS ({_FORWARD}) {_INSERT}"


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


@dataclass(frozen=True)
class Anonymous:
    """Somebody who is not signed in: the account they named, if any, is what they typed and proves nothing."""

    account: str = ""

    @property
    def audit_names(self) -> Names:
        return Names(account=self.account, name="")


@dataclass(frozen=True)
class Thing:
    """What an event is about when it is no row: an address, a file, an account that was typed."""

    type: str
    id: str
    text: str


def record(
    action: str,
    *,
    by: Actor,
    subject: models.Model | Thing,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> Event:
    """Appends one event to the chain, in the caller's transaction (it must have one).

    `action` is the verb's stable name, e.g. "notice.issue". `before` and `after` hold only what changed; values
    that are JSON or Decimal, date, datetime. The head row is locked until the transaction ends.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an event is written in the transaction of the change it records")
    # Whatever asks the database comes before the lock: nobody waits for it.
    values = _facts(action, by.audit_names, subject)
    values["before"], values["after"] = _plain(before or {}), _plain(after or {})
    number, previous = _lock_head()
    values |= {"number": number + 1, "at": now(), "previous_hash": previous, "algorithm": settings.AUDIT_HASH}
    _append(values)
    event = Event(**values)
    event._state.adding, event._state.db = False, connection.alias
    return event


@dataclass(frozen=True)
class Subject:
    """One of several things that the same action is about, with what changed on it."""

    row: models.Model | Thing
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)


def record_all(action: str, *, by: Actor, subjects: Iterable[Subject]) -> int:
    """Appends an event for each of them, in the caller's transaction, and returns how many.

    The same rows as `record` called for each: the head is locked once, and nothing is asked between them.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an event is written in the transaction of the change it records")
    names = by.audit_names
    listed = [
        {**_facts(action, names, one.row), "before": _plain(one.before), "after": _plain(one.after)} for one in subjects
    ]
    if not listed:
        return 0
    number, previous = _lock_head()
    instant = now()
    for position, values in enumerate(listed, 1):
        values |= {"number": number + position, "at": instant, "previous_hash": previous}
        values |= {"algorithm": settings.AUDIT_HASH}
        # One by one: the head's trigger lets it go forward by one event only.
        _append(values)
        previous = values["hash"]
    return len(listed)


def note(
    action: str,
    *,
    by: Actor,
    subject: models.Model | Thing,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> Event:
    """Appends an event that is no change - a sign-in, an export - in a transaction of its own.

    Called outside of any other transaction: what is rolled back there would take the event with it.
    """
    with transaction.atomic():
        return record(action, by=by, subject=subject, before=before, after=after)


@dataclass(frozen=True)
class Limit:
    """How much one account may make the log write: the same once in `same`, so many at most in an hour."""

    an_hour: int
    same: timedelta = timedelta()


def note_within(limit: Limit, action: str, *, by: Actor, subject: Thing, after: dict[str, Any]) -> Event | None:
    """Like `note`, for what an account can do ever again: None when it is written already, or too often.

    The last event that is let through says so (`limit`), so that silence is never mistaken for quiet.
    """
    account = _clean(by.audit_names.account, _TEXTS["actor"])
    if _left(limit, action, account, subject) < 1:
        return None
    with transaction.atomic():
        _lock_head()
        # Again under the lock: two that came at once are one.
        left = _left(limit, action, account, subject)
        if left < 1:
            return None
        more = {"limit": limit.an_hour} if left == 1 else {}
        return record(action, by=by, subject=subject, after={**after, **more})


def _left(limit: Limit, action: str, account: str, subject: Thing) -> int:
    """How many events of this kind the account may still cause within this hour; 0 for one that is repeated."""
    at = now()
    lately = Event.objects.filter(actor=account, action=action).order_by("-number")
    rows = list(lately.values_list("at", "subject_type", "subject_id", "subject")[: limit.an_hour])
    same = (subject.type, _clean(subject.id, _TEXTS["subject_id"]), _clean(subject.text, _TEXTS["subject"]))
    if any(tuple(row[1:]) == same and at - row[0] < limit.same for row in rows):
        return 0
    return limit.an_hour - sum(at - row[0] < timedelta(hours=1) for row in rows)


def _facts(action: str, names: Names, subject: models.Model | Thing) -> dict[str, Any]:
    if isinstance(subject, Thing):
        kind, identifier, text = subject.type, subject.id, subject.text
    else:
        kind, identifier, text = subject._meta.label, str(subject.pk), force_str(subject)
    facts = {
        "actor": names.account,
        "actor_name": names.name,
        "organisation": names.organisation,
        "roles": names.roles,
        "acting_for": names.acting_for,
        "origin": origin.get(),
        "action": action,
        "subject_type": kind,
        "subject_id": identifier,
        "subject": text,
    }
    return {name: _clean(value, _TEXTS[name]) for name, value in facts.items()}


def _lock_head() -> tuple[int, str]:
    """The chain's end, locked until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK + (_FOR_UPDATE if connection.features.has_select_for_update else ""))
        found = cursor.fetchone()
    if found:
        return int(found[0]), str(found[1])
    if Event.objects.exists():
        raise RuntimeError("the log has events and no head: somebody removed it; run verify_audit")
    # An emptied database begins anew; of two that begin at once the second waits here, and reads what the first wrote.
    Head.objects.get_or_create(pk=1)
    return _lock_head()


def _append(values: dict[str, Any]) -> None:
    """Writes the event, and adds its hash to the values."""
    encoded = {name: encode(values[name]) for name in ("before", "after")}
    values["hash"] = digest(values, settings.AUDIT_HASH, encoded)
    if connection.vendor != "postgresql":
        # PostgreSQL has an order of its own for keys; elsewhere they stay as they were written.
        encoded = {name: _json(values[name]) for name in encoded}
    row = {**values, **encoded, "at": connection.ops.adapt_datetimefield_value(values["at"])}
    event, head = [row[name] for name in COLUMNS], [values["number"], values["hash"]]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_INSERT_AND_FORWARD, [*head, *event])
            return
        cursor.execute(_INSERT, event)
        cursor.execute(_FORWARD, head)


def _clean(text: str, length: int | None = None) -> str:
    """Text that every database takes: no NUL, no half of a character, no more than the column holds."""
    if text.isascii() and "\x00" not in text:
        return text[:length]
    return text.replace("\x00", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()[:length]


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """JSON values only, so that what is hashed is what is read back."""
    return {
        key if type(key) is str and key.isascii() and "\x00" not in key else _clean(str(key)): _plain_value(value)
        for key, value in values.items()
    }


def _plain_value(value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if type(value) is str:
        return _clean(value)
    if isinstance(value, dict):
        return _plain(value)
    if isinstance(value, list | tuple):
        return value if _is_plain(value) else [_plain_value(item) for item in value]
    return _clean(force_str(value))


def _is_plain(values: Any) -> bool:
    """Seen at once, because a large upload has a hundred thousand of such pairs: texts that need no cleaning, or none."""
    try:
        text = "".join([value for value in values if value is not None])
    except TypeError:
        return False
    return type(values) is list and text.isascii() and "\x00" not in text


def head() -> str:
    """The chain's end as printed on receipts: “number:first 16 digits of the hash”."""
    return str(Head.objects.filter(pk=1).first() or Head(pk=1))
