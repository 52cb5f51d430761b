"""Runs a few programs together: one dies, all stop, and it says which. Ctrl-C stops all of them."""

import contextlib
import ctypes
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scripts.project import ROOT, log_tail, say

PR_SET_PDEATHSIG = 1
GRACE = 10.0
_LIBC = ctypes.CDLL(None, use_errno=True)


@dataclass
class Program:
    """A child with its own process group and log; `ready` is a path that must exist before the next one starts."""

    name: str
    arguments: list[str]
    ready: Path | None = None
    process: subprocess.Popen[bytes] | None = None


def _die_with_parent() -> None:
    """When the supervisor is killed outright, the kernel ends its children too."""
    _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def supervise(programs: list[Program], env: dict[str, str], logs: Path, when_started: Callable[[], None]) -> int:
    """Starts them in order and waits. 0 when a person stopped it, 1 when a program died."""
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stopping.set())
    try:
        for program in programs:
            _start(program, env, logs)
        threading.Thread(target=when_started, daemon=True).start()
        dead = _watch(programs, stopping)
    finally:
        _stop_all(programs)
    if dead is None:
        say("\nStopped.")
        return 0
    status = dead.process.returncode if dead.process else "unknown"
    say(f"\nThe {dead.name} ended by itself (status {status}), so everything was stopped. Its last lines:")
    say(log_tail(logs / f"{dead.name}.log"))
    return 1


def _start(program: Program, env: dict[str, str], logs: Path) -> None:
    if program.ready:
        program.ready.unlink(missing_ok=True)
    with (logs / f"{program.name}.log").open("ab") as log:
        program.process = subprocess.Popen(
            program.arguments, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            start_new_session=True, preexec_fn=_die_with_parent,  # noqa: PLW1509 - set before any thread runs
        )  # fmt: skip
    end = time.monotonic() + GRACE
    while program.ready and not program.ready.exists() and program.process.poll() is None and time.monotonic() < end:
        time.sleep(0.05)


def _watch(programs: list[Program], stopping: threading.Event) -> Program | None:
    """The program that died, or None when a person wants to stop."""
    while not stopping.wait(0.3):
        for program in programs:
            if program.process and program.process.poll() is not None:
                return program
    return None


def _stop_all(programs: list[Program]) -> None:
    """Asks each group to end, the broker last; then makes it."""
    for program in reversed(programs):
        _signal(program, signal.SIGTERM)
        end = time.monotonic() + GRACE
        while program.process and program.process.poll() is None and time.monotonic() < end:
            time.sleep(0.05)
        _signal(program, signal.SIGKILL)
        if program.process:
            program.process.wait()


def _signal(program: Program, number: int) -> None:
    """To the whole group: grandchildren too."""
    if program.process:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(program.process.pid, number)
