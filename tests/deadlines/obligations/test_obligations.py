"""Obligations: opened once, met once, late from an exact instant; who sees them; the page and the API."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Organisation, User
from common.periods import SHANGHAI, Month, at
from deadlines.models import Obligation
from deadlines.services.calendar import current_calendar
from deadlines.services.obligations import meet, open_filing_obligation, open_report_obligations
from deadlines.services.sweeps import queue_reminders
from notifications.models import Reminded
from tests.builders import BUILDER
from tests.conftest import Cast

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]
MICROSECOND = timedelta(microseconds=1)


def instant(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=SHANGHAI)  # type: ignore[arg-type,misc]


def group(code: str = "northern-re") -> Organisation:
    return Organisation.objects.get(code=code)


def reports(code: str = "northern-re", first: Month = Month(2021, 9)) -> list[Obligation]:  # noqa: B008
    return open_report_obligations(organisation=group(code), year=2021, first_month=first, due_day=10, by=BUILDER)


def filing(code: str = "northern-re", **changes: Any) -> Obligation:
    values: dict[str, Any] = {
        "organisation": group(code),
        "year": 2021,
        "batch": 2,
        "clock_day": date(2021, 9, 30),
        "clock_kind": "published",
        "working_days": 10,
        "fixed_day": None,
        "opens_at": instant(2021, 9, 30, 9, 0),
        "by": BUILDER,
    }
    return open_filing_obligation(**{**values, **changes})


class TestOpening:
    def test_one_report_a_month_until_december(self) -> None:
        duties = reports()
        assert [duty.period for duty in duties] == ["2021-09", "2021-10", "2021-11", "2021-12"]
        assert [duty.due_on for duty in duties] == [
            date(2021, 10, 11), date(2021, 11, 10), date(2021, 12, 10), date(2022, 1, 10),
        ]  # fmt: skip
        assert duties[0].opens_at == instant(2021, 10, 1)
        assert duties[0].late_from == instant(2021, 10, 12)

    def test_opening_again_changes_nothing(self) -> None:
        first, again = reports(), reports()
        assert [duty.pk for duty in first] == [duty.pk for duty in again]
        one = filing()
        assert filing(working_days=20).pk == one.pk
        assert Obligation.objects.get(pk=one.pk).due_on == one.due_on

    def test_a_first_month_of_another_year_opens_none(self) -> None:
        assert reports(first=Month(2020, 12)) == []

    def test_a_filing_may_be_late_from_the_start(self) -> None:
        """A notice dated months before it came out: the stored instant says so, nothing is bent."""
        duty = filing(clock_day=date(2021, 8, 24), clock_kind="signed")
        assert duty.due_on == date(2021, 9, 7)
        assert duty.late_from < duty.opens_at
        assert duty.punctuality(duty.opens_at, current_calendar()).status == "overdue"

    def test_the_explanation_stands_with_it(self) -> None:
        assert reports()[0].explanation == "10月10日为周日，顺延至10月11日（周一）"

    def test_an_unknown_year_is_provisional(self) -> None:
        duties = open_report_obligations(
            organisation=group(), year=2026, first_month=Month(2026, 11), due_day=10, by=BUILDER
        )
        assert [duty.provisional for duty in duties] == [False, True]


class TestPunctuality:
    def test_the_last_microsecond_is_in_time_and_the_next_is_late(self) -> None:
        duty = reports()[0]
        calendar = current_calendar()
        duty.met_at = instant(2021, 10, 12) - MICROSECOND
        assert duty.met_at.time().isoformat() == "23:59:59.999999"
        assert duty.punctuality(duty.met_at, calendar).status == "met_on_time"
        duty.met_at = instant(2021, 10, 12)
        late = duty.punctuality(duty.met_at, calendar)
        assert (late.status, late.workdays) == ("met_late", 1)

    @pytest.mark.parametrize(
        ("moment", "status", "workdays"),
        [
            (instant(2021, 10, 8, 9), "open", 2),
            (instant(2021, 10, 9, 9), "open", 1),
            (instant(2021, 10, 11, 23, 59, 59), "open", 0),
            (instant(2021, 10, 12), "overdue", 1),
            (instant(2021, 10, 13, 12), "overdue", 2),
            (instant(2021, 10, 17, 12), "overdue", 4),
        ],
    )
    def test_open_and_overdue_in_working_days(self, moment: datetime, status: str, workdays: int) -> None:
        found = reports()[0].punctuality(moment, current_calendar())
        assert (found.status, found.workdays) == (status, workdays)

    def test_late_on_a_day_off_is_late_by_at_least_one(self) -> None:
        duty = filing(fixed_day=date(2021, 10, 1), working_days=None)
        assert duty.punctuality(instant(2021, 10, 2), current_calendar()).workdays == 1

    def test_the_queries_say_the_same_as_the_rule(self) -> None:
        duty = reports()[0]
        for moment in (duty.late_from - MICROSECOND, duty.late_from):
            overdue = duty.punctuality(moment, current_calendar()).status == "overdue"
            assert Obligation.objects.late(moment).filter(pk=duty.pk).exists() == overdue
        for moment in (duty.late_from - MICROSECOND, duty.late_from):
            Obligation.objects.filter(pk=duty.pk).update(met_at=moment)
            duty.refresh_from_db()
            late = duty.punctuality(moment, current_calendar()).status == "met_late"
            assert Obligation.objects.met_late().filter(pk=duty.pk).exists() == late
            assert Obligation.objects.met_on_time().filter(pk=duty.pk).exists() != late


class TestMeeting:
    def test_the_first_submission_counts_and_stays(self) -> None:
        duty = reports()[0]
        first = instant(2021, 10, 9, 10)
        for moment in (first, instant(2021, 10, 20, 10)):
            meet(kind=duty.kind, organisation=group(), period="2021-09", at=moment, by=BUILDER)
        duty.refresh_from_db()
        assert duty.met_at == first
        assert duty not in Obligation.objects.open()

    def test_what_does_not_exist_cannot_be_met(self) -> None:
        with pytest.raises(Obligation.DoesNotExist):
            meet(
                kind="monthly_report", organisation=group(), period="1999-01",
                at=instant(2021, 10, 9), by=BUILDER,
            )  # fmt: skip


class TestThePage:
    @pytest.fixture(autouse=True)
    def _duties(self, db: None) -> None:
        reports("northern-re")
        reports("southern-re")
        filing("northern-re", clock_day=date(2021, 8, 24), clock_kind="signed")

    def test_what_is_overdue_stands_first_and_what_is_met_last(self, cast: Cast, as_user: Browser) -> None:
        for period, day in (("2021-09", 9), ("2021-10", 12)):
            meet(kind="monthly_report", organisation=group(), period=period, at=instant(2021, 10, day), by=BUILDER)
        rows = as_user(cast.northern_clerk).get("/obligations/").context["rows"]
        assert [(row.status, row.obligation.period) for row in rows] == [
            ("overdue", "2021-2"), ("not_open", "2021-11"), ("not_open", "2021-12"),
            ("met_on_time", "2021-09"), ("met_on_time", "2021-10"),
        ]  # fmt: skip

    def test_a_ministry_picks_one_organisation(self, cast: Cast, as_user: Browser) -> None:
        browser = as_user(cast.miit_viewer)
        rows = browser.get("/obligations/", {"organisation": group("southern-re").pk}).context["rows"]
        assert {row.obligation.organisation for row in rows} == {group("southern-re")}
        nobody = Organisation.objects.get(code="xiamen-tungsten")
        assert browser.get("/obligations/", {"organisation": nobody.pk}).status_code == 422

    def test_a_group_cannot_ask_for_another(self, cast: Cast, as_user: Browser) -> None:
        answer = as_user(cast.northern_clerk).get("/obligations/", {"organisation": group("southern-re").pk})
        assert answer.status_code == 422
        assert answer.context["rows"] == []

    def test_shows_when_people_were_reminded(self, cast: Cast, as_user: Browser) -> None:
        browser = as_user(cast.northern_clerk)
        queue_reminders(instant(2021, 10, 8, 9, 30))
        (row,) = browser.get("/obligations/", {"state": "open"}).context["rows"]
        assert row.reminded == Reminded(1, instant(2021, 10, 8, 9, 30))
        assert "2021-10-08" in browser.get("/obligations/").content.decode()
        assert {row.reminded for row in browser.get("/obligations/", {"state": "not_open"}).context["rows"]} == {None}

    def test_names_the_version_of_the_calendar(self, cast: Cast, as_user: Browser) -> None:
        """Once for all, and beside a day that was computed with another one."""
        browser, now_kept = as_user(cast.northern_clerk), current_calendar().version
        page = browser.get("/obligations/").content.decode()
        assert page.count(now_kept) == 1
        Obligation.objects.filter(period="2021-12").update(calendar_version="2020-0000beef")
        page = browser.get("/obligations/").content.decode()
        assert page.count("日历版本2020-0000beef") == 1

    def test_as_many_queries_for_thirty_rows_as_for_one(
        self, cast: Cast, as_user: Browser, django_assert_num_queries: Any
    ) -> None:
        browser = as_user(cast.miit_viewer)
        browser.get("/obligations/")
        with CaptureQueriesContext(connection) as for_one:
            assert len(browser.get("/obligations/", {"kind": "filing"}).context["rows"]) == 1
        for code in cast.ORGANISATIONS.values():
            reports(code, first=Month(2021, 2))
        with django_assert_num_queries(len(for_one)):
            assert len(browser.get("/obligations/", {"kind": "monthly_report"}).context["rows"]) > 30

    def test_a_group_sees_its_own_with_day_status_and_derivation(self, cast: Cast, as_user: Browser) -> None:
        page = as_user(cast.northern_clerk).get("/obligations/").content.decode()
        for text in (
            "生产调度月报", "指标分解备案", "北方稀土", "2021年9月", "2021年第2批",
            "2021年10月11日 周一 24:00",
            "剩余2个工作日", "10月10日为周日，顺延至10月11日（周一）", "已逾期", "成文日期",
        ):  # fmt: skip
            assert text in page, text
        assert "南方稀土" not in page

    def test_a_ministry_sees_all_and_a_province_none(self, cast: Cast, as_user: Browser) -> None:
        page = as_user(cast.miit_viewer).get("/obligations/").content.decode()
        assert "北方稀土" in page
        assert "南方稀土" in page
        assert as_user(cast.neimenggu_industry).get("/obligations/").context["rows"] == []

    @pytest.mark.parametrize(
        ("query", "count"),
        [
            ({}, 5),
            ({"kind": "filing"}, 1),
            ({"kind": "monthly_report"}, 4),
            ({"state": "open"}, 1),
            ({"state": "not_open"}, 3),
            ({"state": "overdue"}, 1),
            ({"state": "met_on_time"}, 0),
            ({"year": ""}, 5),
            ({"year": "2021", "kind": "filing", "state": "open"}, 0),
        ],
    )
    def test_filters(self, cast: Cast, as_user: Browser, query: dict[str, str], count: int) -> None:
        answer = as_user(cast.northern_clerk).get("/obligations/", query)
        assert answer.status_code == 200
        assert len(answer.context["rows"]) == count

    def test_each_state_that_the_filter_gives_is_the_state_that_is_shown(self, cast: Cast, as_user: Browser) -> None:
        meet(kind="monthly_report", organisation=group(), period="2021-09", at=instant(2021, 10, 9), by=BUILDER)
        meet(kind="filing", organisation=group(), period="2021-2", at=instant(2021, 10, 9), by=BUILDER)
        with at(instant(2021, 12, 1)):
            browser = as_user(cast.northern_clerk)
            seen = 0
            for state in ("open", "not_open", "overdue", "met_on_time", "met_late"):
                rows = browser.get("/obligations/", {"state": state}).context["rows"]
                assert {row.status for row in rows} <= {state}
                seen += len(rows)
            assert seen == 5

    @pytest.mark.parametrize("query", ["?year=1066", "?kind=tax", "?state=maybe"])
    def test_nonsense_is_answered_with_422(self, cast: Cast, as_user: Browser, query: str) -> None:
        assert as_user(cast.northern_clerk).get("/obligations/" + query).status_code == 422

    def test_reads_in_english_too(self, cast: Cast, as_user: Browser) -> None:
        browser = as_user(cast.northern_clerk)
        browser.cookies["django_language"] = "en"
        page = browser.get("/obligations/").content.decode()
        assert "10 Oct is Sun; rolled to 11 Oct (Mon)" in page

    def test_nobody_reads_without_signing_in(self) -> None:
        assert Client().get("/obligations/").status_code == 302


class TestTheApi:
    def test_gives_explanation_and_punctuality(self, cast: Cast, as_user: Browser) -> None:
        duty = reports()[0]
        body = as_user(cast.northern_clerk).get(f"/api/v1/obligations/{duty.pk}/").json()
        assert body["organisation"] == "northern-re"
        assert body["explanation"] == "10月10日为周日，顺延至10月11日（周一）"
        assert body["punctuality"] == {"status": "open", "workdays": 2}
        assert body["derivation"]["nominal"] == "2021-10-10"

    def test_a_foreign_obligation_is_not_found(self, cast: Cast, as_user: Browser) -> None:
        mine, foreign = reports("northern-re"), reports("southern-re")
        browser = as_user(cast.northern_clerk)
        assert browser.get(f"/api/v1/obligations/{foreign[0].pk}/").status_code == 404
        listed = browser.get("/api/v1/obligations/", {"kind": "monthly_report"}).json()["results"]
        assert {row["id"] for row in listed} == {duty.pk for duty in mine}

    def test_filters_by_the_organisations_code(self, cast: Cast, as_user: Browser) -> None:
        reports("northern-re"), reports("southern-re")
        found = as_user(cast.miit_viewer).get("/api/v1/obligations/", {"organisation__code": "southern-re"})
        assert {row["organisation"] for row in found.json()["results"]} == {"southern-re"}

    def test_writes_nothing(self, cast: Cast, as_user: Browser) -> None:
        duty = reports()[0]
        browser = as_user(cast.miit_officer)
        assert browser.post("/api/v1/obligations/", {}).status_code == 405
        assert browser.delete(f"/api/v1/obligations/{duty.pk}/").status_code == 405
