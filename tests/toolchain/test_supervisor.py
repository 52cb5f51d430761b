"""One dies, all stop, and it says which; Ctrl-C stops all; nothing is left behind, however it ends."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scripts.project import ROOT
from scripts.services import started_at

pytestmark = pytest.mark.once

# Three programs under a supervisor, as in `make run`. Each writes its pid; the web has a child of its own, which
# ignores being asked, as a busy worker of a pool does.
STAGE = """
import os, sys
from pathlib import Path
from scripts.supervisor import Program, supervise
folder = Path(sys.argv[1])
def program(name, body, **more):
    script = (
        "import os, pathlib, signal, time; "
        f"pathlib.Path({str(folder)!r}, {name!r} + '.pid').write_text(str(os.getpid())); "
    )
    return Program(name, [sys.executable, "-u", "-c", script + body], **more)
CHILD = (
    "pid = os.fork()\\n"
    "if pid == 0:\\n"
    "    signal.signal(signal.SIGTERM, signal.SIG_IGN)\\n"
    "    time.sleep(60)\\n"
    f"pathlib.Path({str(folder)!r}, 'child.pid').write_text(str(pid)); time.sleep(60)"
)
programs = [
    program("broker", f"pathlib.Path({str(folder)!r}, 'socket').touch(); time.sleep(60)",
            ready=folder / "socket", last=True),
    program("web", CHILD),
    program("beat", "print('ERROR the beat is lame'); time.sleep(60)"),
]
sys.exit(supervise(programs, dict(os.environ), folder, lambda: print("started", flush=True)))
"""
NAMES = ("broker", "web", "child", "beat")


class Stage:
    """A running supervisor and the processes below it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        arguments = [sys.executable, "-c", textwrap.dedent(STAGE), str(folder)]
        self.supervisor = subprocess.Popen(
            arguments, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
        )
        wait_for(lambda: all((folder / f"{name}.pid").is_file() for name in NAMES))
        wait_for(lambda: all(self.pid(name) > 0 for name in NAMES))
        self.births = {name: started_at(self.pid(name)) for name in NAMES}

    def pid(self, name: str) -> int:
        return int((self.folder / f"{name}.pid").read_text() or 0)

    def alive(self) -> list[str]:
        """Whoever still runs, by name."""
        return [name for name in NAMES if self.births[name] and started_at(self.pid(name)) == self.births[name]]

    def end(self) -> tuple[int, str]:
        """Waits for the supervisor: its exit status, and what it said."""
        said, _nothing = self.supervisor.communicate(timeout=30)
        return self.supervisor.returncode, said


def wait_for(true: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    stage = Stage(tmp_path)
    assert stage.alive() == list(NAMES)
    yield stage
    if stage.supervisor.poll() is None:
        stage.supervisor.kill()
        stage.supervisor.communicate()
    for name in stage.alive():
        os.kill(stage.pid(name), signal.SIGKILL)


@pytest.mark.parametrize("name", ["broker", "web", "beat"])
def test_when_one_dies_all_stop_and_it_says_which(stage: Stage, name: str) -> None:
    os.kill(stage.pid(name), signal.SIGKILL)
    status, said = stage.end()
    assert status == 1
    assert f"The {name} exited by itself (status -9), so everything was stopped." in said
    assert stage.alive() == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_person_stops_all_of_it(stage: Stage, number: signal.Signals) -> None:
    stage.supervisor.send_signal(number)
    status, said = stage.end()
    assert status == 0
    assert said.endswith("Stopped.\n")
    assert stage.alive() == []


def test_what_a_killed_supervisor_started_ends_too(stage: Stage) -> None:
    stage.supervisor.kill()
    stage.end()
    # The kernel asks the children to end; a grandchild that ignores being asked is its own parent's to end.
    wait_for(lambda: not {"broker", "web", "beat"} & set(stage.alive()))
    assert stage.supervisor.returncode == -signal.SIGKILL


def test_errors_are_shown_with_the_name_of_who_had_them(stage: Stage) -> None:
    wait_for(lambda: "lame" in (stage.folder / "beat.log").read_text())
    time.sleep(0.7)
    stage.supervisor.terminate()
    _status, said = stage.end()
    assert "beat | ERROR the beat is lame\n" in said
