"""`make run`: the demo with everything it needs, from an empty machine to an address in the browser."""

import contextlib
import fcntl
import hashlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from scripts import setup
from scripts.project import PYTHON, ROOT, VENV, Refusal, command, environment, manage, say
from scripts.services import broker_url
from scripts.supervisor import Program, supervise
from scripts.system import ensure_pango

# A Unix socket's path may have 107 bytes.
LONGEST_SOCKET = 100


def main() -> int:
    """Serves until Ctrl-C; the exit status is 0 then, and 1 when a process died."""
    port = chosen_port()
    day = os.environ.get("DEMO_DAY", "2021-10-08")
    refuse_unless_day(day)
    refuse_taken(port)
    setup.ensure("run")
    ensure_pango()
    folder = ROOT / "var" / f"demo-{day}"
    folder.mkdir(parents=True, exist_ok=True)
    with only_one(folder, day, port):
        settings = demo_settings(folder, day, port)
        prepare(folder, settings)
        return supervise(programs(folder), environment(settings), folder / "logs", lambda: announce(port, settings))


@contextlib.contextmanager
def only_one(folder: Path, day: str, port: int) -> Iterator[None]:
    """Two supervisors over one database and one broker would stop each other's parts."""
    with (folder / "running.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            other = "2022-01-12" if day == "2021-10-08" else "2021-10-08"
            raise Refusal(
                f"The demo of {day} runs already: stop it with Ctrl-C, or type PORT={port} DEMO_DAY={other} make run"
            ) from None
        yield


def chosen_port() -> int:
    """PORT, or 8000."""
    text = os.environ.get("PORT", "8000")
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Refusal(f"PORT is {text!r}, which is no port: type PORT=8001 make run")
    return int(text)


def refuse_unless_day(day: str) -> None:
    """The demo's year is 2021; a day before its first notice would be empty."""
    try:
        date.fromisoformat(day)
    except ValueError:
        raise Refusal(f"DEMO_DAY is {day!r}, which is no day: type DEMO_DAY=2021-10-08 make run") from None


def refuse_taken(port: int) -> None:
    """Before anything is installed: is the port free?"""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise Refusal(f"Port {port} is taken: type PORT={port + 1} make run") from None


def demo_settings(folder: Path, day: str, port: int) -> dict[str, str]:
    """The environment of the demo's processes."""
    key = folder / "secret-key"
    if not key.is_file():
        key.write_text(secrets.token_urlsafe(50))
        key.chmod(0o600)
    return {
        "DEMO": "true",
        "CLOCK_DAY": day,
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "REDIS_URL": broker_url(socket_path(folder)),
        "SECRET_KEY_FILE": str(key),
        "MEDIA_ROOT": str(folder / "media"),
        "AUDIT_HEAD_DIR": str(folder / "audit-heads"),
        "DJANGO_SETTINGS_MODULE": "quota_admin.settings",
        "WEB_BIND": f"127.0.0.1:{port}",
        "PUBLIC_ADDRESS": f"http://localhost:{port}",
    }


def socket_path(folder: Path) -> Path:
    """The broker's socket: in the data folder, or in a short one when that path is too long."""
    path = folder / "valkey.sock"
    if len(str(path)) < LONGEST_SOCKET:
        return path
    key = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    for parent in (os.environ.get("XDG_RUNTIME_DIR", ""), tempfile.gettempdir(), "/tmp"):  # noqa: S108 - made private below
        short = Path(parent) / f"quota-{os.getuid()}-{key}"
        if parent and len(str(short / "valkey.sock")) < LONGEST_SOCKET and os.access(parent, os.W_OK):
            short.mkdir(mode=0o700, exist_ok=True)
            if short.stat().st_uid == os.getuid():
                return short / "valkey.sock"
    raise Refusal(f"The path {folder} is too long for a socket: type XDG_RUNTIME_DIR=/run/user/$(id -u) make run")


def prepare(folder: Path, settings: dict[str, str]) -> None:
    """Migrates, loads the demo (once), collects the static files when they changed."""
    (folder / "logs").mkdir(exist_ok=True)
    fresh = not (folder / "db.sqlite3").is_file()
    say("Preparing the database" + (" and generating the demo data of 2021 (about 20 s)" if fresh else ""))
    quiet = {**settings, "PYTHONWARNINGS": "ignore"}
    steps = (
        ["migrate", "--verbosity", "0"],
        ["collectstatic", "--noinput", "--verbosity", "0"],
        ["load_demo"],
    )
    for step in steps:
        if manage(*step, env=quiet):
            if fresh:
                # Half a demo would look like a whole one to the next start.
                shutil.rmtree(folder)
            raise Refusal(f"manage.py {step[0]} failed, see above: type make reset, then make run")


def programs(folder: Path) -> list[Program]:
    """The broker first; then web, worker and beat as separate processes."""
    bin_folder = VENV / "bin"
    celery = [str(bin_folder / "celery"), "-A", "quota_admin"]
    socket_file = socket_path(folder)
    (folder / "valkey").mkdir(exist_ok=True)
    keep = ["--dir", str(folder / "valkey"), "--appendonly", "yes"]
    alone = ["--without-gossip", "--without-mingle", "--concurrency", "1"]
    schedule = ["--schedule", str(folder / "beat-schedule"), "--pidfile", ""]
    return [
        Program("broker", [str(PYTHON), "-m", "scripts.broker", str(socket_file), *keep], ready=socket_file, last=True),
        Program("web", [str(bin_folder / "gunicorn"), "quota_admin.wsgi", "--config", "deploy/gunicorn.py"]),
        Program("worker", [*celery, "worker", "--loglevel", "warning", *alone]),
        Program("beat", [*celery, "beat", "--loglevel", "warning", *schedule]),
    ]


def announce(port: int, settings: dict[str, str]) -> None:
    """Waits until everything is ready, then says where, and who may enter."""
    address = f"http://127.0.0.1:{port}"
    # The worker is heard at once, instead of with beat's first tick after 20 seconds.
    celery = [str(VENV / "bin" / "celery"), "-A", "quota_admin", "call", "notifications.tasks.beat_heart"]
    subprocess.run(celery, cwd=ROOT, env=environment(settings), capture_output=True, check=False)
    end = time.monotonic() + 90
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=5) as answer:  # noqa: S310
                if answer.status == 200:
                    break
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    else:
        say(f"Not everything is ready yet; {address}/readyz says what is missing.")
    say(f"\nReady: {address}   (Ctrl-C stops everything)\n")
    sys.stdout.flush()
    manage("demo_accounts", env=settings)


if __name__ == "__main__":
    command(main)
