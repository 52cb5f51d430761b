"""Returns and corrections carry a code of a list, which is counted by reason, group and month."""

import io
from typing import Any

import pytest
from openpyxl import load_workbook
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


def test_each_reason_says_whose_it_is_on_the_page_and_in_the_workbook(
    cast: Any, plant: Enterprise, as_user: Any
) -> None:
    filing = submitted(cast, {(plant.pk, SEPARATION): 1000})
    return_filing(filing=filing, reason="请核对", code="figures", by=cast.miit_officer)
    name = Organisation.objects.get(code="northern-re").name_zh
    (row,) = (one for one in table("filing_return", cast.miit_officer).reasons if one.total)
    assert [(group.label, group.months[9], group.total) for group in row.groups] == [(name, 1, 1)]
    data = as_user(cast.miit_officer).get("/filings/reasons.xlsx?year=2021").content
    book = load_workbook(io.BytesIO(data))
    lines = [list(line) for line in book["指标分解方案退回"].iter_rows(values_only=True)]
    (of_the_group,) = (line for line in lines if line[:2] == ["数字有误", name])
    assert (of_the_group[2 + 9], of_the_group[-1]) == (1, 1)
    assert ["小计", name] in [line[:2] for line in lines]
    assert next(line for line in lines if line[0] == "合计")[-1] == 1
    assert as_user(cast.neimenggu_industry).get("/filings/reasons.xlsx").status_code == 403
    other = load_workbook(io.BytesIO(as_user(cast.southern_clerk).get("/filings/reasons.xlsx?year=2021").content))
    assert name not in str([list(line) for sheet in other for line in sheet.iter_rows(values_only=True)])
