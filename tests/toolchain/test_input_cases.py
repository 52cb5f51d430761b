"""docs/tables-that-come-in.md names tests that exist for every case, and the collections are as large as it says."""

import ast
import re
from functools import cache

import pytest

from scripts.project import ROOT
from tests.documents.tables.test_table_reader import FORMATS, ODD, REFUSED_FIGURES, SHAPES
from tests.documents.tables.writers import WRITERS
from tests.documents.workbooks.test_hostile_workbooks import REFUSED, UNREADABLE
from tests.reporting.workbooks.test_bad_workbooks import SPOILED
from tests.ui.pasted_blocks.cases import CASES

pytestmark = pytest.mark.once

PAGE = (ROOT / "docs" / "tables-that-come-in.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+) \| .+ \| (.+) \|$", PAGE, re.MULTILINE)
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


@cache
def functions_of(path: str) -> set[str]:
    """Names of the test functions of a file."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_case_is_shown_by_tests_that_exist() -> None:
    assert {int(number) for number, _shown in ROWS} == set(range(1, 11))
    for number, shown in ROWS:
        named = NAMED.findall(shown)
        assert named, f"case {number} names no test"
        for path, name in named:
            assert name in functions_of(path), f"case {number}: {path} has no {name}"


def test_the_collections_are_as_large_as_the_page_says() -> None:
    said = [int(count) for count in re.findall(r"^\| [^|]+ \| (\d+) \| `tests/", PAGE, re.MULTILINE)]
    workbooks = sum(len(one) for one in (REFUSED, UNREADABLE, REFUSED_FIGURES, FORMATS, ODD, SPOILED))
    blocks = len({(case.table, case.text, case.start) for case in CASES})
    assert said == [150, 150, 100]
    counted = (workbooks, blocks, len(WRITERS) * len(SHAPES))
    assert all(count >= least for count, least in zip(counted, said, strict=True)), counted
