"""`make reset`: forgets the demo's data."""

import shutil

from scripts.project import ROOT, command, say


def main() -> None:
    """Removes every demo's folder; the next `make run` starts over."""
    for folder in sorted((ROOT / "var").glob("demo-*")):
        shutil.rmtree(folder)
        say(f"Forgotten: {folder.relative_to(ROOT)}")


if __name__ == "__main__":
    command(main)
