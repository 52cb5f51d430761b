"""Every pasted block lands where its headings and names say, and the grammar of figures is the server's."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.ui.pasted_blocks.cases import CASES, TAKEN_AT_ONCE, Case
from tests.ui.pasted_blocks.layouts import GANSU, LAYOUTS, STARTS

HERE = Path(__file__).resolve().parent
EXAMPLES: list[dict[str, Any]] = json.loads((HERE.parents[1] / "data" / "figures.json").read_text(encoding="utf-8"))


def node() -> str:
    """The Node that `make setup` installs, or the system's."""
    beside = Path(sys.executable).parent / "node"
    found = str(beside) if beside.exists() else shutil.which("node")
    if found is None:
        pytest.fail("there is no Node: run make setup")
    return found


@pytest.fixture(scope="module")
def answers() -> dict[str, Any]:
    """What the browser's modules make of all cases, in one run."""
    cases = []
    for case in CASES:
        row, column = case.start or STARTS[case.table]
        cases.append({"layout": case.table, "start": {"row": row, "column": column}, "text": case.text})
    question = json.dumps({"layouts": LAYOUTS, "cases": cases, "figures": [one["typed"] for one in EXAMPLES]})
    run = subprocess.run([node(), str(HERE / "plan.mjs")], input=question, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    answer: dict[str, Any] = json.loads(run.stdout)
    return answer


def expected(case: Case) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in case.filled.split(" ") if pair)


@pytest.mark.parametrize("number", range(len(CASES)), ids=[f"{case.table} {case.block[:40]}" for case in CASES])
def test_a_block_lands_where_it_says(answers: dict[str, Any], number: int) -> None:
    case, plan = CASES[number], answers["plans"][number]
    assert plan["filled"] == expected(case)
    assert plan["leftOut"] == sorted(case.left_out.split())
    assert plan["refused"] == sorted(case.refused.split())


def test_only_plain_blocks_are_taken_without_a_question(answers: dict[str, Any]) -> None:
    at_once = [case for case, plan in zip(CASES, answers["plans"], strict=True) if plan["plain"]]
    assert at_once == TAKEN_AT_ONCE


def test_a_line_under_a_former_name_is_said_to_be(answers: dict[str, Any]) -> None:
    former = GANSU[2]
    said = {case.block: plan["renamed"] for case, plan in zip(CASES, answers["plans"], strict=True) if plan["renamed"]}
    assert said == {f"{former}|6": [f"{former}=r2"]}


def test_there_are_at_least_150_blocks() -> None:
    assert len({(case.table, case.text, case.start) for case in CASES}) >= 150


def test_the_browser_reads_figures_as_the_server_does(answers: dict[str, Any]) -> None:
    read = dict(zip((one["typed"] for one in EXAMPLES), answers["read"], strict=True))
    assert read == {one["typed"]: {"value": one["value"], "refused": one["refused"]} for one in EXAMPLES}
