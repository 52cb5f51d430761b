"""Clauses of the notice as English pages number them."""

import pytest

from inspections.rules.clauses import CHECKLISTS, KINDS, clause_in_english


@pytest.mark.parametrize(("zh", "en"), [("通知三（三）", "Notice, 3(3)"), ("通知七", "Notice, 7")])
def test_a_clause_is_numbered_in_english(zh: str, en: str) -> None:
    assert clause_in_english(zh) == en


def test_every_clause_of_kinds_and_checklists_has_its_english_number() -> None:
    clauses = {kind.clause for kind in KINDS.values()} | {
        item.clause for items in CHECKLISTS.values() for item in items
    }
    assert all(clause_in_english(clause).isascii() for clause in clauses)
