"""`make schema` and `make docs`: what is written from the running tables and committed; --check compares."""

import os
import subprocess
import sys
from pathlib import Path

from scripts.project import PYTHON, ROOT, command, environment, say

# What is generated: {file: manage.py command that prints it}
GENERATED = {
    "schema": {ROOT / "docs" / "openapi.yaml": ["spectacular", "--validate", "--fail-on-warn", "--lang", "en"]},
    "docs": {
        ROOT / "docs" / "workflows.md": ["workflows"],
        ROOT / "docs" / "access.md": ["access_table"],
    },
}


def text_of(arguments: list[str]) -> str:
    """What the command prints, always in the same language and on the same database."""
    env = environment({"DATABASE_URL": "sqlite:///" + os.devnull, "LANG": "C.UTF-8"})
    done = subprocess.run(
        [PYTHON, "manage.py", *arguments], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr.strip())
    return done.stdout


def main() -> int:
    """Writes the kinds that are named (all without a name); with --check 1 when a file is stale."""
    check = "--check" in sys.argv
    kinds = [name for name in sys.argv[1:] if name in GENERATED] or list(GENERATED)
    stale = []
    for path, arguments in ((p, a) for kind in kinds for p, a in GENERATED[kind].items()):
        text = text_of(arguments)
        if not check:
            path.write_text(text, encoding="utf-8")
            say(f"Written: {path.relative_to(ROOT)}")
        elif not Path(path).is_file() or path.read_text(encoding="utf-8") != text:
            stale.append(str(path.relative_to(ROOT)))
    for name in stale:
        say(f"stale: {name}; type make {'schema' if name.endswith('.yaml') else 'docs'}")
    return 1 if stale else 0


if __name__ == "__main__":
    command(main)
