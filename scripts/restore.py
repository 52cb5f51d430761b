"""`make restore TO="2026-11-30 14:05:00+08:00"`: database and files as they were at that instant, or at the last one.

It ends with the migrations, with everything that can be verified, and with one sentence that says what was lost. PostgreSQL
has to be stopped; it is stopped again at the end. DATA_ONLY=1 leaves all that comes after the data to others, as inside
compose, where each part has its own image. TRIAL=1 restores beside the running service, into a PGDATA and a MEDIA_ROOT of its
own, and writes nothing into the archive.
"""

import json
import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from scripts.backups import (
    Manifest,
    Site,
    missing_segments,
    newest,
    now,
    put_files_back,
    write_record,
)
from scripts.project import PYTHON, ROOT, Refusal, command, environment, log_tail, say

PATIENCE = 600


@dataclass
class Outcome:
    """How a restore ended."""

    whole: bool
    sentence: str
    seconds: float
    told: list[str] = field(default_factory=list)
    answer: dict[str, Any] = field(default_factory=dict)


def main() -> int:
    """1 when something was lost or is wrong."""
    site = Site.from_environment(os.environ)
    to = instant(os.environ.get("TO") or "")
    if os.environ.get("DATA_ONLY") == "1":
        told, known = restore_data(site, to)
        say(f"The last head of the log that is known outside: {known.audit_head}")
        for sentence in told:
            say(sentence)
        return 1 if told else 0
    outcome = restore(site, to)
    for name, part in outcome.answer.get("parts", {}).items():
        say(f"{'ok   ' if part['whole'] else 'WRONG'} {name}: {part['sentence']}")
    for sentence in outcome.told:
        say(sentence)
    say(outcome.sentence)
    return 0 if outcome.whole else 1


def instant(text: str) -> datetime | None:
    """TO, with its zone; empty for the last instant there is."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal(
            f"TO is {text!r}, which is no instant: type TO='2026-11-30 14:05:00+08:00' make restore"
        ) from None
    return found if found.tzinfo else found.astimezone()


def restore(site: Site, to: datetime | None) -> Outcome:
    """Data, migrations, verification, sentence, record."""
    began = time.monotonic()
    told, known = restore_data(site, to)
    with running(site) as address:
        answer = verified(site, address, known, to)
    aside = 0 if site.trial else set_aside(site, answer["head"])
    if aside:
        told.append(f"{aside} exported heads of later events were put aside, into {site.heads / 'left-out'}")
    outcome = Outcome(
        answer["whole"] and not told, " ".join([*told, answer["sentence"]]), time.monotonic() - began, told, answer
    )
    record = {"at": now().isoformat(), "to": to.isoformat() if to else "latest", "seconds": round(outcome.seconds),
              "sentence": outcome.sentence, "whole": outcome.whole}  # fmt: skip
    write_record(site, "restore", record)
    return outcome


def restore_data(site: Site, to: datetime | None) -> tuple[list[str], Manifest]:
    """The data folder and the files; what could not be put back, and the newest manifest, which knows the last head."""
    refuse_running(site)
    site.configure()
    known = newest(site)
    if known is None:
        raise Refusal(f"There is no manifest in {site.backups / 'files'}: is BACKUP_DIR right?")
    gap = "Segment {} of the log is missing in the archive: what came after it cannot be restored."
    told = [gap.format(name) for name in missing_segments(site)]
    site.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    site.own(site.data)
    target = (
        ["--type=time", f"--target={to.astimezone():%Y-%m-%d %H:%M:%S.%f%z}", "--target-action=promote"] if to else []
    )
    site.pgbackrest("--delta", *target, "restore")
    told += put_files_back(site, newest(site, before=to) or known)
    return told, known


def refuse_running(site: Site) -> None:
    """A server that runs on the folder would be written over."""
    try:
        pid = int((site.data / "postmaster.pid").read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return
    comm = Path(f"/proc/{pid}/comm")
    # Another container's process of the same number is another program.
    if comm.exists() and comm.read_text().strip() in {"postgres", "postmaster"}:
        raise Refusal(f"PostgreSQL runs on {site.data}: stop it, then type make restore again")


def pg_ctl(site: Site) -> str:
    """Beside the server that made the folder."""
    version = (site.data / "PG_VERSION").read_text().strip()
    for folder in (site.binaries, Path(f"/usr/lib/postgresql/{version}/bin")):
        if folder and (folder / "pg_ctl").exists():
            return str(folder / "pg_ctl")
    return "pg_ctl"


@contextmanager
def running(site: Site) -> Iterator[str]:
    """PostgreSQL on the restored folder, on a socket that nobody else knows; the address for the application."""
    # Beside the backups, whose path PostgreSQL's user may enter; short, because a socket's path has to be.
    folder = site.backups / "spool"
    log = folder / "restore.log"
    log.unlink(missing_ok=True)
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c port={site.port}"
    if site.trial:
        options += " -c archive_mode=off"
    started = site.run(
        [pg_ctl(site), "-D", site.data, "-l", log, "-t", str(PATIENCE), "-w", "-o", options, "start"], check=False
    )
    try:
        if started.returncode:
            raise Refusal(not_started(log))
        _wait_for_writes(site, folder, log)
        host = str(folder).replace("/", "%2F")
        yield f"postgres://{site.user}@{host}:{site.port}/{site.name}"
    finally:
        site.run([pg_ctl(site), "-D", site.data, "-m", "fast", "-w", "stop"], check=False)


def not_started(log: Path) -> str:
    """Why, in the words of what was asked for."""
    text = log_tail(log, 40)
    if "recovery ended before configured recovery target was reached" in text:
        reached = re.findall(r"last completed transaction was at log time ([^\n]+)", text)
        end = f" (its last transaction is of {reached[-1]})" if reached else ""
        return f"The log in the archive ends before the instant that was asked for{end}: type make restore without TO"
    return f"PostgreSQL does not start on the restored data: {log_tail(log, 3)}"


def _wait_for_writes(site: Site, folder: Path, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        asked = ["psql", "-X", "-At", "-h", str(folder), "-p", str(site.port), "-U", site.user, "-d", site.name, "-c",
                 "SELECT pg_is_in_recovery()"]  # fmt: skip
        if site.run(asked, check=False).stdout.strip() == "f":
            return
        if time.monotonic() > end or not (site.data / "postmaster.pid").exists():
            raise Refusal(not_started(log))
        time.sleep(0.1)


def verified(site: Site, address: str, known: Manifest, to: datetime | None) -> dict[str, Any]:
    """Migrations, then everything that the application can verify."""
    env = environment({
        "DATABASE_URL": address, "MEDIA_ROOT": str(site.media), "AUDIT_HEAD_DIR": str(site.heads),
        "DJANGO_SETTINGS_MODULE": "quota_admin.settings",
    })  # fmt: skip
    heads = [f"--head={known.audit_head}"] if known.audit_head else []
    until = [f"--until={to.isoformat()}"] if to else []
    output = ""
    for step in (["upgrade", "--verbosity", "0"], ["check_whole", "--json", *heads, *until]):
        done = subprocess.run(
            [PYTHON, "manage.py", *step], cwd=ROOT, env=env, text=True, check=False, capture_output=True
        )  # fmt: skip
        if done.returncode:
            said = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
            raise Refusal(f"manage.py {step[0]} failed on the restored data: {said}")
        output = done.stdout
    answer: dict[str, Any] = json.loads(output.splitlines()[-1])
    return answer


def set_aside(site: Site, head: int) -> int:
    """Exported heads of events that are not there any more: kept, where the daily verification does not look."""
    moved = 0
    for path in site.heads.glob("*.txt") if site.heads.is_dir() else ():
        number = path.read_text(encoding="ascii").split(maxsplit=1)[0]
        if number.isdecimal() and int(number) > head:
            (site.heads / "left-out").mkdir(exist_ok=True)
            path.rename(site.heads / "left-out" / path.name)
            moved += 1
    return moved


if __name__ == "__main__":
    command(main)
