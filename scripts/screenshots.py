"""`make screenshots`: runs the journey on a demo of its own and stores the README's pictures."""

import os
import shutil
from pathlib import Path

from scripts import setup
from scripts.project import BUILD, PYTHON, ROOT, Refusal, call, command, say
from scripts.system import chromium, ensure_pango

IMAGES = ROOT / "docs" / "images"
# Of the journey's pictures, those that the README shows.
SHOWN = (
    "02-notice-draft",
    "08-split-too-much-is-refused",
    "16-report-grid",
    "22-jurisdiction",
    "23-desk-of-the-ministry",
)


def main() -> int:
    """The run's exit status."""
    setup.ensure("dev")
    ensure_pango()
    browser = chromium()
    if browser is None:
        raise Refusal("The pictures need Chromium and this user may not install it: type sudo apt-get install chromium")
    folder = BUILD / "pictures"
    walk: list[str | Path] = [PYTHON, "-m", "pytest", "tests/e2e/test_journey.py", "-q", "-n", "0"]
    status = call(walk, {**os.environ, "CHROMIUM": browser, "PICTURES": str(folder)})
    if status == 0:
        IMAGES.mkdir(exist_ok=True)
        for name in SHOWN:
            shutil.copyfile(folder / f"{name}.png", IMAGES / f"{name}.png")
        say(f"{len(SHOWN)} pictures are in docs/images.")
    return status


if __name__ == "__main__":
    command(main)
