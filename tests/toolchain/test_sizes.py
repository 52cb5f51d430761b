"""Functions, files and lines stay short enough to be read at once."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from scripts.measure import AREAS, Longest, files_of, function_lengths, lines_of
from scripts.project import APPS, ROOT

pytestmark = pytest.mark.once

FUNCTION, FILE, LINE = 40, 400, 140


def longer_files(paths: Iterable[Path]) -> Iterator[Longest]:
    """The files with more lines than a file may have."""
    for path in paths:
        if len(lines_of(path)) > FILE:
            yield Longest(len(lines_of(path)), str(path.relative_to(ROOT)))


def test_a_function_of_the_apps_has_forty_lines_at_most() -> None:
    functions = function_lengths(files_of(APPS, ".py"))
    assert len(functions) > 2000
    assert [str(one) for one in functions if one.length > FUNCTION] == []


def test_a_file_of_the_apps_has_four_hundred_lines_at_most() -> None:
    assert [str(file) for file in longer_files(files_of((*APPS, "scripts"), ".py"))] == []


@pytest.mark.parametrize("area", ["templates", "style sheets"])
def test_a_line_has_a_hundred_and_forty_characters_at_most(area: str) -> None:
    folders, suffix = AREAS[area]
    longer = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in files_of(folders, suffix)
        for number, line in enumerate(lines_of(path), 1)
        if len(line) > LINE
    ]
    assert longer == []
