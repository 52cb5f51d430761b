"""The template of the tests' database is named by what made it."""

from pathlib import Path

import pytest

from tests.databases import name_of_template

pytestmark = pytest.mark.once


def test_another_migration_makes_another_template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = name_of_template()
    assert before == name_of_template()
    (tmp_path / "common").mkdir()
    (tmp_path / "common" / "constraints.py").write_text("# another one\n")
    monkeypatch.setattr("tests.databases.ROOT", tmp_path)
    assert name_of_template() != before
