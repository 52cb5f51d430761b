"""`make measure` counts what it says it counts."""

from pathlib import Path

import pytest

from scripts import measure
from scripts.measure import Longest, function_lengths, longest_file, longest_line, percentile, table

pytestmark = pytest.mark.once


def test_a_function_is_as_long_as_from_its_def_to_its_last_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measure, "ROOT", tmp_path)
    path = tmp_path / "a.py"
    path.write_text(
        "@decorated\ndef f():\n    x = 1\n\n    return x\n\n\nclass C:\n    async def g(self): ...\n", "utf-8"
    )
    assert function_lengths([path]) == [Longest(1, "a.py: g"), Longest(4, "a.py: f")]
    assert longest_file([path]) == Longest(9, "a.py")
    assert longest_line([path]) == Longest(len("    async def g(self): ..."), "a.py:9")


@pytest.mark.parametrize(("share", "expected"), [(0.1, 1), (0.5, 5), (0.9, 9), (0.91, 10), (1.0, 10)])
def test_a_percentile_is_the_length_that_so_many_do_not_exceed(share: float, expected: int) -> None:
    assert percentile([Longest(length, "") for length in range(1, 11)], share) == expected


def test_a_table_is_markdown_with_aligned_columns() -> None:
    assert table(("a", "value"), [("long", 1)]) == "| a    | value |\n|------|-------|\n| long | 1     |"


def test_every_area_has_files() -> None:
    assert all(files for _area, files, _lines, _longest in measure.sizes())
