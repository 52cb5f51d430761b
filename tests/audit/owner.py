"""A database owner at work: past the triggers, and able to hash."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from audit.models import Event
from audit.services.chain import digest

TABLES = ("audit_event", "audit_head")


@contextmanager
def as_database_owner() -> Iterator[Any]:
    """Past the triggers, as somebody who owns the database could."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            yield cursor
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'audit_%'")
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield cursor
        for _name, sql in triggers:
            cursor.execute(sql)


def put(number: int, column: str, value: Any) -> None:
    """Sets one column of one event."""
    Event.objects.filter(number=number).update(**{column: value})


def shift(first: int, by: int) -> None:
    """Moves the numbers of an event and of all behind it."""
    numbers = list(Event.objects.filter(number__gte=first).order_by("number").values_list("number", flat=True))
    for number in reversed(numbers) if by > 0 else numbers:
        put(number, "number", number + by)


def rehash(first: int, algorithm: str = "") -> None:
    """Hashes the chain anew from an event to its end, so that every event follows the one before."""
    previous = Event.objects.filter(number=first - 1).values_list("hash", flat=True).first() or "0" * 64
    for values in Event.objects.filter(number__gte=first).order_by("number").values():
        values["previous_hash"] = previous
        values["algorithm"] = algorithm or values["algorithm"]
        previous = digest(values, values["algorithm"])
        Event.objects.filter(number=values["number"]).update(**{**values, "hash": previous})


def fit_head(cursor: Any) -> None:
    """Lets the head name the last event that is there."""
    last = Event.objects.order_by("-number").values_list("number", "hash").first() or (0, "0" * 64)
    cursor.execute("UPDATE audit_head SET number = %s, hash = %s", last)
