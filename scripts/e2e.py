"""`make e2e`: the journeys in Chromium, against the demo that the tests themselves start."""

import os
import shlex
from pathlib import Path

from scripts import setup
from scripts.project import PYTHON, Refusal, call, command
from scripts.system import chromium, ensure_pango


def main() -> int:
    """pytest's exit status."""
    setup.ensure("dev")
    ensure_pango()
    browser = chromium()
    if browser is None:
        raise Refusal("The journeys need Chromium and this user may not install it: type sudo apt-get install chromium")
    arguments: list[str | Path] = [
        PYTHON,
        "-m",
        "pytest",
        "tests/e2e",
        "-q",
        "-n",
        "0",
        *shlex.split(os.environ.get("ARGS", "")),
    ]
    return call(arguments, {"CHROMIUM": browser, "DJANGO_SETTINGS_MODULE": "quota_admin.settings"})


if __name__ == "__main__":
    command(main)
