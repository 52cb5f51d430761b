"""Backups: to a random instant under load, after the loss of the machine, with a segment missing, with a file cut."""

import random
import shutil
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.drills.load import Load
from bench.drills.stage import ARCHIVE_SECONDS, Stage
from scripts.backup import backup
from scripts.backups import SEGMENT
from scripts.project import Refusal
from scripts.restore import Outcome, restore


@dataclass(frozen=True)
class Result:
    """One drill: did it lose what may not be lost, and what people saw."""

    name: str
    lost: bool
    saw: str


def restored(stage: Stage, to: datetime | None, *, media: Path | None = None) -> Outcome:
    """Beside the running service, into folders of its own."""
    home = stage.folder / f"r{time.monotonic_ns()}"
    for folder in (home, home / "media", home / "heads"):
        folder.mkdir()
    stage.own(home)
    site = stage.site_of(stage.primary, media=media or home / "media", heads=home / "heads", trial=True)
    site.data = home / "data"
    try:
        return restore(site, to)
    finally:
        shutil.rmtree(home)


def to_instants(stage: Stage, load: Load, times: int, seed: int) -> list[Result]:
    """Full and differential backups under load, then restores to instants between the first backup and now."""
    chance, results = random.Random(seed), []
    load.start()
    backup(stage.site, "full", quiet=True)
    began = time.time()
    time_of_load(load, 30)
    backup(stage.site, "diff", quiet=True)
    time_of_load(load, 30)
    load.stop()
    ended = time.time()
    stage.primary.switch()
    for number in range(times):
        moment = datetime.fromtimestamp(chance.uniform(began, ended), UTC)
        outcome = restored(stage, moment)
        should = events_until(stage, moment)
        head = outcome.answer["head"]
        right = outcome.whole and head == should
        saw = f"to {moment:%H:%M:%S.%f} in {outcome.seconds:.0f} s, event {head} of {should}: {outcome.sentence}"
        results.append(Result(f"restore {number + 1} to a random instant", not right or outcome.seconds > 600, saw))
    return results


def time_of_load(load: Load, more: int) -> None:
    """Until so many more have been accepted."""
    wanted = len(load.accepted) + more
    end = time.monotonic() + 120
    while len(load.accepted) < wanted:
        if time.monotonic() > end:
            raise Refusal(f"The load stands still: {load.heard()}")
        time.sleep(0.05)


def events_until(stage: Stage, moment: datetime) -> int:
    """The last event whose transaction was committed by then: PostgreSQL keeps the instants of commits."""
    return int(stage.primary.ask(
        "SELECT max(number) FROM audit_event WHERE pg_xact_commit_timestamp(xmin) IS NULL"
        " OR pg_xact_commit_timestamp(xmin) <= %s", moment))  # fmt: skip


def machine_lost(stage: Stage, load: Load) -> Result:
    """No standby: the machine burns while people send, and the backup is all there is. At most a minute may be lost."""
    backup(stage.site, "diff", quiet=True)
    load.start()
    time_of_load(load, 30)
    backup(stage.site, "files", quiet=True)
    time_of_load(load, 10)
    # What is in the archive by now has to come back; the rest is what a minute costs.
    stage.primary.switch()
    archived = time.time()
    known = dict(load.accepted)
    time_of_load(load, 5)
    load.stop()
    outcome = restored(stage, None)
    kept = outcome.answer["head"]
    must = max(events_of(stage, [text for text, at in known.items() if at < archived]), default=0)
    seconds = ARCHIVE_SECONDS
    saw = f"archived every {seconds} s; to event {kept}, event {must} was in the archive; {outcome.sentence}"
    return Result("the machine is lost, restored from backup alone", kept < must, saw)


def events_of(stage: Stage, texts: list[str]) -> list[int]:
    """The last event that wrote one of these notes."""
    found = stage.primary.ask(
        "SELECT max(e.number) FROM audit_event e JOIN accounts_note n ON e.subject_type = 'accounts.Note'"
        " AND e.subject_id = n.id::text WHERE n.text = ANY(%s)", texts)  # fmt: skip
    return [int(found)] if found else []


def missing_segment(stage: Stage, load: Load) -> Result:
    """A segment in the middle of the archive is gone: the restore says so, and that it ends before."""
    backup(stage.site, "diff", quiet=True)
    for _each in range(3):
        load.send("miit-clerk", f"drill segment {time.monotonic_ns()}")
        stage.primary.switch()
    place = stage.site.backups / "database" / "archive"
    segments = sorted(path for path in place.rglob("*") if SEGMENT.match(path.name))
    victim = segments[-2]
    kept = victim.rename(stage.folder / victim.name)
    try:
        outcome = restored(stage, None)
    finally:
        kept.rename(victim)
    said = victim.name[:24] in outcome.sentence and not outcome.whole
    return Result("a segment of the log is missing in the archive", not said, outcome.sentence)


def cut_file(stage: Stage) -> Result:
    """A pack of the backup and an attachment are cut: both are said, by name."""
    backup(stage.site, "files", quiet=True)
    pack = max((stage.site.backups / "files").glob("*.pack"))
    whole = pack.read_bytes()
    pack.write_bytes(whole[:-100])
    try:
        outcome = restored(stage, None)
    finally:
        pack.write_bytes(whole)
    said = pack.name in outcome.sentence and "attached files are missing or cut" in outcome.sentence
    again = restored(stage, None)
    return Result(
        "a media file is cut in the backup", not said or not again.whole, f"{outcome.sentence} Mended: {again.sentence}"
    )
