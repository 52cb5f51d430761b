"""What a notice makes a group owe: a filing, and monthly reports from the month it first has quota to December."""

from datetime import date
from typing import Any

import pytest

from common.periods import Month, start_of
from deadlines.models import Obligation
from tests.builders import issued

pytestmark = [pytest.mark.django_db, pytest.mark.once]
REPORTS = Obligation.Kind.MONTHLY_REPORT


def reports(code: str) -> list[Obligation]:
    return list(Obligation.objects.filter(kind=REPORTS, organisation__code=code).order_by("period"))


def test_a_notice_in_mid_year_asks_for_reports_from_the_month_after_quota_first_came(cast: Any) -> None:
    notice = issued(cast, 1)
    quota_came = Month.of(notice.published_on or notice.clock_day)
    duties = reports("northern-re")
    assert [duty.period for duty in duties] == [f"2021-{number:02d}" for number in range(quota_came.month, 13)]
    # The first one is owed in the month after, about the month in which the quota came.
    assert duties[0].opens_at == start_of(quota_came.next.first_day)
    assert Month.of(duties[0].due_on) == quota_came.next
    assert (duties[-1].period, duties[-1].due_on, duties[-1].year) == ("2021-12", date(2022, 1, 10), 2021)


def test_a_later_notice_opens_another_filing_and_no_report_twice(cast: Any) -> None:
    issued(cast, 1)
    before = [duty.pk for duty in reports("northern-re")]
    issued(cast, 2)
    assert [duty.pk for duty in reports("northern-re")] == before
    filings = Obligation.objects.filter(kind=Obligation.Kind.FILING, organisation__code="northern-re")
    assert set(filings.values_list("period", flat=True)) == {"2021-1", "2021-2"}


def test_each_group_that_got_quota_owes_one_filing_and_no_other_group(cast: Any) -> None:
    notice = issued(cast, 1)
    named = set(notice.allocations.filter(stated__gt=0).values_list("group__code", flat=True))
    owing = Obligation.objects.filter(kind=Obligation.Kind.FILING).values_list("organisation__code", flat=True)
    assert sorted(owing) == sorted(named)
