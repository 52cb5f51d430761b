"""What a notice makes a group owe: a filing, and the monthly reports of its year."""

from datetime import date
from typing import Any

import pytest

from common.periods import start_of
from deadlines.models import Obligation
from tests.builders import issued

pytestmark = [pytest.mark.django_db, pytest.mark.once]
REPORTS = Obligation.Kind.MONTHLY_REPORT


def reports(code: str) -> list[Obligation]:
    return list(Obligation.objects.filter(kind=REPORTS, organisation__code=code).order_by("period"))


def test_a_notice_in_mid_year_asks_for_all_twelve_months(cast: Any) -> None:
    issued(cast, 1)
    duties = reports("northern-re")
    assert [duty.period for duty in duties] == [f"2021-{number:02d}" for number in range(1, 13)]
    assert duties[0].opens_at == start_of(date(2021, 2, 1))
    assert (duties[-1].period, duties[-1].due_on, duties[-1].year) == ("2021-12", date(2022, 1, 10), 2021)


def test_a_later_notice_opens_another_filing_and_no_report_twice(cast: Any) -> None:
    issued(cast, 1)
    before = [duty.pk for duty in reports("northern-re")]
    issued(cast, 2)
    assert [duty.pk for duty in reports("northern-re")] == before
    filings = Obligation.objects.filter(kind=Obligation.Kind.FILING, organisation__code="northern-re")
    assert set(filings.values_list("period", flat=True)) == {"2021-1", "2021-2"}


def test_each_group_with_quota_and_no_other_has_one_filing_obligation(cast: Any) -> None:
    notice = issued(cast, 1)
    named = set(notice.allocations.filter(stated__gt=0).values_list("group__code", flat=True))
    owing = Obligation.objects.filter(kind=Obligation.Kind.FILING).values_list("organisation__code", flat=True)
    assert sorted(owing) == sorted(named)
