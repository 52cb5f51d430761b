"""Install what the project needs into the project: packages, what browsers load, the font configuration.

Each stage keeps the hash of the lock it was made from, so a second call has nothing to do.
"""

import contextlib
import fcntl
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from scripts import fonts, installers
from scripts.project import (
    BUILD,
    PYTHON,
    REQUIREMENTS,
    ROOT,
    STATIC,
    VENV,
    Refusal,
    command,
    digest,
    environment,
    say,
)

STAMP = VENV / "installed.json"
BROWSER_STAMP = BUILD / "browser.txt"
OLDEST_NODE = 18

# From node_modules to .build: what pages load is served, axe-core is only for the tests.
BROWSER_FILES = {
    "bootstrap/dist/css/bootstrap.min.css": STATIC / "vendor/bootstrap/bootstrap.min.css",
    "bootstrap/dist/js/bootstrap.bundle.min.js": STATIC / "vendor/bootstrap/bootstrap.bundle.min.js",
    "axe-core/axe.min.js": BUILD / "axe/axe.min.js",
}


def ensure(wanted: str) -> None:
    """Everything that `wanted` (run or dev) needs is there afterwards."""
    BUILD.mkdir(exist_ok=True)
    with only_one():
        make_venv()
        install_packages(wanted)
        install_browser_files()
        fonts.write_configuration()


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """Two commands started at once install once."""
    with (BUILD / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_venv() -> None:
    if PYTHON.exists():
        return
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            become = "" if os.geteuid() == 0 else "sudo "
            raise Refusal(f"Python's venv module is missing: type {become}apt-get install python3-venv")
    say("Making .venv")
    shutil.rmtree(VENV, ignore_errors=True)
    done = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False)
    if done.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        raise installers.refusal(done.stdout + done.stderr)


def install_packages(wanted: str) -> None:
    """Install the set that is wanted; a larger one that is there already stays and is kept up to date."""
    installed = json.loads(STAMP.read_text()) if STAMP.is_file() else {}
    if installed.get("set") == "dev":
        wanted = "dev"
    lock = REQUIREMENTS / f"{wanted}.txt"
    key = digest([lock])
    if installed == {"set": wanted, "key": key}:
        return
    say(f"Installing the Python packages of requirements/{lock.name}")
    begun = time.monotonic()
    STAMP.unlink(missing_ok=True)
    installers.install_locked(lock)
    STAMP.write_text(json.dumps({"set": wanted, "key": key}))
    say(f"  done in {time.monotonic() - begun:.0f} s")


def install_browser_files() -> None:
    key = digest([ROOT / "package.json", ROOT / "package-lock.json"], *BROWSER_FILES)
    if BROWSER_STAMP.is_file() and BROWSER_STAMP.read_text() == key and all(map(Path.exists, BROWSER_FILES.values())):
        return
    say("Installing what browsers load from package-lock.json")
    env = environment(installers.node_certificates())
    installers.run([npm(), "ci", "--ignore-scripts", "--no-progress"], env)
    for source, target in BROWSER_FILES.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / "node_modules" / source, target)
    BROWSER_STAMP.write_text(key)


def npm() -> str:
    """The system's npm where its Node is recent enough, else the wheel's."""
    own = VENV / "bin" / "npm"
    node, found = shutil.which("node"), shutil.which("npm")
    if node and found:
        version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
        major = version.strip().removeprefix("v").partition(".")[0]
        if major.isdigit() and int(major) >= OLDEST_NODE:
            return found
    return str(own)


def main() -> None:
    ensure(sys.argv[1] if len(sys.argv) > 1 else "dev")
    say("Everything is installed.")


if __name__ == "__main__":
    command(main)
