"""Verification of the chain in the database, with a sentence about its first invalid event."""

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from audit.models import Event, Head, Verification
from audit.services.chain import FIELDS, GENESIS, ChainError, RecordedHead, Walk
from common.periods import now

COLUMNS = (*FIELDS, "hash", "algorithm")
AT_ONCE = 5_000
_ROWS = f"SELECT {', '.join(COLUMNS)} FROM audit_event WHERE number > %s ORDER BY number LIMIT {AT_ONCE}"  # noqa: S608


def first_fault(heads: Iterable[RecordedHead] = (), *, after: int = 0) -> ChainError | None:
    """None when every event is as it was written, the head fits, and so do the heads written down outside.

    `after` leaves out the events up to that number, and trusts the hash of that one.
    """
    return walk_to_end(Walk(heads, number=after, hash=_hash_of(after)))


def walk_to_end(walk: Walk) -> ChainError | None:
    """Continue to the end of the chain, including events that are appended meanwhile."""
    while True:
        fault = walk.over(_events(walk.number))
        if fault:
            return fault
        head = Head.objects.filter(pk=1).values_list("number", "hash").first()
        # Read after the events, the head is never behind them; if it is ahead, somebody has just written.
        if head and head[0] > walk.number and Event.objects.filter(number=walk.number + 1).exists():
            continue
        return walk.end(head)


def _hash_of(number: int) -> str:
    found = Event.objects.filter(number=number).values_list("hash", flat=True).first()
    return found if found is not None else GENESIS


def _events(after: int) -> Iterator[Mapping[str, Any] | None]:
    """Every event behind a number, a few thousand at a time, past the ORM: a million have to go within a minute."""
    with connection.cursor() as cursor:
        while True:
            cursor.execute(_ROWS, [after])
            rows = cursor.fetchall()
            for row in rows:
                yield _event(row)
            if len(rows) < AT_ONCE:
                return
            after = rows[-1][0]


def _event(row: tuple[Any, ...]) -> Mapping[str, Any] | None:
    values = dict(zip(COLUMNS, row, strict=True))
    try:
        values["before"], values["after"] = _object(values["before"]), _object(values["after"])
        at = values["at"]
        if not isinstance(at, datetime):
            at = datetime.fromisoformat(at)
        # SQLite keeps an instant in UTC and does not say so.
        values["at"] = at if at.tzinfo else at.replace(tzinfo=UTC)
    except (TypeError, ValueError):
        return None
    return values if isinstance(values["number"], int) else None


def _object(text: str) -> Any:
    return {} if text == "{}" else json.loads(text)


def verify(heads: Iterable[RecordedHead] = (), *, newest: int | None = None) -> Verification:
    """Verify the chain, or only its newest events, and store the result for the page."""
    begun = time.perf_counter()
    number, digits = Head.objects.filter(pk=1).values_list("number", "hash").first() or (0, GENESIS)
    after = max(0, number - newest) if newest else 0
    fault = first_fault(heads, after=after)
    return Verification.objects.create(
        at=now(),
        number=number,
        hash=digits,
        first=after + 1,
        milliseconds=round((time.perf_counter() - begun) * 1000),
        fault=fault.number if fault else None,
        reason=fault.reason if fault else "",
    )
