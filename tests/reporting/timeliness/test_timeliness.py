"""The ministries' table: who reported in time, who late and by how many working days, who not at all, who was extended."""

import io
from datetime import date, datetime
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Organisation
from common.periods import SHANGHAI, Month, at
from deadlines.models import Obligation
from deadlines.services.extensions import ask_extension, grant_extension
from deadlines.services.obligations import meet, open_report_obligations
from reporting.reads.timeliness import month_duties, timeliness_table
from tests.builders import BUILDER
from tests.conftest import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NOW = datetime(2021, 10, 13, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture
def year(cast: Cast) -> Organisation:
    """Northern's obligations: July (in time), August (two working days late), September (two days overdue), and so on.
    Southern has the same, and its September was extended."""
    for code in ("northern-re", "southern-re"):
        home = Organisation.objects.get(code=code)
        open_report_obligations(organisation=home, year=2021, first_month=Month(2021, 7), due_day=10, by=BUILDER)
    northern = Organisation.objects.get(code="northern-re")
    for period, day in (("2021-07", date(2021, 8, 10)), ("2021-08", date(2021, 9, 14))):
        instant = datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=SHANGHAI)
        with at(instant):
            meet(kind="monthly_report", organisation=northern, period=period, at=instant, by=BUILDER)
    duty = Obligation.objects.get(organisation__code="southern-re", period="2021-09")
    asked = ask_extension(obligation=duty, wanted_until=date(2021, 10, 20), reason="停电", by=cast.southern_clerk)
    grant_extension(extension=asked, until=date(2021, 10, 20), by=cast.miit_officer)
    return northern


def cells(cast: Cast) -> dict[str, list[str]]:
    with at(NOW):
        rows = timeliness_table(month_duties(2021, user=cast.miit_officer, at=NOW))
    return {row.group.code: [duty.timeliness if duty else "-" for duty in row.months] for row in rows}


def test_every_month_stands_by_its_stored_instants(cast: Cast, year: Organisation) -> None:
    found = cells(cast)
    before, after = ["-"] * 6, ["not_open"] * 3
    assert found["northern-re"] == [*before, "met_on_time", "met_late", "not_reported", *after]
    assert found["southern-re"] == [*before, "not_reported", "not_reported", "open", *after]


def test_late_and_missing_are_counted_in_working_days(cast: Cast, year: Organisation) -> None:
    with at(NOW):
        rows = timeliness_table(month_duties(2021, user=cast.miit_officer, at=NOW))
    july, august, september = [duty for duty in rows[0].months if duty][:3]
    # Due on Friday 10 September and met on Tuesday; due on Monday 11 October, and it is Wednesday.
    assert [one.punctuality.workdays for one in (july, august, september)] == [0, 2, 2]
    assert rows[0].counts == {"met_on_time": 1, "met_late": 1, "not_reported": 1, "extended": 0}
    assert rows[1].counts["extended"] == 1


def test_the_page_leads_to_every_duty_and_says_until_when_it_was_extended(
    cast: Cast, as_user: Any, year: Organisation
) -> None:
    with at(NOW):
        page = as_user(cast.mnr_officer).get(reverse("timeliness") + "?year=2021").content.decode()
    duty = Obligation.objects.get(organisation=year, period="2021-09")
    assert reverse("obligation_detail", args=[duty.pk]) in page
    assert "2021年10月20日" in page


def test_the_workbook_equals_the_screen_and_says_who_and_when(cast: Cast, as_user: Any, year: Organisation) -> None:
    with at(NOW):
        answer = as_user(cast.miit_officer).get(reverse("timeliness_xlsx") + "?year=2021")
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = {row[0]: row[1:] for row in sheet.iter_rows(values_only=True)}
    northern = rows[year.name_zh]
    assert northern[6:10] == ("按时", "迟报2个工作日", "未报2个工作日", "未到期")
    assert northern[12:] == (1, 1, 1, 0)
    assert rows["合计"][12:] == (1, 1, 3, 1)
    assert cast.miit_officer.name in str(sheet["A2"].value)
    assert "2021-10-13 09:00" in str(sheet["A2"].value)


def test_two_clicks_from_the_desk_say_who_is_late_and_why(cast: Cast, as_user: Any, year: Organisation) -> None:
    browser = as_user(cast.miit_officer)
    with at(NOW):
        assert reverse("timeliness") in browser.get(reverse("execution")).content.decode()
        html = browser.get(reverse("timeliness")).content.decode()
    assert "10月10日为周日，顺延至10月11日（周一）" in html


def test_a_group_is_refused_the_table(cast: Cast, as_user: Any, year: Organisation) -> None:
    assert as_user(cast.northern_officer).get(reverse("timeliness")).status_code == 403


def test_reports_are_due_from_the_month_of_the_first_quota_to_december(cast: Cast, year: Organisation) -> None:
    periods = Obligation.objects.filter(organisation=year).order_by("period").values_list("period", flat=True)
    assert list(periods) == [f"2021-{month:02d}" for month in range(7, 13)]
