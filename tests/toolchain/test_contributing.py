"""CONTRIBUTING.md is followed as a newcomer would: each list file by file, and the five beats through a view."""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from scripts.project import APPS, ROOT
from tests.toolchain.project_files import files_under, tree_of

pytestmark = pytest.mark.once

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
CODE = re.compile(r"`([^`]+)`")
# Files that may hold an example without being listed: generated, or a command's own data.
RECORDED = {"quota_admin/data/api_examples.json"}
SUFFIXES = {".py", ".html", ".json", ".csv", ".js"}


@dataclass(frozen=True)
class Recipe:
    """One list of “How to add”: the words of its example, and {path: words to look for}."""

    title: str
    example: tuple[str, ...]
    files: dict[str, list[str]]


def recipes() -> list[Recipe]:
    """The lists as they are written."""
    found = []
    for section in TEXT.split("\n### ")[1:]:
        title, _, body = section.partition("\n")
        example = re.search(r"^Example: ([^:.]+)", body, re.MULTILINE)
        assert example, f"“{title}” names no example"
        rows = [row.strip("|").split(" | ") for row in body.splitlines() if row.startswith("| `")]
        files = {CODE.findall(row[0])[0]: CODE.findall(row[-1]) for row in rows}
        found.append(Recipe(title, tuple(CODE.findall(example[1])), files))
    return found


RECIPES = {recipe.title: recipe for recipe in recipes()}


def text_of(path: Path) -> str:
    """A file's text; that of a folder is the text of its Python files together."""
    if path.is_dir():
        return "\n".join(file.read_text(encoding="utf-8") for file in sorted(path.glob("*.py")))
    return path.read_text(encoding="utf-8")


def test_the_five_kinds_of_addition_are_described() -> None:
    assert list(RECIPES) == [
        "A ground of ineligibility", "A column of the report", "A role", "An export", "A kind of obligation",
    ]  # fmt: skip
    for recipe in RECIPES.values():
        assert recipe.example
        assert len(recipe.files) >= 8, recipe.title


@pytest.mark.parametrize(
    ("path", "words"),
    [
        pytest.param(path, words, id=f"{recipe.title}: {path}")
        for recipe in RECIPES.values()
        for path, words in recipe.files.items()
    ],
)
def test_a_listed_file_is_there_and_mentions_what_it_is_said_to(path: str, words: list[str]) -> None:
    place = ROOT / path
    assert place.exists(), f"{path} does not exist"
    assert words, f"{path}: nothing to look for"
    text = text_of(place)
    assert [word for word in words if word not in text] == []


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_no_file_that_mentions_the_example_is_missing_from_its_list(recipe: Recipe) -> None:
    whole = [re.compile(rf"(?<!\w){re.escape(word)}(?!\w)") for word in recipe.example]
    missing = []
    for folder in (*APPS, "templates"):
        for path in files_under(ROOT / folder):
            name = str(path.relative_to(ROOT))
            listed = name in recipe.files or str(path.parent.relative_to(ROOT)) in recipe.files
            if path.suffix not in SUFFIXES or listed or "migrations" in path.parts or name in RECORDED:
                continue
            text = path.read_text(encoding="utf-8")
            if any(word.search(text) for word in whole):
                missing.append(name)
    assert missing == []


def test_the_five_beats_of_a_view_are_those_of_the_view_that_is_named() -> None:
    section = TEXT.partition("## The five beats of a view")[2].partition("\n## ")[0]
    path, view = re.findall(r"`([\w/]+\.py)` has them in\n`(\w+)`", section)[0]
    beats = re.findall(r"^(\d)\. \*\*", section, re.MULTILINE)
    assert beats == ["1", "2", "3", "4", "5"]
    functions = {node.name: node for node in tree_of(ROOT / path).body if isinstance(node, ast.FunctionDef)}
    calls = [name_of(node.func) for node in ast.walk(functions[view]) if isinstance(node, ast.Call)]
    lines = sorted(
        (node.lineno, name_of(node.func)) for node in ast.walk(functions[view]) if isinstance(node, ast.Call)
    )
    order = [name for _line, name in lines]
    service = next(name for name in order if name.startswith("services."))
    beaten = [order.index(name) for name in ("get_visible_or_404", "refusal_of", "proved")]
    beaten += [order.index(service), order.index("redirect")]
    assert beaten == sorted(beaten)
    assert "seen_of" in calls
    for name in ("get_visible_or_404", "refusal_of", "proved", "seen_of", "services"):
        assert f"`{name}`" in section


def name_of(node: ast.expr) -> str:
    """“f” or “module.f” of a call."""
    if isinstance(node, ast.Attribute):
        return f"{name_of(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z0-9]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    documents = [ROOT / name for name in ("CONTRIBUTING.md", "README.md", "README.zh-CN.md", "deploy/README.md")]
    named = {name for path in documents for name in re.findall(r"`make ([a-z0-9]+)", path.read_text(encoding="utf-8"))}
    named |= {name for path in documents for name in re.findall(r"^make ([a-z0-9]+)", path.read_text("utf-8"), re.M)}
    assert {"setup", "run", "check"} <= named
    assert named - targets == set()
