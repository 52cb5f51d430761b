"""A real broker, workers and beats, a mail server that can hold a letter, and locks that stop a worker where a test
wants it dead. Everything is a process of its own, as in service; nothing runs eagerly."""

import os
import re
import shutil
import signal
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import date
from typing import Any
from urllib.parse import quote

from django.db import connection
from django.db.models import QuerySet

from notifications.models import Heartbeat
from scripts.project import ROOT, die_with, environment
from scripts.services import broker_url, short_folder, spawn_broker, stop

PATIENCE = 60.0
CLAIM_SECONDS = 2


def wait_for(true: Callable[[], Any], what: str, why: Callable[[], str] = str) -> Any:
    end = time.monotonic() + PATIENCE
    while not (found := true()):
        assert time.monotonic() < end, f"it did not happen: {what}\n{why()}"
        time.sleep(0.02)
    return found


class MailServer(socketserver.ThreadingTCPServer):
    """Takes letters and counts them by Message-ID. While `held` is clear it does not answer to a letter's end."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.delivered: list[str] = []
        self.arrived: list[str] = []
        self.open = threading.Event()
        self.open.set()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A sender that is killed ends its conversation in the middle: that is what the test is about."""

    @property
    def address(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class Conversation(socketserver.StreamRequestHandler):
    """As much SMTP as smtplib speaks."""

    server: MailServer

    def handle(self) -> None:
        self.answer("220 ready")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.answer("354 go on")
                if not self.take():
                    return
            else:
                self.answer("221 bye" if word == b"QUIT" else "250 ok")

    def take(self) -> bool:
        """A letter counts as delivered when its sender is still there to hear so."""
        text = b""
        while (line := self.rfile.readline()) and line != b".\r\n":
            text += line
        found = re.search(rb"^Message-ID: <(.+)>", text, re.MULTILINE)
        assert found, text
        identity = found[1].decode()
        self.server.arrived.append(identity)
        self.server.open.wait(PATIENCE)
        self.connection.setblocking(False)
        try:
            if self.connection.recv(1) == b"":
                return False
        except BlockingIOError:
            pass
        except OSError:
            return False
        self.connection.setblocking(True)
        self.server.delivered.append(identity)
        self.answer("250 taken")
        return True

    def answer(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class Stage:
    """The processes of a test. `claims=False` starts workers whose sweepers do not look whether a row is theirs."""

    def __init__(self, *, claims: bool = True) -> None:
        self.folder = short_folder()
        self.application = "quota_admin" if claims else "tests.deadlines.unclaimed"
        self.mail = MailServer()
        self.day = date(2021, 1, 1)
        self.worker: subprocess.Popen[bytes] | None = None
        self.beats: list[subprocess.Popen[bytes]] = []
        self.broker: subprocess.Popen[bytes] | None = None
        self.kills = self.broker_kills = self.starts = self.ended = 0

    def close(self) -> None:
        for child in (self.worker, *self.beats):
            if child:
                end(child)
        if self.broker:
            stop(self.broker)
        self.mail.shutdown()
        self.mail.server_close()
        shutil.rmtree(self.folder, ignore_errors=True)

    # --- processes ---------------------------------------------------------------------------------

    def start_broker(self) -> None:
        """Without anything it may have kept: what was queued is gone."""
        (self.folder / "broker.sock").unlink(missing_ok=True)
        socket = self.folder / "broker.sock"
        self.broker = spawn_broker(socket, self.folder, self.folder / "broker.log", persistent=False)

    def kill_broker(self) -> None:
        assert self.broker
        end(self.broker)
        self.broker_kills += 1

    def start_beats(self, count: int = 2) -> None:
        for number in range(count):
            schedule = ["--schedule", str(self.folder / f"beat-{number}"), "--pidfile", ""]
            self.beats.append(self._celery(f"beat-{number}", ["beat", "--loglevel", "warning", *schedule]))

    def stop_beats(self) -> None:
        for beat in self.beats:
            end(beat)
        self.beats.clear()

    def start_worker(self) -> None:
        """Two processes in its pool, so that sweeps run in parallel too."""
        alone = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--concurrency", "2"]
        self.worker = self._celery("worker", ["worker", "--loglevel", "warning", *alone])
        self.starts += 1

    def kill_worker(self) -> None:
        """kill -9 to all its processes; and its sessions end, as when the machine is gone."""
        assert self.worker
        end(self.worker)
        self.worker = None
        self.kills += 1
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'quota-worker'"
                " AND datname = current_database()"
            )

    def revive_worker(self) -> None:
        """What the container engine does: a worker that ends by itself, as Celery's may when it loses its broker
        in the wrong moment, is started again."""
        if self.worker and self.worker.poll() is not None:
            self.ended += 1
            self.start_worker()

    def stop_worker(self) -> None:
        """As a person does."""
        assert self.worker
        self.worker.terminate()
        self.worker.wait(PATIENCE)
        self.worker = None

    def _celery(self, name: str, arguments: list[str]) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "celery", "--skip-checks", "-A", self.application, *arguments],
                cwd=ROOT, env=self._environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, preexec_fn=die_with(os.getpid()),  # noqa: PLW1509
            )  # fmt: skip

    def _environment(self) -> dict[str, str]:
        given = connection.settings_dict
        host = quote(str(given["HOST"]), safe="")
        password = f":{given['PASSWORD']}" if given["PASSWORD"] else ""
        return environment(
            {
                "DATABASE_URL": f"postgres://{given['USER']}{password}@{host}:{given['PORT']}/{given['NAME']}",
                "PGAPPNAME": "quota-worker",
                "REDIS_URL": broker_url(self.folder / "broker.sock"),
                "DEMO": "true",
                "CLOCK_DAY": str(self.day),
                "EMAIL_URL": self.mail.address,
                "SWEEP_SECONDS": "1",
                "SEND_SECONDS": "1",
                "AUDIT_VERIFY_MINUTES": "1",
                "MESSAGE_CLAIM_SECONDS": str(CLAIM_SECONDS),
                "MESSAGE_ATTEMPTS": "100",
                # Each message is a letter, so that letters can be counted against messages.
                "MESSAGE_DIGESTS": "false",
                "MESSAGE_QUIET_FROM": "0",
                "MESSAGE_QUIET_UNTIL": "0",
                "DJANGO_SETTINGS_MODULE": "quota_admin.settings",
            }
        )

    def log(self) -> str:
        """The end of the worker's log, for whoever has to see why something did not happen."""
        output = []
        for path in sorted(self.folder.glob("*.log")):
            output += [f"--- {path.name}", *path.read_text(errors="replace").splitlines()[-15:]]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT application_name, state, wait_event_type, left(query, 120) FROM pg_stat_activity"
                " WHERE datname = current_database()"
            )
            return "\n".join([*output, *map(str, cursor.fetchall())])

    # --- state of a worker -------------------------------------------------------------------------

    def wait_until_heard(self, times: int = 1) -> None:
        """So many heartbeats from now on: wake-ups are served in their order, so each sweep ran between them."""
        for _time in range(times):
            before = Heartbeat.objects.filter(name="worker").values_list("heard_at", flat=True).first()
            beat = Heartbeat.objects.filter(name="worker")
            beat = beat.exclude(heard_at=before) if before else beat

            def heard(beat: QuerySet[Heartbeat] = beat) -> bool:
                self.revive_worker()
                return beat.exists()

            wait_for(heard, "a heartbeat", self.log)

    def wait_until_blocked(self, words: str) -> None:
        """Until a worker waits for a lock in a statement with these words."""

        def blocked() -> bool:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'quota-worker'"
                    " AND datname = current_database() AND wait_event_type = 'Lock' AND query LIKE %s",
                    [f"%{words}%"],
                )
                return bool(cursor.fetchone()[0])

        wait_for(blocked, f"a worker that waits in {words}", self.log)


def end(child: subprocess.Popen[bytes]) -> None:
    """kill -9, to the process and to what it started."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait(PATIENCE)


@contextmanager
def locked(sql: str, values: list[Any] | None = None) -> Iterator[None]:
    """Another session that did this and does not commit; it rolls back at the end."""
    other = connection.copy()
    with ExitStack() as stack:
        stack.callback(other.close)
        other.set_autocommit(False)
        stack.callback(other.rollback)
        with other.cursor() as cursor:
            cursor.execute(sql, values)
        yield


@contextmanager
def staged(*, claims: bool = True) -> Iterator[Stage]:
    """A stage that is gone afterwards, however the test ends."""
    stage = Stage(claims=claims)
    try:
        stage.start_broker()
        yield stage
    finally:
        stage.close()
