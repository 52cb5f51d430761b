"""The servers of the tests: found or started, and gone afterwards, also when their launcher is killed."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scripts import services
from scripts.project import ROOT

pytestmark = pytest.mark.once

# Who starts the tests in the background has SIGINT ignored, and children inherit that: the launcher asks for it again.
LAUNCHER = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)
from pathlib import Path
from scripts import services
from scripts.project import command
services.RECORDS = Path(sys.argv[1])
def main():
    with services.services() as found:
        print(found.environment["REDIS_URL"], flush=True)
        time.sleep(60)
command(main)
"""


def launched(records: Path) -> subprocess.Popen[str]:
    """A launcher that holds a broker; its PostgreSQL is somebody else's."""
    env = {key: value for key, value in os.environ.items() if key != "REDIS_URL"}
    env |= {"DATABASE_URL": "postgres://elsewhere/name"}
    return subprocess.Popen(
        [sys.executable, "-c", LAUNCHER, str(records)], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True
    )


def gone(path: Path, seconds: float = 15) -> bool:
    end = time.monotonic() + seconds
    while path.exists() and time.monotonic() < end:
        time.sleep(0.05)
    return not path.exists()


def folder_of(address: str) -> Path:
    return Path(address.strip().removeprefix("redis+socket://").partition("?")[0]).parent


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_launcher_that_is_stopped_leaves_nothing(tmp_path: Path, number: signal.Signals) -> None:
    launcher = launched(tmp_path)
    assert launcher.stdout is not None
    folder = folder_of(launcher.stdout.readline())
    assert folder.is_dir()
    launcher.send_signal(number)
    launcher.communicate(timeout=30)
    assert not folder.exists()
    assert not list(tmp_path.glob("*.json"))


def test_the_next_one_ends_what_a_killed_one_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    launcher = launched(tmp_path)
    assert launcher.stdout is not None
    folder = folder_of(launcher.stdout.readline())
    (record,) = tmp_path.glob("*.json")
    (server,) = json.loads(record.read_text())["servers"]
    launcher.kill()
    launcher.communicate(timeout=30)
    monkeypatch.setattr(services, "RECORDS", tmp_path)
    services.stop_leaked()
    assert services.started_at(int(server)) is None
    assert not folder.exists()
    assert not record.exists()


def test_a_running_launcher_keeps_its_servers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    launcher = launched(tmp_path)
    assert launcher.stdout is not None
    folder = folder_of(launcher.stdout.readline())
    monkeypatch.setattr(services, "RECORDS", tmp_path)
    services.stop_leaked()
    alive = (folder / "broker.sock").exists()
    launcher.send_signal(signal.SIGINT)
    launcher.communicate(timeout=30)
    assert alive


def test_a_number_that_belongs_to_another_process_by_now_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bystander = subprocess.Popen(["sleep", "60"], start_new_session=True)
    record = {"launcher": "0", "folder": str(tmp_path / "none"), "servers": {str(bystander.pid): "1"}}
    (tmp_path / "1.json").write_text(json.dumps(record))
    monkeypatch.setattr(services, "RECORDS", tmp_path)
    services.stop_leaked()
    alive = bystander.poll() is None
    bystander.kill()
    bystander.wait()
    assert alive


def test_a_long_folder_for_temporary_files_is_not_used_for_sockets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = tmp_path / ("x" * 80)
    long.mkdir()
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(long))
    folder = services.short_folder()
    folder.rmdir()
    assert len(str(folder)) < services.LONGEST_FOLDER
