"""Last backup, last drill, standbys: read from the records that the commands leave in OPERATIONS_DIR, and from the
database.

`make backup`, `make restore` and `make drill` run beside the application, and write one JSON file each
(see deploy/README.md). A record that is missing or unreadable is None: nothing is known, which is no good news.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

_STANDBYS = """
    SELECT application_name, state, sync_state IN ('sync', 'quorum'),
           COALESCE(EXTRACT(EPOCH FROM replay_lag), 0), COALESCE(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn), 0)
    FROM pg_stat_replication
    -- A base backup reads the log too and is no standby.
    WHERE state IN ('streaming', 'catchup') AND application_name NOT IN ('pg_basebackup', 'pg_receivewal')
    ORDER BY application_name
"""


@dataclass(frozen=True)
class Backup:
    """A backup that was finished and verified."""

    at: datetime
    kind: str
    label: str
    size: int
    media_files: int
    audit_head: str


@dataclass(frozen=True)
class Drill:
    """The last run of `make drill`: how many drills, how many of them lost something."""

    at: datetime
    drills: int
    lost: int
    sentence: str


@dataclass(frozen=True)
class Restore:
    """The last restore, also those that a drill makes: to which instant, and the sentence on what was lost."""

    at: datetime
    to: str
    seconds: int
    sentence: str
    whole: bool


@dataclass(frozen=True)
class Standby:
    """A standby that is connected to the database now."""

    name: str
    state: str
    synchronous: bool
    lag: timedelta
    bytes_behind: int


def last_backup() -> Backup | None:
    """The newest backup that succeeded."""
    found = _read_record("backup")
    try:
        return Backup(
            at=datetime.fromisoformat(found["at"]),
            kind=str(found["kind"]),
            label=str(found["label"]),
            size=int(found["size"]),
            media_files=int(found["media_files"]),
            audit_head=str(found["audit_head"]),
        )
    except (KeyError, TypeError, ValueError):
        return None


def last_restore() -> Restore | None:
    """The newest restore, whether it was whole or not."""
    found = _read_record("restore")
    try:
        return Restore(
            at=datetime.fromisoformat(found["at"]),
            to=str(found["to"]),
            seconds=int(found["seconds"]),
            sentence=str(found["sentence"]),
            whole=bool(found["whole"]),
        )
    except (KeyError, TypeError, ValueError):
        return None


def last_drill() -> Drill | None:
    """The newest run of all drills."""
    found = _read_record("drill")
    try:
        return Drill(
            at=datetime.fromisoformat(found["at"]),
            drills=int(found["drills"]),
            lost=int(found["lost"]),
            sentence=str(found["sentence"]),
        )
    except (KeyError, TypeError, ValueError):
        return None


def standbys() -> list[Standby]:
    """The standbys that are connected; none on SQLite, which has no replication."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(_STANDBYS)
        return [
            Standby(name, state, bool(synchronous), timedelta(seconds=float(lag)), int(Decimal(behind)))
            for name, state, synchronous, lag, behind in cursor.fetchall()
        ]


def standby_lag() -> timedelta | None:
    """How far the standby that is furthest behind is; None when none is connected."""
    return max((standby.lag for standby in standbys()), default=None)


def _read_record(name: str) -> dict[str, Any]:
    try:
        found = json.loads((Path(settings.OPERATIONS_DIR) / f"{name}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
