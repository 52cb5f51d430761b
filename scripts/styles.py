"""Format of the style sheets: a rule stands on one line where it fits, else each declaration on its own.

`python -m scripts.styles` writes, with --check it only compares: status 1 and a line for each file that differs.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import cssbeautifier

from scripts.project import ROOT, command, say

WIDTH = 140
INDENT = "  "


def style_sheets() -> list[Path]:
    return sorted((ROOT / "static").rglob("*.css"))


def formatted(text: str) -> str:
    """The style sheet in our form; the same rules in the same order."""
    options = cssbeautifier.default_options()
    options.indent_size, options.newline_between_rules, options.preserve_newlines = len(INDENT), False, True
    options.max_preserve_newlines, options.space_around_combinator = 2, True
    beautified: str = cssbeautifier.beautify(text, options)
    return "\n".join(_rules(beautified.splitlines())) + "\n"


def _rules(lines: list[str]) -> Iterator[str]:
    """The lines with each innermost rule put together."""
    head: list[str] = []
    body: list[str] | None = None
    for line in lines:
        if body is not None and line.strip() == "}":
            yield from _rule(head, body)
            head, body = [], None
        elif line.endswith("{"):
            # A block within a block: what stood open is no innermost rule.
            if body is not None:
                yield from [*_selectors(head), *body]
            head, body = [*(head if body is None else []), line], []
        elif body is not None:
            body.append(line)
        elif line.endswith(",") and "{" not in line:
            head.append(line)
        else:
            yield line


def _selectors(head: list[str]) -> list[str]:
    """The lines before a rule's body: on one line where they fit."""
    indent = head[0][: len(head[0]) - len(head[0].lstrip())]
    joined = indent + " ".join(line.strip() for line in head)
    return [joined] if len(joined) <= WIDTH else head


def _rule(head: list[str], body: list[str]) -> list[str]:
    """A rule: one line where it fits, comments always on their own."""
    selectors = _selectors(head)
    indent = selectors[0][: len(selectors[0]) - len(selectors[0].lstrip())]
    joined = " ".join([*(line.strip() for line in selectors), *(line.strip() for line in body), "}"])
    if len(selectors) == 1 and len(indent + joined) <= WIDTH and not any("/*" in line for line in body):
        return [indent + joined]
    return [*selectors, *body, f"{indent}}}"]


def main() -> int:
    """1 when one differs under --check."""
    different = [path for path in style_sheets() if formatted(path.read_text("utf-8")) != path.read_text("utf-8")]
    for path in different:
        if "--check" in sys.argv:
            say(f"not formatted: {path.relative_to(ROOT)}; type .venv/bin/python -m scripts.styles")
        else:
            path.write_text(formatted(path.read_text("utf-8")), encoding="utf-8")
            say(f"formatted: {path.relative_to(ROOT)}")
    return int("--check" in sys.argv and bool(different))


if __name__ == "__main__":
    command(main)
