"""Rows that are written again are those that the product's verbs made, and nothing else is taken for them."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from allocations.models import Notice
from audit.services.record import first_fault
from common.periods import at
from deadlines.models import Obligation
from tests.allocations.splits import SEPARATION, accepted
from tests.builders import enterprise, issued
from tests.conftest import JOURNEY
from tests.kept_rows import DERIVED, Rows, memory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    monkeypatch.setattr(memory, "kept", {})


def emptied() -> None:
    """As the next test finds the database."""
    memory.state = None


@pytest.fixture
def twice(cast: Any) -> tuple[dict[str, Rows], dict[str, Rows]]:
    """The database after the builders, and after what they left was written again."""
    found = []
    for _time in range(2):
        emptied()
        with transaction.atomic():
            issued(cast, 1)
            accepted(cast, {(enterprise(1).pk, SEPARATION): 1000})
            enterprise(2, kind="mine", has_rock=True)
            found.append(memory.stored())
            assert first_fault() is None
            transaction.set_rollback(True)
    assert len(memory.kept) == 6
    return found[0], found[1]


def test_what_is_written_again_is_what_was_built(twice: tuple[dict[str, Rows], dict[str, Rows]]) -> None:
    built, written = twice
    assert built == written
    assert built[DERIVED]
    assert sum(map(len, built.values())) > 300


def test_on_another_database_it_is_built(cast: Any) -> None:
    issued(cast, 1)
    emptied()
    enterprise(1)
    assert len(memory.kept) == 1
    issued(cast, 2)
    assert len(memory.kept) == 1
    assert Notice.objects.count() == 2


def test_at_another_time_or_setting_it_is_built(cast: Any, settings: Any) -> None:
    for locked, later in ((0, 0), (5, 0), (5, 1)):
        emptied()
        settings.OBLIGATION_LOCK_WORKDAYS = locked
        with transaction.atomic(), at(JOURNEY + timedelta(days=later)):
            issued(cast, 1)
            assert Obligation.objects.filter(locked_from__isnull=True).exists() == (locked == 0)
            transaction.set_rollback(True)
    assert len(memory.kept) == 3
