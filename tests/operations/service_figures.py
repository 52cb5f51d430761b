"""Figures of a service in which everything is well, to change one at a time."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from operations.reads.backups import Backup, Drill
from operations.reads.figures import Figures, Waiting

AT = datetime(2021, 10, 8, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
NOTHING = Waiting(0, timedelta(), 0)
WELL = Figures(
    at=AT,
    mail=NOTHING,
    webhooks=NOTHING,
    scans=NOTHING,
    tasks_waiting=0,
    sweep_behind=timedelta(),
    worker_heard_at=AT,
    chain_height=4711,
    chain_verified_at=AT - HOUR,
    chain_broken_at=None,
    failed_sign_ins=0,
    backup=Backup(AT - HOUR, "full", "20211008F", 9_000_000, 12, "4711:abc"),
    drill=Drill(AT - 24 * HOUR, 28, 0, "28 drills, 0 lost"),
    standby_lag=timedelta(),
    standby_count=1,
    calendar_until=date(2021, 12, 31),
    certificate_until=AT + timedelta(days=300),
)


def figures(**changes: Any) -> Figures:
    return replace(WELL, **changes)
