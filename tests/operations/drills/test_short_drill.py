"""A few seconds of `make drill`, on servers of its own: an instant in the past, a gap, a cut pack, a failover."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg2
import pytest

from bench.drills.stage import PORT, Stage, ensure_programs, staged
from scripts.backup import backup
from scripts.backup_schedule import due
from scripts.backups import SEGMENT, Manifest, Site, newest
from scripts.project import Refusal
from scripts.restore import instant, restore_data, running

NOTE = "INSERT INTO note (text) VALUES (%s)"
NOTES = "SELECT string_agg(text, ',' ORDER BY id) FROM note WHERE %s"


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    try:
        ensure_programs()
    except Refusal as refusal:
        pytest.skip(str(refusal))
    with staged(web=False) as one:
        (one.folder / "media" / "a.pdf").write_bytes(b"first")
        backup(one.site, "full", quiet=True)
        yield one


def trial(stage: Stage, name: str) -> Site:
    """A restore beside the stage's servers."""
    home = stage.folder / name
    for folder in (home, home / "media", home / "heads"):
        folder.mkdir()
    stage.own(home)
    site = stage.site_of(stage.primary, media=home / "media", heads=home / "heads", trial=True)
    site.data = home / "data"
    return site


def notes_at(site: Site, to: datetime | None) -> tuple[str, list[str]]:
    told, _known = restore_data(site, to)
    with running(site) as address:
        host = unquote(urlsplit(address).hostname or "")
        with (
            closing(psycopg2.connect(host=host, port=PORT, user="postgres", dbname="quota")) as one,
            one.cursor() as cursor,
        ):
            cursor.execute(NOTES, [True])
            (found,) = cursor.fetchone() or ("",)
    return found, told


@pytest.mark.service
class TestOnServers:
    """One after another, on the same servers."""

    def test_an_instant_comes_back_as_it_was_with_its_files(self, stage: Stage) -> None:
        stage.primary.ask(NOTE, "n1")
        (stage.folder / "media" / "b.pdf").write_bytes(b"second")
        moment = stage.primary.ask("SELECT clock_timestamp()")
        stage.primary.ask(NOTE, "n2")
        backup(stage.site, "files", quiet=True)
        stage.primary.switch()
        site = trial(stage, "then")
        assert notes_at(site, moment) == ("n1", [])
        assert {path.name: path.read_bytes() for path in site.media.glob("*.pdf")} == {
            "a.pdf": b"first",
            "b.pdf": b"second",
        }

    def test_a_missing_segment_is_said_and_ends_the_restore(self, stage: Stage) -> None:
        for name in ("n3", "n4", "n5"):
            stage.primary.ask(NOTE, name)
            stage.primary.switch()
        found = sorted(path for path in (stage.site.backups / "database").rglob("*") if SEGMENT.match(path.name))
        kept = found[-2].rename(stage.folder / found[-2].name)
        notes, told = notes_at(trial(stage, "gap"), None)
        kept.rename(found[-2])
        assert told == [
            f"Segment {kept.name[:24]} of the log is missing in the archive: what came after it cannot be restored."
        ]
        assert notes == "n1,n2,n3"

    def test_a_cut_pack_is_said_with_its_files(self, stage: Stage) -> None:
        pack = max((stage.site.backups / "files").glob("*.pack"))
        whole = pack.read_bytes()
        pack.write_bytes(whole[:-16])
        told, _known = restore_data(trial(stage, "cut"), None)
        pack.write_bytes(whole)
        assert told == [f"the pack {pack.name} is missing or cut, with 1 files: media/b.pdf"]

    def test_a_file_that_is_not_as_it_was_is_said_and_kept_good(self, stage: Stage) -> None:
        (stage.folder / "media" / "a.pdf").write_bytes(b"firs")
        told = backup(stage.site, "files", quiet=True)
        (stage.folder / "media" / "a.pdf").write_bytes(b"first")
        assert told == ["media/a.pdf is not as it was backed up; the backup keeps the good one"]

    def test_an_instant_that_was_never_archived_is_refused(self, stage: Stage) -> None:
        site = trial(stage, "later")
        with pytest.raises(Refusal, match="ends before the instant that was asked for"):
            notes_at(site, datetime.now(UTC) + timedelta(days=1))

    def test_a_running_server_is_not_written_over(self, stage: Stage) -> None:
        with pytest.raises(Refusal, match="stop it"):
            restore_data(stage.site, None)

    def test_what_was_confirmed_survives_the_primary(self, stage: Stage) -> None:
        stage.make_standby()
        stage.primary.ask(NOTE, "n6")
        stage.fail_over()
        assert stage.primary.ask(NOTES, True) == "n1,n2,n3,n4,n5,n6"


@pytest.mark.once
class TestTheManifest:
    """It is believed only as it was written."""

    def test_it_is_read_with_its_key(self, tmp_path: Path) -> None:
        path = tmp_path / "m"
        path.write_text(Manifest(at="2026-11-30", media={"a": {"sha256": "x"}}).sealed("key"))
        assert Manifest.opened(path, "key").media == {"a": {"sha256": "x"}}
        with pytest.raises(Refusal, match="not as it was written"):
            Manifest.opened(path, "other")

    def test_changed_or_cut_it_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "m"
        text = Manifest(at="2026-11-30", audit_head="12:ab").sealed("key")
        for wrong in (text.replace("12:ab", "11:ab"), text[:-20], ""):
            path.write_text(wrong)
            with pytest.raises(Refusal):
                Manifest.opened(path, "key")

    def test_without_any_there_is_none(self, tmp_path: Path) -> None:
        site = Site(
            data=tmp_path,
            socket=tmp_path,
            port=1,
            backups=tmp_path,
            key=tmp_path,
            media=tmp_path,
            heads=tmp_path,
            records=tmp_path,
        )
        assert newest(site) is None


@pytest.mark.once
@pytest.mark.parametrize(
    ("last", "now", "what"),
    [
        (None, "2026-11-30T12:00+08:00", "full"),
        ("2026-11-30T01:59+08:00", "2026-11-30T02:00+08:00", "diff"),
        ("2026-11-30T02:00+08:00", "2026-11-30T23:00+08:00", "files"),
        ("2026-11-28T02:01+08:00", "2026-11-29T02:01+08:00", "full"),
        ("2026-11-29T02:01+08:00", "2026-11-30T01:00+08:00", "files"),
    ],
)
def test_a_backup_is_due_by_the_night(last: str | None, now: str, what: str) -> None:
    assert due(datetime.fromisoformat(last) if last else None, datetime.fromisoformat(now)) == what


@pytest.mark.once
def test_an_instant_without_a_meaning_is_refused() -> None:
    assert instant("") is None
    assert instant("2026-11-30 14:05:00+08:00") == datetime(2026, 11, 30, 6, 5, tzinfo=UTC)
    with pytest.raises(Refusal, match="which is no instant"):
        instant("yesterday")
