"""The head of the chain is exported and mailed, and reveals a log that was rewritten as a whole."""

from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction

from audit.models import Event, Head, Verification
from audit.services.record import System, Thing, head, record
from audit.tasks import export_audit_head
from common.periods import at
from quota_admin.celery import app
from tests.audit.owner import as_database_owner, fit_head, put, rehash
from tests.conftest import JOURNEY

pytestmark = pytest.mark.django_db


def write(count: int = 3) -> int:
    """Writes some events; the number of the last."""
    for number in range(count):
        with transaction.atomic():
            record("test.write", by=System("tests"), subject=Thing("thing", "1", "一"), after={"n": number})
    return Head.objects.get().number


def rewrite(number: int) -> None:
    with as_database_owner() as cursor:
        put(number, "actor", "forger")
        rehash(number)
        fit_head(cursor)


def said(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_number_hash_and_time_are_one_line_in_a_file_of_that_day(head_dir: Path) -> None:
    last = write()
    said("export_audit_head")
    (path,) = head_dir.iterdir()
    row = Head.objects.get()
    assert path.name == f"2021-10-08-{last}-{row.hash[:16]}.txt"
    assert path.read_text() == f"{last} {row.hash} 2021-10-08T09:00:00+08:00\n"


def test_a_file_is_never_written_over(head_dir: Path) -> None:
    write()
    said("export_audit_head")
    with at(JOURNEY + timedelta(hours=1)):
        said("export_audit_head")
    assert [path.read_text()[-26:] for path in head_dir.iterdir()] == ["2021-10-08T09:00:00+08:00\n"]
    write()
    said("export_audit_head")
    assert len(list(head_dir.iterdir())) == 2


def test_it_is_sent_to_whom_the_settings_name(settings: Any) -> None:
    write()
    said("export_audit_head")
    assert mail.outbox == []
    settings.AUDIT_HEAD_MAIL = ["keeper@example.org"]
    last = write()
    said("export_audit_head")
    assert mail.outbox[0].to == ["keeper@example.org"]
    assert mail.outbox[0].body.startswith(f"{last} {Head.objects.get().hash} 2021-10-08T09:00:00+08:00\n")


def test_a_log_rewritten_as_a_whole_is_found_by_the_heads_in_the_folder(settings: Any) -> None:
    settings.AUDIT_HEAD_MAIL = ["keeper@example.org"]
    first, last = write(), write()
    said("export_audit_head")
    assert "1 exported heads" in said("verify_audit")
    rewrite(first)
    with pytest.raises(CommandError, match=rf"event {last}\b"):
        said("verify_audit")
    with pytest.raises(CommandError, match=str(last)):
        said("export_audit_head")
    assert str(last) in mail.outbox[-1].body.splitlines()[1], "the mail names the head's event number"


def test_it_is_found_by_a_named_file_and_by_the_head_on_a_receipt(tmp_path: Path) -> None:
    first = write()
    kept, printed = tmp_path / "kept.txt", head()
    kept.write_text(f"# kept by hand\n{Head.objects.get().number} {Head.objects.get().hash}\n")
    write()
    assert "1 exported heads" in said("verify_audit", "--head", str(kept))
    assert "2 exported heads" in said("verify_audit", "--head", str(kept), "--head", printed)
    rewrite(first - 1)
    assert "0 exported heads" in said("verify_audit"), "the database alone agrees with itself"
    for named in (str(kept), printed):
        with pytest.raises(CommandError, match=rf"event {first}\b"):
            said("verify_audit", "--head", named)


@pytest.mark.parametrize("content", ["nonsense", "12 short", "12", b"\xff\xfe"])
def test_a_file_that_is_none_is_refused_by_name(tmp_path: Path, content: str | bytes) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(CommandError, match=r"kept\.txt"):
        said("verify_audit", "--head", str(kept))


def test_a_folder_with_nonsense_does_not_stop_the_export(head_dir: Path) -> None:
    write()
    head_dir.mkdir()
    (head_dir / "a.txt").write_text("nonsense")
    with pytest.raises(CommandError, match="nonsense"):
        said("export_audit_head")
    assert len(list(head_dir.iterdir())) == 2


def test_beat_wakes_the_export_once_a_day(head_dir: Path) -> None:
    entry = app.conf.beat_schedule["export-audit-head"]
    assert entry["task"] == export_audit_head.name
    assert (entry["schedule"].hour, entry["schedule"].minute) == ({1}, {10})
    write()
    assert export_audit_head() == next(head_dir.iterdir()).name
    assert Verification.objects.get().reason == ""


def test_a_broken_chain_is_exported_and_said(head_dir: Path) -> None:
    write()
    rewrite_one = Event.objects.order_by("-number").first()
    assert rewrite_one is not None
    with as_database_owner():
        put(rewrite_one.number, "actor", "forger")
    export_audit_head()
    found = Verification.objects.get()
    assert (found.fault, bool(found.exported_to)) == (rewrite_one.number, True)
