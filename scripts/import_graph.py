"""The pictures of docs/architecture.md: which app and which room imports which, from the imports as they are.

`python -m scripts.import_graph apps` or `rooms` prints one as SVG. Only that something is imported counts, not how often:
so a picture changes when the architecture does.
"""

import sys
from collections.abc import Callable, Iterable, Sequence
from html import escape

import grimp

from scripts.project import APPS

# The rooms of an app from the address down, as the import contract has them; rooms in one line may not import each other.
ROOMS = (
    "management", "demo", "urls", "views", "api", "tasks", "middleware", "forms", "templatetags", "services", "files",
    "reads", "ledger", "permissions", "models", "transitions", "rules", "events",
)  # fmt: skip
CELL, LEFT, TOP, MARGIN = 26, 130, 118, 44
INK, SOFT, LINE, MARK, UP = "#1f2328", "#59636e", "#d1d9e0", "#0b5cad", "#c62828"
FONT = "font-family='system-ui, sans-serif' font-size='13'"


def app_of(module: str) -> str:
    return module.partition(".")[0]


def room_of(module: str) -> str:
    """The second part of a module's name: its room."""
    return module.split(".")[1] if "." in module else ""


def imports() -> list[tuple[str, str]]:
    """(importer, imported) of every import between modules of the apps, migrations left out."""
    graph = grimp.build_graph(*APPS, include_external_packages=False, cache_dir=None)
    ours = [module for module in graph.modules if ".migrations" not in module]
    return [(module, other) for module in ours for other in graph.find_modules_directly_imported_by(module)]


def between(pairs: Iterable[tuple[str, str]], name: Callable[[str], str]) -> set[tuple[str, str]]:
    """The pairs by the names of what they are in, without what stays inside."""
    named = {(name(importer), name(imported)) for importer, imported in pairs}
    return {(importer, imported) for importer, imported in named if importer != imported}


def matrix(order: Sequence[str], edges: set[tuple[str, str]], title: str) -> str:
    """A table as SVG: a row imports the columns that are marked. What is left of the diagonal would be an import upwards."""
    size = CELL * len(order)
    width, height = LEFT + size + MARGIN, TOP + size + MARGIN + 24
    parts = [
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}' width='{width}' height='{height}'"
        f" role='img' aria-label='{escape(title)}' {FONT}>",
        f"<title>{escape(title)}</title>",
        f"<rect width='{width}' height='{height}' fill='#ffffff'/>",
    ]
    for number, name in enumerate(order):
        middle = CELL * number + CELL // 2
        parts.append(f"<text x='{LEFT - 8}' y='{TOP + middle + 4}' text-anchor='end' fill='{INK}'>{name}</text>")
        x, y = LEFT + middle + 4, TOP - 8
        parts.append(f"<text x='{x}' y='{y}' transform='rotate(-60 {x} {y})' fill='{INK}'>{name}</text>")
    for row, importer in enumerate(order):
        for column, imported in enumerate(order):
            x, y = LEFT + CELL * column, TOP + CELL * row
            fill = "#ffffff" if column > row else "#f6f8fa"
            parts.append(f"<rect x='{x}' y='{y}' width='{CELL}' height='{CELL}' fill='{fill}' stroke='{LINE}'/>")
            if (importer, imported) in edges:
                place, colour = (x + CELL // 2, y + CELL // 2), MARK if column > row else UP
                said = escape(f"{importer} imports {imported}")
                parts.append(
                    f"<circle cx='{place[0]}' cy='{place[1]}' r='6' fill='{colour}'><title>{said}</title></circle>"
                )
    parts.append(
        f"<text x='{LEFT}' y='{TOP + size + 20}' fill='{SOFT}'>A row imports the columns that are marked.</text>"
    )
    return "\n".join([*parts, "</svg>", ""])


def apps_picture(pairs: Sequence[tuple[str, str]]) -> str:
    return matrix(tuple(reversed(APPS)), between(pairs, app_of), "Which app imports which")


def rooms_picture(pairs: Sequence[tuple[str, str]]) -> str:
    """Inside the apps, all of them laid over one another; what is not a room is left out."""
    inside = [(one, other) for one, other in pairs if app_of(one) == app_of(other)]
    known = {(one, other) for one, other in between(inside, room_of) if one in ROOMS and other in ROOMS}
    return matrix(ROOMS, known, "Which room imports which, inside an app")


PICTURES = {"apps": apps_picture, "rooms": rooms_picture}


def main(arguments: Sequence[str]) -> None:
    """Prints the picture that is named."""
    sys.stdout.write(PICTURES[arguments[0]](imports()))


if __name__ == "__main__":
    main(sys.argv[1:])
