"""Runs a few programs together: one dies, all stop, and it says which. Ctrl-C stops all of them."""

import contextlib
import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from scripts.project import ROOT, die_with, log_tail, say

GRACE = 10.0
# What is shown on the terminal; that the site is not ready yet while it starts is no trouble.
TROUBLE = re.compile(r"\b(ERROR|CRITICAL|Traceback)\b(?!.*/readyz)")


@dataclass
class Program:
    """A child with its own process group and log; `ready` is a path that must exist before the next one starts.

    `last` programs are those the others need: they are stopped after the others.
    """

    name: str
    arguments: list[str]
    ready: Path | None = None
    last: bool = False
    process: subprocess.Popen[bytes] | None = None
    log: Path | None = None
    told: int = field(default=0)

    def start(self, env: dict[str, str], logs: Path) -> None:
        """Starts it with a fresh log, the one before kept beside it, and waits for what it makes."""
        if self.ready:
            self.ready.unlink(missing_ok=True)
        self.log = logs / f"{self.name}.log"
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".log.before"))
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                self.arguments, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                start_new_session=True, preexec_fn=die_with(os.getpid()),  # noqa: PLW1509 - no thread runs yet
            )  # fmt: skip
        end = time.monotonic() + GRACE
        while self.ready and not self.ready.exists() and self.alive() and time.monotonic() < end:
            time.sleep(0.05)

    def alive(self) -> bool:
        """Does its first process run?"""
        return self.process is not None and self.process.poll() is None

    def ask(self) -> None:
        """Asks its first process to end; what that one started, it ends itself."""
        if self.process and self.alive():
            self.process.terminate()

    def make(self) -> None:
        """Ends whatever is left of its group, grandchildren too."""
        if self.process:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def show_trouble(self) -> None:
        """Shows on the terminal the errors that came into the log since the last look."""
        if self.log is None:
            return
        with self.log.open("rb") as log:
            log.seek(self.told)
            whole = log.read().rpartition(b"\n")[0]
        self.told += len(whole) + 1 if whole else 0
        for line in whole.decode(errors="replace").splitlines():
            if TROUBLE.search(line):
                say(f"{self.name} | {line}")


def supervise(programs: list[Program], env: dict[str, str], logs: Path, when_started: Callable[[], None]) -> int:
    """Starts them in order and waits. 0 when a person stopped it, 1 when a program died."""
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stopping.set())
    try:
        for program in programs:
            program.start(env, logs)
        threading.Thread(target=when_started, daemon=True).start()
        dead = _watch(programs, stopping)
    finally:
        stop_all(programs)
    if dead is None:
        say("\nStopped.")
        return 0
    status = dead.process.returncode if dead.process else "unknown"
    say(f"\nThe {dead.name} exited by itself (status {status}), so everything was stopped. Its last lines:")
    say(log_tail(logs / f"{dead.name}.log"))
    return 1


def _watch(programs: list[Program], stopping: threading.Event) -> Program | None:
    """The program that died, or None when a person wants to stop."""
    while not stopping.wait(0.3):
        for program in programs:
            if not program.alive():
                return program
            program.show_trouble()
    return None


def stop_all(programs: list[Program]) -> None:
    """Asks all of them at once, those that others need afterwards; then makes them."""
    for last in (False, True):
        group = [program for program in programs if program.last is last]
        for program in group:
            program.ask()
        end = time.monotonic() + GRACE
        while any(program.alive() for program in group) and time.monotonic() < end:
            time.sleep(0.05)
        for program in group:
            program.make()
