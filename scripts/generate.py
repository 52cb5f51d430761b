"""`make schema` and `make docs`: what is written from the running code and committed; --check compares."""

import os
import subprocess
import sys
from pathlib import Path

from scripts.project import PYTHON, ROOT, command, environment, say

DOCS = ROOT / "docs"
# What is generated: {file: the arguments of Python that print it}
GENERATED = {
    "schema": {
        DOCS / "openapi.yaml": ["manage.py", "spectacular", "--validate", "--fail-on-warn", "--lang", "en"],
    },
    "docs": {
        DOCS / "workflows.md": ["manage.py", "workflows"],
        DOCS / "access.md": ["manage.py", "access_table"],
        DOCS / "rules.md": ["manage.py", "rule_book"],
        DOCS / "images" / "imports-of-apps.svg": ["-m", "scripts.import_graph", "apps"],
        DOCS / "images" / "imports-of-rooms.svg": ["-m", "scripts.import_graph", "rooms"],
    },
}


def text_of(arguments: list[str]) -> str:
    """What the command prints, always in the same language and on the same database."""
    env = environment({"DATABASE_URL": "sqlite:///" + os.devnull, "LANG": "C.UTF-8"})
    done = subprocess.run([PYTHON, *arguments], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
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
