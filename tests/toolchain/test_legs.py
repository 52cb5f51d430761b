"""What `make test` says at the end: what ran on no database is named, and is a failure on CI."""

from pathlib import Path

import pytest

from scripts import test as legs
from scripts.services import Services

pytestmark = pytest.mark.once

REPORT = """<testsuites><testsuite>
<testcase classname="tests.a" name="test_passes" time="1.5"/>
<testcase classname="tests.a.TestMore" name="test_fails" time="2"><failure message="x"/></testcase>
<testcase classname="tests.a" name="test_breaks"><error message="x"/></testcase>
<testcase classname="tests.b" name="test_here_only"><skipped type="pytest.skip" message="needs PostgreSQL"/></testcase>
<testcase classname="tests.b" name="test_nowhere"><skipped type="pytest.skip" message="no pango&#10;more"/></testcase>
</testsuite></testsuites>"""


@pytest.fixture
def sqlite(tmp_path: Path) -> legs.Outcome:
    (tmp_path / "report.xml").write_text(REPORT)
    return legs.read_outcome(tmp_path / "report.xml", 1)


def test_a_report_is_read_test_by_test(sqlite: legs.Outcome) -> None:
    assert sqlite.passed == {"tests.a::test_passes"}
    assert sqlite.failed == {"tests.a.TestMore::test_fails", "tests.a::test_breaks"}
    assert set(sqlite.skipped) == {"tests.b::test_here_only", "tests.b::test_nowhere"}
    assert sqlite.bad


def test_a_test_that_ran_on_one_database_did_run(sqlite: legs.Outcome) -> None:
    postgresql = legs.Outcome(0, passed={"tests.b::test_here_only"}, skipped={"tests.b::test_nowhere": "no pango"})
    assert legs.not_run({"sqlite": sqlite, "postgresql": postgresql}) == ["1 of tests.b: no pango"]


def test_pytest_that_broke_off_without_a_report_is_a_failure(tmp_path: Path) -> None:
    outcome = legs.read_outcome(tmp_path / "none.xml", 3)
    assert legs.report({"sqlite": outcome}, []) == 1


@pytest.mark.parametrize(("ci", "status"), [("", 0), ("true", 1)])
def test_what_could_not_run_is_named_and_fails_on_ci(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], ci: str, status: int
) -> None:
    monkeypatch.setenv("CI", ci)
    outcome = legs.Outcome(0, passed={"a"}, skipped={"b": "no pango"})
    assert legs.report({"sqlite": outcome}, ["1 of b: no pango"]) == status
    said = capsys.readouterr().out.splitlines()
    assert "could not run: 1 of b: no pango" in said
    assert said[-1] == "1 passed, 0 failed, 1 skipped"


def test_no_test_at_all_is_a_failure() -> None:
    assert legs.report({"sqlite": legs.Outcome(legs.NO_TESTS)}, []) == 1


def test_the_slowest_files_are_named_with_the_time_of_all_legs(sqlite: legs.Outcome) -> None:
    postgresql = legs.Outcome(0)
    postgresql.seconds.update({f"tests/c{number}.py": number / 10 for number in range(20)})
    postgresql.seconds["tests/a.py"] = 1
    lines = legs.slowest({"sqlite": sqlite, "postgresql": postgresql})
    assert len(lines) == legs.SLOWEST
    assert lines[:2] == ["    4.5 s  tests/a.py", "    1.9 s  tests/c19.py"]


def test_where_pytest_breaks_off_the_other_leg_is_still_reported(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    program = tmp_path / "python"
    program.write_text("#!/bin/sh\necho from $DATABASE_URL\nexit 3\n")
    program.chmod(0o755)
    monkeypatch.setattr(legs, "PYTHON", program)
    monkeypatch.setattr(legs, "BUILD", tmp_path)
    found = Services({"DATABASE_URL": "postgres://there"})
    outcomes = legs.run_legs(["sqlite", "postgresql"], found)
    assert {leg: outcome.status for leg, outcome in outcomes.items()} == {"sqlite": 3, "postgresql": 3}
    said = capsys.readouterr().out.splitlines()
    assert said == ["--- sqlite", "--- postgresql", "from postgres://there"]
