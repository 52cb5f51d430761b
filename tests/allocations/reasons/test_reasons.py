"""Returns and corrections carry a code of a list, which is counted by reason, group and month."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import Organisation
from allocations.models import CodedReason
from allocations.reads.reasons import ReasonTable, reason_tables
from allocations.services.filings import consult, return_filing, save_draft, submit_filing
from audit.models import Event
from common.constraints import NotValid
from enterprises.models import Enterprise
from tests.allocations.splits import SEPARATION, submitted
from tests.builders import enterprise, issued

pytestmark = pytest.mark.django_db


@pytest.fixture
def plant(cast: Any) -> Enterprise:
    issued(cast, 1)
    return enterprise(1)


def table(kind: str, user: Any) -> ReasonTable:
    return next(one for one in reason_tables(2021, user) if one.kind == kind)


def counted(found: ReasonTable) -> dict[str, int]:
    return {row.label: row.total for row in found.reasons if row.total}


def test_each_return_counts_by_reason_group_and_month(cast: Any, plant: Enterprise) -> None:
    filing = submitted(cast, {(plant.pk, SEPARATION): 1000})
    return_filing(filing=filing, reason="请核对", code="figures", by=cast.miit_officer)
    assert Event.objects.get(action="filing.return").after["code"] == "figures"
    found = table("filing_return", cast.miit_officer)
    assert list(counted(found).values()) == [1]
    assert found.total.months[9] == 1
    assert [row.label for row in found.groups] == [Organisation.objects.get(code="northern-re").name]


def test_a_version_returned_twice_counts_twice(cast: Any, plant: Enterprise) -> None:
    filing = submitted(cast, {(plant.pk, SEPARATION): 1000})
    for code in ("figures", "opinion"):
        return_filing(filing=filing, reason="请核对", code=code, by=cast.miit_officer)
        save_draft(filing=filing, figures={(plant.pk, SEPARATION): 900}, by=cast.northern_clerk)  # type: ignore[dict-item]
        consult(filing=filing, by=cast.northern_clerk)
        submit_filing(filing=filing, by=cast.northern_officer)
    assert table("filing_return", cast.miit_officer).total.total == 2


def test_what_is_not_of_the_list_is_refused_and_nothing_returned(cast: Any, plant: Enterprise) -> None:
    filing = submitted(cast, {(plant.pk, SEPARATION): 1000})
    with pytest.raises(NotValid) as refused:
        return_filing(filing=filing, reason="请核对", code="bad", by=cast.miit_officer)
    assert refused.value.cells["code"]
    filing.refresh_from_db()
    assert (filing.state, CodedReason.objects.count()) == ("submitted", 0)


def test_pages_and_api(cast: Any, plant: Enterprise, as_user: Any) -> None:
    filing = submitted(cast, {(plant.pk, SEPARATION): 1000})
    officer = as_user(cast.miit_officer)
    assert 'value="opinion"' in officer.get(f"/filings/{filing.pk}/return/").content.decode()
    assert officer.post(f"/filings/{filing.pk}/return/", {"code": "opinion", "reason": "请回应"}).status_code == 302
    page = officer.get("/filings/reasons/?year=2021")
    assert page.status_code == 200
    assert as_user(cast.neimenggu_industry).get("/filings/reasons/").status_code == 403
    caller = APIClient()
    caller.force_authenticate(cast.miit_officer)
    (row,) = caller.get("/api/v1/reasons/?year=2021").json()["results"]
    assert (row["kind"], row["code"], row["month"]) == ("filing_return", "opinion", 10)
