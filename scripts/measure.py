"""`make measure`: how much there is, and how long its functions, files and lines are."""

import ast
import math
import re
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts import setup
from scripts.project import APPS, PYTHON, ROOT, command, environment, say

AREAS = {
    "apps": (APPS, ".py"),
    "tests": (("tests",), ".py"),
    "scripts and bench": (("scripts", "bench", "deploy"), ".py"),
    "templates": (("templates",), ".html"),
    "style sheets": (("static",), ".css"),
    "scripts of the pages": (("static",), ".js"),
}


@dataclass(frozen=True)
class Longest:
    """The longest of something, and where it is."""

    length: int
    place: str

    def __str__(self) -> str:
        return f"{self.length} ({self.place})"


def files_of(folders: Iterable[str], suffix: str) -> Iterator[Path]:
    """The files below, migrations left out: a tool wrote them."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob(f"*{suffix}")):
            if not {"migrations", "__pycache__"} & set(path.parts):
                yield path


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def function_lengths(paths: Iterable[Path]) -> list[Longest]:
    """Every function with its lines from `def` to its end, the shortest first."""
    found = [
        Longest((node.end_lineno or node.lineno) - node.lineno + 1, f"{path.relative_to(ROOT)}: {node.name}")
        for path in paths
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]
    return sorted(found, key=lambda one: one.length)


def percentile(sizes: Sequence[Longest], share: float) -> int:
    """The length that so many of them do not exceed (nearest rank)."""
    return sizes[max(0, math.ceil(share * len(sizes)) - 1)].length


def longest_file(paths: Iterable[Path]) -> Longest:
    return max(
        (Longest(len(lines_of(path)), str(path.relative_to(ROOT))) for path in paths), key=lambda one: one.length
    )


def longest_line(paths: Iterable[Path]) -> Longest:
    lines = (
        Longest(len(line), f"{path.relative_to(ROOT)}:{number}")
        for path in paths
        for number, line in enumerate(lines_of(path), 1)
    )
    return max(lines, key=lambda one: one.length)


def test_cases() -> str:
    """How many pytest collects, each set of parameters by itself."""
    arguments = [str(PYTHON), "-m", "pytest", "--collect-only", "-q", "-n", "0"]
    done = subprocess.run(arguments, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)
    found = re.search(r"^(\d+) tests? collected", done.stdout, re.MULTILINE)
    return found[1] if found else f"not known: pytest ended with status {done.returncode}"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table, its columns aligned."""
    cells = [list(head), *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in cells
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def sizes() -> list[tuple[object, ...]]:
    """Files and lines of each area."""
    return [
        (name, len(paths), sum(len(lines_of(path)) for path in paths), longest_file(paths))
        for name, (folders, suffix) in AREAS.items()
        for paths in [list(files_of(folders, suffix))]
    ]


def lengths() -> list[tuple[object, ...]]:
    """What is bounded: functions, files and lines."""
    apps, templates = list(files_of(APPS, ".py")), list(files_of(["templates"], ".html"))
    functions = function_lengths(apps)
    return [
        ("functions of the apps", len(functions)),
        ("lines of a function, p50", percentile(functions, 0.5)),
        ("lines of a function, p90", percentile(functions, 0.9)),
        ("lines of a function, longest", functions[-1]),
        ("lines of a file of the apps, longest", longest_file(apps)),
        ("characters of a template line, longest", longest_line(templates)),
        ("characters of a line of CSS, longest", longest_line(files_of(["static"], ".css"))),
        ("test functions", sum(": test_" in one.place for one in function_lengths(files_of(["tests"], ".py")))),
        ("test cases", test_cases()),
    ]


def main() -> int:
    """Prints two tables; refuses nothing."""
    setup.ensure("dev")
    say(table(("area", "files", "lines", "longest file"), sizes()))
    say("")
    say(table(("measure", "value"), lengths()))
    return 0


if __name__ == "__main__":
    command(main)
