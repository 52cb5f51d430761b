"""The index of decisions is compared with the pages: numbers, titles and statuses."""

import re
from pathlib import Path

import pytest

from scripts.project import ROOT

pytestmark = pytest.mark.once

FOLDER = ROOT / "docs" / "decisions"
PAGES = sorted(FOLDER.glob("[0-9]*.md"))
ROW = re.compile(r"^\| \[(\d{4})\]\(([\w.-]+)\) \| (.+) \| (.+) \|$", re.MULTILINE)
STATUS = re.compile(r"proposed|accepted|rejected|(?:amended|superseded) by (\d{4})")


def head_of(page: Path) -> tuple[str, str, str]:
    """Number, title and status of a page, from its first three lines."""
    heading, blank, status = page.read_text(encoding="utf-8").split("\n")[:3]
    matched = re.fullmatch(r"# (\d+)\. (.+)", heading)
    assert matched, f"{page.name} does not begin with “# number. title”"
    assert not blank
    assert status.startswith("Status: "), f"{page.name} has no line “Status: …” under its title"
    return f"{int(matched[1]):04}", matched[2], status.removeprefix("Status: ")


def test_the_index_lists_every_page_with_its_title_and_status() -> None:
    index = ROW.findall((FOLDER / "README.md").read_text(encoding="utf-8"))
    pages = [head_of(page) for page in PAGES]
    assert index == [
        (number, page.name, title, status) for page, (number, title, status) in zip(PAGES, pages, strict=True)
    ]
    assert len(index) >= 13


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_has_its_number_and_a_known_status(page: Path) -> None:
    number, _, status = head_of(page)
    assert page.name.startswith(f"{number}-")
    matched = STATUS.fullmatch(status)
    assert matched, f"{page.name}: {status!r} is no status"
    if matched[1]:
        assert list(FOLDER.glob(f"{matched[1]}-*.md")), f"{page.name} names decision {matched[1]}, which does not exist"


def test_every_decision_that_code_or_documents_name_exists() -> None:
    suffixes = {".py", ".md", ".html"}
    outside = {".venv", "node_modules", ".build", "var", ".git"}
    files = [path for path in ROOT.rglob("*") if path.suffix in suffixes and not outside & set(path.parts)]
    named = {number for path in files for number in re.findall(r"docs/decisions/(\d{4})", path.read_text("utf-8"))}
    assert named
    assert named <= {page.name[:4] for page in PAGES}
