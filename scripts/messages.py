"""`make messages`: brings the catalogue up to date with the sources and compiles it; --check fails when it is not.

English is the language of the sources, so the Chinese catalogue is the only one. Babel does it: gettext may be missing.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scripts.project import PYTHON, ROOT, call, command, say

CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
COMPILED = CATALOGUE.with_suffix(".mo")
# The functions that name a message, as Babel writes them: which argument is the context, which the text.
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
NO_APPS = {"bench", "scripts", "tests"}
APPS = sorted({path.parent.name for path in ROOT.glob("*/__init__.py")} - NO_APPS)


def sources() -> Iterator[tuple[Path, bytes]]:
    """Every file that may hold a message, templates turned into Python as Django's own tool does it."""
    from django.utils.translation.template import templatize

    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, path.read_bytes()
    for path in sorted((ROOT / "templates").rglob("*.html")):
        calls = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        # The indentation of a template is not Python's; without it every line is separate.
        yield path, "\n".join(line.lstrip() for line in calls.splitlines()).encode()


def wanted() -> set[tuple[str | None, str]]:
    """Every (context, message) in the sources."""
    from babel.messages.extract import extract

    found = set()
    for _path, content in sources():
        for _line, message, _comments, context in extract("python", io.BytesIO(content), keywords=KEYWORDS):
            text = message[-1] if isinstance(message, tuple) else message
            found.add((context, text))
    return found


def faults() -> list[str]:
    """What is missing, fuzzy, idle or stale."""
    from babel.messages.mofile import read_mo
    from babel.messages.pofile import read_po

    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="zh_Hans")
    with COMPILED.open("rb") as file:
        # read_mo leaves the context as bytes.
        compiled = {(text_of(entry.context), one(entry.id)): one(entry.string) for entry in read_mo(file) if entry.id}
    have = {(entry.context, one(entry.id)): entry for entry in catalogue if entry.id}
    found = [f"not in the catalogue: {text!r}" for key in sorted(wanted() - set(have), key=str) for text in key[1:]]
    for key, entry in have.items():
        if not one(entry.string) or entry.fuzzy:
            found.append(f"without Chinese: {key[1]!r}")
        elif compiled.get(key) != one(entry.string):
            found.append(f"not compiled: {key[1]!r}; type make messages")
        elif names(key[1]) != names(one(entry.string)):
            found.append(f"names differ: {key[1]!r}")
    return found


def one(forms: object) -> str:
    """The last form of a message: Chinese has one for every number, and a plural is known by its last."""
    return str(forms[-1] if isinstance(forms, (list, tuple)) else forms)


def text_of(context: bytes | str | None) -> str | None:
    """A message's context as text."""
    return context.decode() if isinstance(context, bytes) else context


def names(text: str) -> set[str]:
    """The placeholders of a message."""
    return set(re.findall(r"%\(\w+\)s|\{\w+\}", text))


def update() -> None:
    """Adds new messages without Chinese, drops idle ones, compiles."""
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po, write_po

    with CATALOGUE.open("rb") as file:
        old = read_po(file, locale="zh_Hans")
    kept = {(entry.context, str(entry.id)): entry.string for entry in old if entry.id}
    new = Catalog(locale="zh_Hans", project="quota-admin", fuzzy=False)
    new.mime_headers = [header for header in new.mime_headers if "date" not in header[0].lower()]
    for context, text in sorted(wanted(), key=lambda key: (key[1], key[0] or "")):
        new.add(
            text,
            kept.get((context, text), ""),
            context=context,
            flags=["python-format"] if "%(" in text else [],
        )
    with CATALOGUE.open("wb") as file:
        write_po(file, new, width=0, omit_header=False, sort_output=False, no_location=True)
    with COMPILED.open("wb") as file:
        write_mo(file, new)


def main() -> int:
    """With --check: 1 and a line per error. Needs the packages, so it calls itself with the project's Python."""
    if Path(sys.prefix).resolve() != (ROOT / ".venv").resolve():
        return call([PYTHON, "-m", "scripts.messages", *sys.argv[1:]])
    if "--check" not in sys.argv:
        update()
    found = faults()
    for fault in found:
        say(fault)
    return 1 if found else 0


if __name__ == "__main__":
    command(main)
