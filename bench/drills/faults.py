"""The database away, disks full, the broker emptied, clocks that jump: what people see, and that nothing is lost."""

import contextlib
import subprocess
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import psycopg2
import redis

from bench.drills.load import Load
from bench.drills.restores import Result, time_of_load
from bench.drills.stage import DAY, Stage, wait_for
from scripts.project import Refusal

BALLAST = "ballast"
MOVE_CLOCK = """
from deadlines import tasks
for _time in range(2):
    tasks.announce_opened(); tasks.queue_reminders(); tasks.mark_late(); tasks.escalate(); tasks.end_duties()
"""
MESSAGES = "SELECT count(*) FROM notifications_message"


def database_away(stage: Stage, load: Load, seconds: int) -> Result:
    """The server is killed and comes back a minute later; who was saving is told so and sends it again."""
    load.told.clear()
    load.start()
    time_of_load(load, 15)
    stage.primary.kill()
    gone = time.monotonic()
    status, page = stage.get("/account/sign-in/")
    wait_for(lambda: time.monotonic() - gone > seconds, "the time that it is away", seconds + 30)
    stage.primary.start()
    back = time.monotonic()
    wanted = len(load.accepted) + 4
    wait_for(lambda: len(load.accepted) >= wanted, "people are confirmed again")
    again = time.monotonic() - back
    load.stop()
    lost, twice = load.counted()
    told = any("数据库暂时无法连接" in what for what in load.told)
    saw = f"{load.tally()}; served again {again:.1f} s after it was back; people: {load.heard()}; a page: {status}"
    return Result(f"the database is away for {seconds} s", bool(lost or twice) or not told or not page, saw)


@contextlib.contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A file system of its own, of a few megabytes; only root can mount one."""
    folder.mkdir(exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0777", "tmpfs", str(folder)]
    done = subprocess.run(mount, check=False, capture_output=True)
    if done.returncode:
        raise Refusal(f"A disk of its own cannot be mounted here: {done.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=False)


def fill(folder: Path) -> Path:
    """Write until nothing fits any more."""
    path = folder / BALLAST
    with path.open("wb", buffering=0) as stream, contextlib.suppress(OSError):
        while stream.write(b"\0" * 4096):
            pass
    return path


def database_full(stage: Stage, load: Load) -> Result:
    """The disk of the tables is full while people send: a sentence, nothing half done; with space it goes on."""
    with small_disk(stage.folder / "small", 24) as disk:
        stage.own(disk)
        stage.primary.ask(f"CREATE TABLESPACE small LOCATION '{disk}'")
        stage.primary.ask("ALTER TABLE accounts_note SET TABLESPACE small")
        load.told.clear()
        load.start()
        time_of_load(load, 5)
        ballast = fill(disk)
        wait_for(lambda: any("存储空间不足" in what for what in load.told), "people hear that the disk is full")
        ballast.unlink()
        time_of_load(load, 5)
        load.stop()
        lost, twice = load.counted()
        heard = load.heard()
        stage.primary.ask("ALTER TABLE accounts_note SET TABLESPACE pg_default")
        stage.primary.ask("DROP TABLESPACE small")
    return Result("the database's disk is full", bool(lost or twice), f"{load.tally()}; people: {heard}")


STORE = """
from pathlib import Path
from django.core.files.uploadedfile import SimpleUploadedFile
from common.constraints import Refusal
from documents.models import Attachment
from documents.services.attachments import store
data = Path("docs/images/22-jurisdiction.png").read_bytes()
try:
    print("stored", store(SimpleUploadedFile("a.png", data)).name)
except Refusal as refusal:
    print(refusal.code, refusal, Attachment.objects.count())
"""


def media_full(stage: Stage) -> Result:
    """The disk of the attachments is full: a sentence, no row without its file; with space it is taken."""
    rows = int(stage.primary.ask("SELECT count(*) FROM documents_attachment"))
    with small_disk(stage.folder / "small-media", 1) as disk:
        ballast = fill(disk)
        refused = stage.manage("shell", "--verbosity", "0", "-c", STORE, direct=True, MEDIA_ROOT=str(disk)).strip()
        left = [path for path in disk.rglob("*") if path.is_file() and path != ballast]
        ballast.unlink()
        stored = stage.manage("shell", "--verbosity", "0", "-c", STORE, direct=True, MEDIA_ROOT=str(disk)).strip()
        stage.primary.ask("DELETE FROM documents_attachment WHERE id > %s", rows)
    told = refused.startswith("no_space_for_files") and refused.endswith(f" {rows}")
    wrong = not told or bool(left) or not stored.startswith("stored")
    return Result("the disk of the attachments is full", wrong, f"{refused}; with space: {stored}")


def clock_jumps(stage: Stage) -> Result:
    """The clock of the sweepers goes on by a day, by a month, and back: each message goes out once."""
    today = date.fromisoformat(DAY)
    counts = []
    for days in (0, 1, 31, 0, 31):
        stage.manage("shell", "--verbosity", "0", "-c", MOVE_CLOCK, direct=True, CLOCK_DAY=str(today + timedelta(days)))
        counts.append(int(stage.primary.ask(MESSAGES)))
    twice = counts[4] != counts[2] or counts[3] != counts[2]
    stage.manage("verify_audit", direct=True)
    saw = f"messages after now, a day, a month, back, a month again: {', '.join(map(str, counts))}; the log verifies"
    return Result("the clock jumps by a day and by a month, and back", twice, saw)


def broker_flushed(stage: Stage) -> Result:
    """All tasks are forgotten: what was to be sent is sent by the next sweep, once."""
    waiting = int(stage.primary.ask(MESSAGES + " WHERE next_try_at IS NOT NULL"))
    with redis.Redis(unix_socket_path=str(stage.folder / "broker.sock")) as broker:
        flushed = bool(broker.flushall())
    for _time in range(2):
        stage.manage(
            "shell", "--verbosity", "0", "-c", "from notifications import tasks; tasks.send_messages()", direct=True
        )
    left = int(stage.primary.ask(MESSAGES + " WHERE next_try_at IS NOT NULL"))
    status, _page = stage.get("/account/sign-in/")
    saw = f"{waiting} messages waited, {left} wait; the sign-in page answers {status}"
    return Result("the broker is emptied", not flushed or status != 200 or left > waiting, saw)


BUSY_MIGRATION = (
    "ALTER TABLE accounts_note ADD COLUMN drilled text",
    "ALTER TABLE accounts_note DROP COLUMN drilled",
)


def upgrade_under_load(stage: Stage, load: Load) -> Result:
    """Locks as a migration takes them, with the limit that `manage.py upgrade` sets, while people send: nobody waits 2 s."""
    load.start()
    time_of_load(load, 5)
    load.slowest = 0
    tries = 0
    for statement in BUSY_MIGRATION * 5:
        while True:
            tries += 1
            with contextlib.suppress(psycopg2.errors.LockNotAvailable):
                stage.primary.ask(f"SET lock_timeout = '1s'; {statement}")
                break
    slowest = load.slowest
    stage.manage("upgrade", "--verbosity", "0", direct=True)
    load.stop()
    lost, twice = load.counted()
    failed = sum(load.told.values())
    changes = len(BUSY_MIGRATION) * 5
    saw = f"{changes} changes of the table in {tries} tries; slowest answer {slowest:.1f} s, {failed} refused"
    return Result("migrations while people send", bool(lost or twice or failed) or slowest > 2, saw)
