"""PostgreSQL with its archive, a synchronous standby, PgBouncer, a broker and the web: what the drills do something to.

Everything lies in one folder and is gone afterwards. The rows are those of the release in tests/data/releases.
"""

import contextlib
import lzma
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg2

from scripts import system
from scripts.backups import Site
from scripts.project import PYTHON, ROOT, VENV, Refusal, die_with, environment, log_tail
from scripts.release_dump import FOLDER, media_of
from scripts.services import UNPRIVILEGED, broker_url, short_folder, spawn_broker, stop

PATIENCE = 90.0
ROOMY = 2 << 30
ARCHIVE_SECONDS = 10
DAY = "2022-01-26"
PORT = 5432
POOL_PORT = 6432
# What a backup asks for, where no application is.
FEW_TABLES = """
    CREATE TABLE audit_head (id int, number int, hash text);
    INSERT INTO audit_head VALUES (1, 0, repeat('0', 64));
    CREATE TABLE note (id serial PRIMARY KEY, text text);
"""
LIMITS = "SET lock_timeout = '4s'; SET statement_timeout = '30s'"


def wait_for(true: Callable[[], Any], what: str, patience: float = PATIENCE) -> Any:
    """Ask again and again until it is so; a drill that waits in vain fails with what it waited for."""
    end = time.monotonic() + patience
    while not (found := true()):
        if time.monotonic() > end:
            raise Refusal(f"The drill waited in vain: {what}")
        time.sleep(0.05)
    return found


def children_of(parent: int) -> list[int]:
    """By the kernel's word."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if path.read_text().rpartition(")")[2].split()[1] == str(parent):
                found.append(int(path.parent.name))
    return found


class Cluster:
    """One PostgreSQL server on a socket of its own folder."""

    def __init__(self, stage: "Stage", name: str) -> None:
        self.stage, self.name = stage, name
        self.home = stage.folder / name
        self.data, self.log = self.home / "data", self.home / "log"
        self.child: subprocess.Popen[bytes] | None = None

    def run(self, program: str, *arguments: str) -> None:
        """A program of PostgreSQL, as its user."""
        done = subprocess.run(
            [self.stage.binaries / program, *arguments], user=self.stage.user, cwd=self.stage.folder, check=False,
            capture_output=True, text=True, env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
        )  # fmt: skip
        if done.returncode:
            raise Refusal(f"{program} failed: {done.stderr.strip()}")

    def make_home(self) -> None:
        self.home.mkdir()
        self.log.touch()
        self.stage.own(self.home, self.log)

    def start(self, **settings: str) -> None:
        """Starts and waits until it answers."""
        given = {"listen_addresses": "", "unix_socket_directories": str(self.home), "port": str(PORT),
                 "max_connections": "60", "shared_buffers": "32MB", "wal_level": "replica", "hot_standby": "on",
                 "cluster_name": self.name, "fsync": "on" if self.stage.has_web else "off", **self.stage.archive,
                 **settings}  # fmt: skip
        options = [part for name, value in given.items() for part in ("-c", f"{name}={value}")]
        with self.log.open("ab") as output:
            self.child = subprocess.Popen(
                [self.stage.binaries / "postgres", "-D", str(self.data), *options], stdout=output, stderr=output,
                user=self.stage.user, cwd=self.stage.folder, start_new_session=True, preexec_fn=die_with(os.getpid()),  # noqa: PLW1509 - made before any thread
                env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
            )  # fmt: skip
        wait_for(self.answers, f"{self.name} answers: {log_tail(self.log, 3)}")

    def answers(self) -> bool:
        with contextlib.suppress(psycopg2.Error):
            self.ask("SELECT 1", database="postgres")
            return True
        return False

    def ask(self, query: str, *values: Any, database: str = "quota") -> Any:
        """The first value of a query, outside of any transaction."""
        with contextlib.closing(psycopg2.connect(host=self.home, port=PORT, user="postgres", dbname=database)) as one:
            one.autocommit = True
            with one.cursor() as cursor:
                cursor.execute(query, values or None)
                row = cursor.fetchone() if cursor.description else None
                return row[0] if row else None

    def kill(self) -> None:
        """As a machine that loses its power: no process of it gets a word."""
        if self.child and self.child.poll() is None:
            # Each of its children has a session of its own.
            for pid in (self.child.pid, *children_of(self.child.pid)):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self.child.wait()
        (self.home / f".s.PGSQL.{PORT}").unlink(missing_ok=True)

    def stop(self) -> None:
        if self.child and self.child.poll() is None:
            self.child.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.child.wait(20)
        self.kill()

    def switch(self) -> None:
        """Ends the segment of the log, and waits until it is in the archive."""
        name = self.ask("SELECT pg_walfile_name(pg_switch_wal())")
        wait_for(
            lambda: (self.ask("SELECT last_archived_wal FROM pg_stat_archiver") or "") >= name, f"{name} is archived"
        )


class Stage:
    """All servers of one run of drills."""

    def __init__(self, *, web: bool = True) -> None:
        self.folder = short_folder() if web else in_memory()
        self.user = UNPRIVILEGED if os.geteuid() == 0 else None
        ensure_programs()
        self.binaries = Path(shutil.which("initdb", path=_postgresql_path()) or "").parent
        for name in ("media", "heads", "records", "pool", "broker"):
            (self.folder / name).mkdir()
        self.own(self.folder, self.folder / "pool")
        (self.folder / "key").write_text("drill" * 12)
        (self.folder / "key").chmod(0o444)
        self.archive: dict[str, str] = {}
        self.primary, self.other = Cluster(self, "a"), Cluster(self, "b")
        self.site = self.site_of(self.primary)
        self.site.configure()
        self.archive = {
            "archive_mode": "on",
            "archive_timeout": str(ARCHIVE_SECONDS),
            "archive_command": self.site.archive_command,
            "track_commit_timestamp": "on",
        }
        self.children: list[subprocess.Popen[bytes]] = []
        self.web: subprocess.Popen[bytes] | None = None
        self.pool: subprocess.Popen[bytes] | None = None
        self.broker: subprocess.Popen[bytes] | None = None
        self.has_web = web
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    def own(self, *paths: Path) -> None:
        if self.user:
            for path in paths:
                os.chown(path, pwd.getpwnam(self.user).pw_uid, -1)

    def site_of(self, cluster: Cluster, **other: Any) -> Site:
        """The installation as the commands of backup and restore see it."""
        given = {
            "data": cluster.data,
            "socket": cluster.home,
            "media": self.folder / "media",
            "heads": self.folder / "heads",
            **other,
        }
        return Site(port=PORT, backups=self.folder / "backups", key=self.folder / "key", records=self.folder / "records",
                    binaries=self.binaries, **given)  # fmt: skip

    # --- beginning and end -------------------------------------------------------------------------
    def begin(self) -> None:
        """A primary with the rows of the release, pool, broker and web; or the primary alone with almost nothing in it."""
        self.primary.make_home()
        self.primary.run(
            "initdb",
            "-D",
            str(self.primary.data),
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "-k",
            "--no-sync",
        )
        self.primary.start()
        self.primary.ask("CREATE DATABASE quota", database="postgres")
        if not self.has_web:
            self.primary.ask(FEW_TABLES)
            return
        newest = max(FOLDER.glob("*.sql.xz"))
        self.primary.ask(lzma.decompress(newest.read_bytes()).decode())
        shutil.copytree(media_of(newest), self.folder / "media", dirs_exist_ok=True)
        self.manage("upgrade", "--verbosity", "0", direct=True)
        self.start_pool()
        self.start_broker()
        self.start_web()

    def end(self) -> None:
        for child in (self.web, self.pool, self.broker, *self.children):
            if child:
                stop(child)
        self.primary.kill()
        self.other.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def address(self, *, direct: bool = False) -> str:
        host, port = (self.primary.home, PORT) if direct else (self.folder / "pool", POOL_PORT)
        return f"postgres://postgres@{str(host).replace('/', '%2F')}:{port}/quota"

    def settings(self, *, direct: bool = False, **more: str) -> dict[str, str]:
        """The application's environment."""
        return environment({
            "DATABASE_URL": self.address(direct=direct), "DATABASE_POOLED": "false" if direct else "true",
            "REDIS_URL": broker_url(self.folder / "broker.sock"), "MEDIA_ROOT": str(self.folder / "media"),
            "AUDIT_HEAD_DIR": str(self.folder / "heads"), "OPERATIONS_DIR": str(self.folder / "records"), "DEMO": "true",
            "CLOCK_DAY": DAY, "DJANGO_SETTINGS_MODULE": "quota_admin.settings", "WEB_BIND": f"127.0.0.1:{self.port}",
            "WEB_WORKERS": "1", "WEB_THREADS": "6", "API_REQUESTS_PER_MINUTE": "100000", "LOG_LEVEL": "WARNING", **more,
        })  # fmt: skip

    def manage(self, *arguments: str, direct: bool = False, **more: str) -> str:
        """manage.py, to the end; what it said."""
        done = subprocess.run(
            [PYTHON, "manage.py", *arguments], cwd=ROOT, env=self.settings(direct=direct, **more), text=True, check=False,
            capture_output=True,
        )  # fmt: skip
        if done.returncode:
            raise Refusal(f"manage.py {arguments[0]} failed: {(done.stderr.strip().splitlines() or ['?'])[-1]}")
        return done.stdout

    # --- PgBouncer, broker, web --------------------------------------------------------------------
    def point_pool(self) -> None:
        """Names the primary in the pool's configuration."""
        target = f"host={self.primary.home} port={PORT} dbname=quota user=postgres"
        lines = [
            "[databases]", f"quota = {target} connect_query='{LIMITS.replace(chr(39), chr(39) * 2)}'", "[pgbouncer]",
            f"unix_socket_dir = {self.folder / 'pool'}", f"listen_port = {POOL_PORT}", "auth_type = any",
            "pool_mode = transaction",
            "ignore_startup_parameters = options,extra_float_digits", "default_pool_size = 10", "max_client_conn = 200",
            "server_connect_timeout = 3", "server_login_retry = 1", "query_wait_timeout = 8", "admin_users = postgres",
            f"logfile = {self.folder / 'pool' / 'log'}", "",
        ]  # fmt: skip
        path = self.folder / "pool" / "pgbouncer.ini"
        path.write_text("\n".join(lines))
        self.own(path)

    def start_pool(self) -> None:
        program = shutil.which("pgbouncer") or shutil.which("/usr/sbin/pgbouncer")
        if not program and system.install(("pgbouncer",)):
            program = shutil.which("/usr/sbin/pgbouncer")
        if not program:
            raise Refusal("The drills need PgBouncer: type apt-get install pgbouncer")
        self.point_pool()
        with (self.folder / "pool.out").open("ab") as output:
            self.pool = subprocess.Popen(
                [program, str(self.folder / "pool" / "pgbouncer.ini")], user=self.user, stdout=output, stderr=output,
                start_new_session=True, preexec_fn=die_with(os.getpid()),  # noqa: PLW1509
                cwd=self.folder,
            )  # fmt: skip
        wait_for((self.folder / "pool" / f".s.PGSQL.{POOL_PORT}").exists, "the pool answers")

    def start_broker(self) -> None:
        self.broker = spawn_broker(
            self.folder / "broker.sock", self.folder / "broker", self.folder / "broker.log", persistent=True
        )

    def start_web(self, **more: str) -> None:
        """And waits until it answers."""
        with (self.folder / "web.log").open("ab") as output:
            self.web = subprocess.Popen(
                [str(VENV / "bin" / "gunicorn"), "quota_admin.wsgi", "--config", "deploy/gunicorn.py"], cwd=ROOT,
                env={**self.settings(), **more}, stdout=output, stderr=output, start_new_session=True,
                preexec_fn=die_with(os.getpid()),  # noqa: PLW1509 - made before any thread
            )  # fmt: skip
        wait_for(lambda: self.get("/healthz")[0] == 200, f"the web answers: {log_tail(self.folder / 'web.log', 3)}")

    def get(self, path: str) -> tuple[int, str]:
        """What a browser is told."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=40) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode(errors="replace")
        except OSError as fault:
            return 0, str(fault)

    # --- the standby -------------------------------------------------------------------------------
    def make_standby(self) -> None:
        """A copy of the primary that confirms every commit before the person hears of it."""
        shutil.rmtree(self.other.home, ignore_errors=True)
        self.other.make_home()
        self.other.run("pg_basebackup", "-h", str(self.primary.home), "-p", str(PORT), "-U", "postgres",
                       "-D", str(self.other.data),
                       "-R", "-X", "stream", "-c", "fast")  # fmt: skip
        name = self.other.name
        # The socket of a server has no name of its own: the standby says it when it connects.
        self.other.start(primary_conninfo=f"host={self.primary.home} port={PORT} user=postgres application_name={name}",
                         archive_mode="off")  # fmt: skip
        self.primary.ask(f"ALTER SYSTEM SET synchronous_standby_names = '{name}'")
        self.primary.ask("SELECT pg_reload_conf()")
        wait_for(
            lambda: self.primary.ask("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'"),
            "the standby follows",
        )

    def fail_over(self) -> float:
        """The primary's machine is gone: fence it, promote the standby, point the pool; the seconds that took."""
        began = time.monotonic()
        self.primary.kill()
        # It waits for nobody until it has a standby of its own.
        self.other.ask("ALTER SYSTEM SET synchronous_standby_names = ''")
        self.other.ask("SELECT pg_reload_conf()")
        self.other.ask("SELECT pg_promote(true, 60)")
        wait_for(lambda: not self.other.ask("SELECT pg_is_in_recovery()"), "the standby is the primary")
        self.primary, self.other = self.other, self.primary
        self.point_pool()
        if self.pool:
            self.pool.send_signal(signal.SIGHUP)
        return time.monotonic() - began


def in_memory() -> Path:
    """A folder in memory, where there is space: pgBackRest makes sure of every file, which a disk that is busy makes slow."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK) or shutil.disk_usage(memory).free < ROOMY:
        return short_folder()
    folder = Path(tempfile.mkdtemp(prefix="quota-", dir=memory))
    folder.chmod(0o755)
    return folder


def ensure_programs() -> None:
    """Installs what the drills run. Raises Refusal where this user may not."""
    for program, package in (("initdb", "postgresql"), ("pgbackrest", "pgbackrest")):
        if not shutil.which(program, path=_postgresql_path()) and not system.install((package,)):
            raise Refusal(f"The drills need {program}: type apt-get install {package}")


def _postgresql_path() -> str:
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    return os.pathsep.join([*map(str, places), os.environ.get("PATH", os.defpath)])


@contextlib.contextmanager
def staged(*, web: bool = True) -> Iterator[Stage]:
    """A stage while the block runs."""
    stage = Stage(web=web)
    try:
        stage.begin()
        yield stage
    finally:
        stage.end()
