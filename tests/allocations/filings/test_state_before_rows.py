"""A step that the state does not allow is refused before any row is touched, with one sentence."""

from typing import Any

import pytest

from accounts.models import User
from allocations.models import Filing
from allocations.services import filings
from common.constraints import Refusal
from tests.allocations.filings.test_filings_api import api
from tests.allocations.splits import SEPARATION, accepted
from tests.builders import enterprise, issued

pytestmark = pytest.mark.django_db


def test_the_lines_of_an_accepted_filing_are_refused_with_409_and_stay(cast: Any) -> None:
    issued(cast, 1)
    plant = enterprise(1)
    filing = accepted(cast, {(plant.pk, SEPARATION): 1000})
    lines = [{"enterprise": plant.pk, "category": SEPARATION, "stated": "1000"}]
    address = f"/api/v1/filings/{filing.pk}/lines/"
    answer = api(cast.northern_clerk).put(address, {"lines": lines}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")
    assert answer.json()["detail"]
    assert [str(line.stated) for line in filing.lines.all()] == ["1000.000"]


VERBS = {
    "edit": ("northern_clerk", lambda filing, by: filings.save_draft(filing=filing, figures={}, by=by)),
    "consult": ("northern_clerk", lambda filing, by: filings.consult(filing=filing, by=by)),
    "submit": ("northern_officer", lambda filing, by: filings.submit_filing(filing=filing, by=by)),
    "return": ("miit_officer", lambda filing, by: filings.return_filing(filing=filing, reason="", by=by)),
}


@pytest.mark.parametrize("action", VERBS)
def test_every_verb_looks_at_the_state_first(cast: Any, action: str) -> None:
    issued(cast, 1)
    filing = accepted(cast, {(enterprise(1).pk, SEPARATION): 1000})
    who, verb = VERBS[action]
    by: User = getattr(cast, who)
    with pytest.raises(Refusal) as refused:
        verb(filing, by)
    assert refused.value.code == "wrong_state"
    assert Filing.objects.get(pk=filing.pk).state == "accepted"
