"""Every constraint of history imports, broken once: the database refuses."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from common.periods import now
from history.models import HistoryImport
from tests.conftest import Cast
from tests.history.workbooks import NOTICES, uploaded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_process")]
Values = Callable[[Cast], dict[str, Any]]


def booked(cast: Cast, **values: Any) -> dict[str, Any]:
    return {"state": "booked", "confirmed_by": cast.miit_officer, "confirmed_at": now(), **values}


def asked(cast: Cast, **values: Any) -> dict[str, Any]:
    given = {"reversal_asked_by": cast.miit_clerk, "reversal_asked_at": now(), "reversal_reason": "误"}
    return booked(cast, state="reversal_asked", **{**given, **values})


def reversed_(cast: Cast, **values: Any) -> dict[str, Any]:
    given = {"state": "reversed", "reversed_by": cast.miit_officer, "reversed_at": now(), **values}
    return {**asked(cast), **given}


BROKEN: dict[str, Values] = {
    "history_import_year_fits_kind": lambda cast: {"kind": "register"},
    "history_import_confirmed_by_somebody": lambda cast: {"state": "booked"},
    "history_import_confirmed_by_a_second_person": lambda cast: booked(cast, confirmed_by=cast.miit_clerk),
    "history_import_discarded_with_a_reason": lambda cast: {"state": "discarded"},
    "history_import_reversal_asked_with_a_reason": lambda cast: asked(cast, reversal_reason=""),
    "history_import_reversed_by_somebody": lambda cast: reversed_(cast, reversed_by=None),
    "history_import_reversed_by_a_second_person": lambda cast: reversed_(cast, reversed_by=cast.miit_clerk),
    "history_import_has_a_digest": lambda cast: {"digest": ""},
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses_what_breaks(name: str, cast: Cast) -> None:
    batch = uploaded(cast, "notices", NOTICES)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        HistoryImport.objects.filter(pk=batch.pk).update(**BROKEN[name](cast))


def test_the_states_that_may_be_are_taken(cast: Cast) -> None:
    batch = uploaded(cast, "notices", NOTICES)
    for values in (booked(cast), asked(cast), reversed_(cast)):
        assert HistoryImport.objects.filter(pk=batch.pk).update(**values) == 1


def test_no_constraint_is_left_out() -> None:
    assert {constraint.name for constraint in HistoryImport._meta.constraints} == set(BROKEN)
