"""What operators see of backups and drills is what the commands have written down, or nothing."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from operations.reads.backups import last_backup, last_drill, last_restore, standby_lag, standbys

BACKUP = {
    "at": "2026-11-30T01:30:00+00:00", "kind": "full", "label": "20261130-013000F", "size": 9_000_000,
    "media_files": 12, "audit_head": "4711:abc",
}  # fmt: skip
DRILL = {"at": "2026-11-30T02:00:00+00:00", "drills": 28, "lost": 0, "sentence": "28 drills, 0 lost"}
RESTORE = {"at": "2026-11-30T02:00:00+00:00", "to": "latest", "seconds": 31, "sentence": "Nothing.", "whole": True}


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.OPERATIONS_DIR = tmp_path
    return tmp_path


@pytest.mark.once
def test_nothing_written_is_nothing_known(folder: Path) -> None:
    assert last_backup() is None
    assert last_drill() is None
    assert last_restore() is None


@pytest.mark.once
@pytest.mark.parametrize("text", ["", "[]", "{}", '{"at": "yesterday"}', "\x00"])
def test_a_record_that_cannot_be_read_is_nothing_known(folder: Path, text: str) -> None:
    for name in ("backup", "drill", "restore"):
        (folder / f"{name}.json").write_text(text)
    assert (last_backup(), last_drill(), last_restore()) == (None, None, None)


@pytest.mark.once
def test_what_was_written_is_read(folder: Path) -> None:
    for name, record in {"backup": BACKUP, "drill": DRILL, "restore": RESTORE}.items():
        (folder / f"{name}.json").write_text(json.dumps(record))
    backup, drill, restore = last_backup(), last_drill(), last_restore()
    assert backup and backup.at == datetime(2026, 11, 30, 1, 30, tzinfo=UTC)
    assert (backup.kind, backup.size, backup.audit_head) == ("full", 9_000_000, "4711:abc")
    assert drill and (drill.drills, drill.lost) == (28, 0)
    assert restore and restore.whole and restore.seconds == 31


@pytest.mark.django_db
def test_without_a_standby_there_is_no_lag() -> None:
    assert standbys() == []
    assert standby_lag() is None
