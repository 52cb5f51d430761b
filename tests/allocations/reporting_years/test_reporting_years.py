"""Who had quota last year or has it this year reports January to December (domain.md 4), whenever the notice comes."""

from datetime import date, datetime
from typing import Any

import pytest

from accounts.models import Organisation
from allocations.services.reporting_years import add_reporting_group, open_reporting_year
from allocations.tasks import open_reporting_years
from audit.models import Event
from common.constraints import NotAllowed, NotValid, Refusal
from common.periods import SHANGHAI, at
from deadlines.models import Obligation
from tests.builders import BUILDER, issued

pytestmark = pytest.mark.django_db
REPORTS = Obligation.Kind.MONTHLY_REPORT
TWELVE = [f"{number:02d}" for number in range(1, 13)]


def day(year: int, month: int, number: int) -> Any:
    return at(datetime(year, month, number, 12, tzinfo=SHANGHAI))


def duties(code: str, year: int) -> list[Obligation]:
    return list(Obligation.objects.filter(kind=REPORTS, organisation__code=code, year=year).order_by("period"))


def northern() -> Organisation:
    return Organisation.objects.get(code="northern-re")


def test_last_years_groups_have_twelve_obligations_before_any_notice(cast: Any) -> None:
    with day(2021, 2, 19):
        issued(cast, 1)
    with day(2022, 1, 1):
        assert open_reporting_years() == 6
        assert open_reporting_years() == 0
    months = duties("northern-re", 2022)
    assert [duty.period for duty in months] == [f"2022-{month}" for month in TWELVE]
    # January's report is due on 10 February 2022, a Thursday; nothing was "first asked for" afterwards.
    assert (months[0].due_on, months[-1].due_on) == (date(2022, 2, 10), date(2023, 1, 10))
    assert "asked" not in months[0].derivation


def test_a_year_without_an_arrangement_of_days_off_has_provisional_due_days(cast: Any) -> None:
    with day(2021, 2, 19):
        issued(cast, 1)
    with day(2021, 3, 1):
        open_reporting_year(year=2022, by=BUILDER)
    assert not any(duty.provisional for duty in duties("northern-re", 2022)[:11])
    issued_in = {"year": 2026, "signed_on": "2026-02-10", "published_on": "2026-02-10"}
    with day(2026, 2, 10):
        issued(cast, 1, **issued_in)
    with day(2027, 1, 1):
        assert open_reporting_years() == 6
    assert all(duty.provisional for duty in duties("northern-re", 2027))


def test_a_new_group_reports_the_whole_year_and_past_months_with_the_next_report(cast: Any) -> None:
    with day(2021, 7, 20):
        issued(cast, 1)
    months = duties("northern-re", 2021)
    assert [duty.period for duty in months] == [f"2021-{month}" for month in TWELVE]
    # January to June were due by 10 July; the notice comes on the 20th, and 10 August is the next report's day.
    assert [duty.due_on for duty in months[:7]] == [date(2021, 8, 10)] * 7
    assert months[7].due_on == date(2021, 9, 10)
    assert months[0].explanation == ("8月10日（周二）为工作日；首次要求报送的日期为2021年7月20日，与下一期报表一并报送")
    with day(2021, 7, 20):
        assert not Obligation.objects.filter(kind=REPORTS).late(datetime(2021, 7, 20, 23, tzinfo=SHANGHAI)).exists()


def test_a_group_with_quota_last_year_keeps_its_days_when_the_notice_comes_in_july(cast: Any) -> None:
    with day(2020, 7, 1):
        issued(cast, 1, year=2020)
    with day(2021, 1, 1):
        open_reporting_years()
    before = [(duty.pk, duty.due_on) for duty in duties("northern-re", 2021)]
    with day(2021, 7, 20):
        issued(cast, 1)
    assert [(duty.pk, duty.due_on) for duty in duties("northern-re", 2021)] == before
    assert before[0][1] == date(2021, 2, 10)


def test_a_notice_with_another_day_moves_the_months_that_are_not_over(cast: Any) -> None:
    with day(2020, 7, 1):
        issued(cast, 1, year=2020)
    with day(2021, 1, 1):
        open_reporting_years()
    with day(2021, 7, 20):
        issued(cast, 1, report_due_day=15)
    months = {duty.period: duty.due_on for duty in duties("northern-re", 2021)}
    assert (months["2021-06"], months["2021-07"], months["2021-12"]) == (
        date(2021, 7, 12), date(2021, 8, 16), date(2022, 1, 17),
    )  # fmt: skip
    assert Event.objects.filter(action="obligation.move").count() == 6 * 6


class TestNamingAGroup:
    """What had quota by a notice outside this system is named by MIIT, with that notice."""

    def test_it_has_the_obligations_of_the_year(self, cast: Any) -> None:
        with day(2021, 1, 4):
            opened = add_reporting_group(group=northern(), year=2021, document="2020年度通知", by=cast.miit_clerk)
        assert [duty.period for duty in opened] == [f"2021-{month}" for month in TWELVE]
        assert opened[0].due_on == date(2021, 2, 10)
        event = Event.objects.get(action="reporting_year.add")
        assert event.after == {"year": 2021, "document": "2020年度通知"}

    def test_not_without_the_document(self, cast: Any) -> None:
        with pytest.raises(NotValid) as refused:
            add_reporting_group(group=northern(), year=2021, document=" ", by=cast.miit_clerk)
        assert list(refused.value.cells) == ["document"]

    def test_not_twice_and_not_for_another_year(self, cast: Any) -> None:
        add_reporting_group(group=northern(), year=2021, document="通知", by=cast.miit_clerk)
        with pytest.raises(Refusal) as twice:
            add_reporting_group(group=northern(), year=2021, document="通知", by=cast.miit_clerk)
        with pytest.raises(Refusal) as other:
            add_reporting_group(group=northern(), year=2020, document="通知", by=cast.miit_clerk)
        assert (twice.value.code, other.value.code) == ("reports_already", "not_this_year")

    def test_only_by_a_clerk_of_miit(self, cast: Any) -> None:
        for user in (cast.miit_officer, cast.northern_clerk, cast.mnr_officer):
            with pytest.raises(NotAllowed):
                add_reporting_group(group=northern(), year=2021, document="通知", by=user)

    def test_on_the_page(self, cast: Any, as_user: Any) -> None:
        browser = as_user(cast.miit_clerk)
        sent = browser.post("/reports/years/2021/groups/", {"group": "northern-re", "document": "2020年度通知"})
        assert sent.status_code == 302
        page = browser.get("/reports/years/2021/groups/")
        row = page.context["rows"][0]
        assert (row.group.code, row.owed, row.met, str(row.first)) == ("northern-re", 12, 0, "2021-01")
        empty = browser.post("/reports/years/2021/groups/", {"group": "southern-re", "document": ""})
        assert empty.status_code == 422


def test_a_group_founded_in_the_year_reports_from_then_on(cast: Any) -> None:
    group = northern()
    group.valid_from = date(2021, 5, 20)
    group.save()
    with day(2021, 7, 20):
        issued(cast, 1)
    assert next(duty.period for duty in duties("northern-re", 2021)) == "2021-05"
