"""docs/glossary.md is compared with the code: identifiers exist, and Chinese terms are where people read them."""

import re
from typing import Any

import pytest
from babel.messages.pofile import read_po
from django.apps import apps
from django.db import models

from common.quantities import Category
from scripts.project import APPS, ROOT
from tests.toolchain.project_files import files_under

pytestmark = pytest.mark.once

TEXT = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
ROWS = [
    (zh, en, re.findall(r"`([^`]+)`", identifiers))
    for zh, en, identifiers in re.findall(r"^\| (\S+) \| ([^|]+) \| (`[^|]+) \|$", TEXT, re.MULTILINE)
]


def classes() -> dict[str, type[Any]]:
    """The project's models, abstract ones as well, and the categories, by name."""
    known: list[type[Any]] = [model for model in apps.get_models() if model._meta.app_label in APPS]
    parents = {base for model in known for base in model.__mro__ if base.__module__.partition(".")[0] in APPS}
    return {found.__name__: found for found in [*known, *parents, Category]}


def exists(identifier: str) -> bool:
    """Whether the code has it: a file, a model, a field or name of one, or a stored value."""
    if "/" in identifier:
        return (ROOT / identifier).is_file()
    path, _colon, value = identifier.partition(":")
    found: Any = classes().get(path.partition(".")[0])
    for name in path.split(".")[1:]:
        fields = {field.name for field in found._meta.get_fields()} if hasattr(found, "_meta") else set()
        if found is None or not (name in fields or hasattr(found, name)):
            return False
        found = getattr(found, name, None)
    if not value:
        return found is not None
    return isinstance(found, type) and issubclass(found, models.Choices) and value in found.values


def read_by_people() -> str:
    """All Chinese that pages, documents and refusals show: the catalogue, the templates, rules, layouts and data."""
    with (ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po").open("rb") as file:
        said = [text for message in read_po(file) if message.id for text in texts(message.string)]
    said += [path.read_text(encoding="utf-8") for path in files_under(ROOT / "templates")]
    for app in APPS:
        for room in ("rules", "files", "data"):
            folder = ROOT / app / room
            if folder.is_dir():
                said += [path.read_text(encoding="utf-8") for path in files_under(folder) if path.suffix != ".jpg"]
    return "\n".join(said)


def texts(string: Any) -> tuple[str, ...]:
    return string if isinstance(string, tuple) else (string,)


def test_every_row_is_read_and_no_term_is_given_twice() -> None:
    lines = [line for line in TEXT.splitlines() if line.startswith("| ") and not line.startswith("| zh")]
    assert len(ROWS) == len(lines) > 50
    for column in (0, 1):
        terms = [row[column] for row in ROWS]
        assert sorted(set(terms)) == sorted(terms)


@pytest.mark.parametrize(("zh", "identifiers"), [(row[0], row[2]) for row in ROWS], ids=[row[1] for row in ROWS])
def test_the_identifiers_of_a_term_exist(zh: str, identifiers: list[str]) -> None:
    assert identifiers
    assert [name for name in identifiers if not exists(name)] == [], zh


@pytest.mark.parametrize("name", ["Nothing", "Notice.nothing", "Notice.State:nothing", "Notice:draft", "common/no.py"])
def test_an_identifier_that_is_gone_is_found(name: str) -> None:
    assert not exists(name)


def test_every_chinese_term_stands_where_people_read_it() -> None:
    text = read_by_people()
    assert [zh for zh, _en, _identifiers in ROWS if zh not in text] == []
