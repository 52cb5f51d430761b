"""docs/security: every requirement of the two lists is answered, and every test that answers one is there."""

import csv
import re
from collections import Counter

import pytest

from scripts.project import ROOT

pytestmark = pytest.mark.once
FOLDER = ROOT / "docs" / "security"
ANSWERS = ("test", "documented", "not applicable", "open")
LISTS = {"asvs-5.0.csv": 253, "mlps-level-3.csv": 40}
# How many requirements of levels 1 and 2 each section of ASVS 5.0 has.
SECTIONS = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1, "3.2": 2, "3.3": 4, "3.4": 6,
    "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4, "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3, "6.1": 3, "6.2": 12,
    "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2, "8.1": 2,
    "8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3, "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2,
    "10.7": 3, "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1, "12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1,
    "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3, "15.1": 3, "15.2": 3, "15.3": 7, "16.1": 1, "16.2": 5,
    "16.3": 4, "16.4": 3, "16.5": 3, "17.1": 1, "17.2": 4, "17.3": 2,
}  # fmt: skip


def lines(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fault_of(line: dict[str, str]) -> str:
    """What is wrong with a line; empty when nothing is."""
    if line["answer"] not in ANSWERS:
        return f"{line['answer']!r} is no answer"
    if len(line["how"]) < 8:
        return "it does not say how or why"
    if (line["answer"] == "test") != bool(line["test"]):
        return "a test and only a test names one"
    path, _colons, function = line["test"].partition("::")
    if path and not (ROOT / path).exists():
        return f"{path} is not there"
    if function and f"def {function}(" not in (ROOT / path).read_text(encoding="utf-8"):
        return f"{path} has no {function}"
    return ""


@pytest.mark.parametrize("name", LISTS)
def test_every_line_has_a_test_that_is_there_or_a_reason(name: str) -> None:
    found = lines(name)
    assert len(found) == LISTS[name]
    first = next(iter(found[0]))
    assert {line[first]: fault_of(line) for line in found if fault_of(line)} == {}
    assert len({line[first] for line in found}) == len(found)


def test_the_list_of_asvs_is_whole() -> None:
    found = lines("asvs-5.0.csv")
    assert Counter(line["level"] for line in found) == {"1": 70, "2": 183}
    assert Counter(line["requirement"].rpartition(".")[0] for line in found) == SECTIONS


def test_the_page_counts_as_the_lists_do() -> None:
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    for name, length in LISTS.items():
        found = Counter(line["answer"] for line in lines(name))
        counts = [length, *(found[answer] for answer in ANSWERS)]
        (row,) = re.findall(rf"\({re.escape(name)}\).*", page)
        assert [int(number) for number in re.findall(r"\| (\d+)(?= \|)", row)] == counts


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({}, ""),
        ({"answer": ""}, "'' is no answer"),
        ({"how": ""}, "it does not say how or why"),
        ({"test": ""}, "a test and only a test names one"),
        ({"answer": "open"}, "a test and only a test names one"),
        ({"test": "tests/nowhere.py"}, "tests/nowhere.py is not there"),
        ({"test": "tests/toolchain/test_sizes.py::test_x"}, "tests/toolchain/test_sizes.py has no test_x"),
    ],
)
def test_a_line_without_an_answer_is_found(change: dict[str, str], fault: str) -> None:
    line = {"answer": "test", "test": "tests/toolchain/test_sizes.py", "how": "as it should be", **change}
    assert fault_of(line) == fault
