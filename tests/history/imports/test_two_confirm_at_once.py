"""Two officers confirm the same workbook at the same moment: it is booked once. Without the lock it would be tried twice."""

from typing import Any

import pytest
from django.db import IntegrityError

from allocations.models import QuotaTransfer
from audit.models import Event
from common.constraints import Refusal
from history.models import HistoryImport
from history.services import imports
from reporting.models import ProductionReport
from tests.at_once import at_once, read_together
from tests.conftest import Cast
from tests.history.workbooks import NOTICES, OUTPUTS, booked, register_rows, uploaded

pytestmark = [pytest.mark.service, pytest.mark.usefixtures("real_db", "in_process")]


@pytest.fixture
def officers(cast: Cast) -> list[Any]:
    second = cast.person("second_officer", "miit", "officer")
    return [cast.miit_officer, second]


def confirmed_by(batch: HistoryImport, officers: list[Any]) -> list[Any]:
    return at_once(*(lambda by=one: imports.confirm_history(batch=batch, by=by) for one in officers))


def test_notices_are_booked_once(cast: Cast, officers: list[Any]) -> None:
    batch = uploaded(cast, "notices", NOTICES)
    outcomes = confirmed_by(batch, officers)
    assert [outcome.state for outcome in outcomes] == ["booked", "booked"]
    assert Event.objects.filter(action="history.book").count() == 1
    assert QuotaTransfer.objects.filter(notice_total__notice__batch=2, target__category="separation").count() == 1


def test_two_workbooks_of_the_same_months_are_not_both_booked(cast: Cast, officers: list[Any]) -> None:
    register_rows()
    first, second = uploaded(cast, "outputs", {"产量": OUTPUTS}), uploaded(cast, "outputs", {"产量": OUTPUTS})
    outcomes = at_once(
        lambda: imports.confirm_history(batch=first, by=officers[0]),
        lambda: imports.confirm_history(batch=second, by=officers[1]),
    )
    refused = [outcome for outcome in outcomes if isinstance(outcome, Refusal)]
    assert len(refused) == 1, outcomes
    assert refused[0].code in {"report_exists", "preview_changed"}
    assert ProductionReport.objects.in_force().count() == 12


def test_without_the_lock_both_would_book(cast: Cast, officers: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: both read that it is not booked, and only the database stops the second."""
    register_rows()
    booked(cast, "notices", NOTICES)
    batch = uploaded(cast, "outputs", {"产量": OUTPUTS})

    def read(row: HistoryImport) -> HistoryImport:
        rows = HistoryImport.objects.select_related("source", "uploaded_by__organisation", "reversal_asked_by")
        return rows.get(pk=row.pk)

    monkeypatch.setattr(imports, "_locked", read_together(read, 2))
    outcomes = confirmed_by(batch, officers)
    assert any(isinstance(outcome, Refusal | IntegrityError) for outcome in outcomes), outcomes
