"""The project's own files, and its modules as they are written."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from scripts.project import APPS, ROOT

NOT_OURS = {".git", ".venv", ".build", "node_modules", "var", "__pycache__"}


def files_under(folder: Path) -> Iterator[Path]:
    """Every file below, but for what tools make."""
    for path in sorted(folder.iterdir()):
        if path.name in NOT_OURS or path.name.endswith("_cache"):
            continue
        if path.is_dir():
            yield from files_under(path)
        else:
            yield path


@cache
def modules() -> dict[str, Path]:
    """{module: file} of all apps, migrations left out."""
    found = {}
    for app in APPS:
        for path in files_under(ROOT / app):
            if path.suffix == ".py" and "migrations" not in path.parts:
                parts = path.relative_to(ROOT).with_suffix("").parts
                found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def tree_of(path: Path) -> ast.Module:
    """The file's syntax."""
    return ast.parse(path.read_text(encoding="utf-8"))
