"""`make check`: format, lint, types, import contract, migrations, templates, translations, words; all are run."""

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from scripts import setup
from scripts.project import PYTHON, ROOT, VENV, command, environment, say

BIN = VENV / "bin"
# The one that takes longest comes first: the others run beside it.
CHECKS: dict[str, list[str | Path]] = {
    "types": [BIN / "mypy"],
    "format": [BIN / "ruff", "format", "--check", "."],
    "lint": [BIN / "ruff", "check", "."],
    "import contract": [BIN / "lint-imports"],
    "migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
    "locks of migrations": [PYTHON, "-m", "scripts.migration_locks"],
    "template format": [BIN / "djangofmt", "--check", "--line-length", "120", "--indent-width", "2", "templates"],
    "templates": [BIN / "djlint", "templates", "--lint", "--quiet"],
    "translations": [PYTHON, "-m", "scripts.messages", "--check"],
    "words": [PYTHON, "-m", "scripts.words", "--check"],
    "generated documents": [PYTHON, "-m", "scripts.generate", "--check"],
}
PRETTIER = ["exec", "--no", "--", "prettier", "--check", "static/**/*.{css,js}"]


def main() -> int:
    """1 when one of them fails."""
    setup.ensure("dev")
    failed = []
    # As many at once as there are processors; reported in their order.
    checks = {**CHECKS, "stylesheets and scripts": [setup.npm(), *PRETTIER]}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, done in zip(checks, pool.map(check, checks.values()), strict=True):
            say(f"--- {name}\n{done.stdout.rstrip()}")
            if done.returncode:
                failed.append(name)
    say(f"failed: {', '.join(failed)}" if failed else "All checks pass.")
    return 1 if failed else 0


def check(arguments: list[str | Path]) -> subprocess.CompletedProcess[str]:
    """What it says, in one text, and whether it holds."""
    return subprocess.run(
        [str(part) for part in arguments], cwd=ROOT, env=environment(), text=True, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


if __name__ == "__main__":
    command(main)
