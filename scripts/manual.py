"""`make manual`: walks the manual on a demo of its own, keeps its pictures, and prints its books as PDF."""

import os
from pathlib import Path

from scripts import setup
from scripts.project import BUILD, PYTHON, Refusal, call, command, say
from scripts.system import chromium, ensure_pango


def main() -> int:
    """The run's exit status."""
    setup.ensure("dev")
    ensure_pango()
    browser = chromium()
    if browser is None:
        raise Refusal("The manual needs Chromium and this user may not install it: type sudo apt-get install chromium")
    walk: list[str | Path] = [PYTHON, "-m", "pytest", "tests/e2e/test_manual.py", "-q", "-n", "0"]
    settings = {"CHROMIUM": browser, "KEEP_MANUAL": "1", "DJANGO_SETTINGS_MODULE": "quota_admin.settings"}
    if status := call(walk, {**os.environ, **settings}):
        return status
    folder = BUILD / "manual"
    status = call([PYTHON, "manage.py", "print_manual", str(folder)])
    if status == 0:
        say(f"The pictures are in static/manual, the books in {folder}.")
    return status


if __name__ == "__main__":
    command(main)
