"""`make check`: format, lint, types, import contract, migrations, templates, translations. All are run, then told."""

from pathlib import Path

from scripts import setup
from scripts.project import PYTHON, VENV, call, command, say

BIN = VENV / "bin"
CHECKS: dict[str, list[str | Path]] = {
    "format": [BIN / "ruff", "format", "--check", "."],
    "lint": [BIN / "ruff", "check", "."],
    "types": [BIN / "mypy"],
    "import contract": [BIN / "lint-imports"],
    "migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
    "template format": [BIN / "djangofmt", "--check", "--line-length", "120", "--indent-width", "2", "templates"],
    "templates": [BIN / "djlint", "templates", "--lint", "--quiet"],
    "translations": [PYTHON, "-m", "scripts.messages", "--check"],
    "generated documents": [PYTHON, "-m", "scripts.generate", "--check"],
}


def main() -> int:
    """1 when one of them fails."""
    setup.ensure("dev")
    failed = []
    for name, arguments in CHECKS.items():
        say(f"--- {name}")
        if call(arguments):
            failed.append(name)
    say(f"failed: {', '.join(failed)}" if failed else "All checks pass.")
    return 1 if failed else 0


if __name__ == "__main__":
    command(main)
