"""Each role's desk: obligations by due day, what comes next when there are none, and what was done."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Organisation
from common.periods import Month, at, now
from deadlines.models import Obligation
from deadlines.services.followups import open_consultation
from deadlines.services.obligations import meet_one, open_report_obligations
from quota_admin.reads.desk import DONE_LINES, desk_of
from tests.builders import BUILDER
from tests.conftest import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def pending_opinions(code: str, number: int) -> list[Obligation]:
    """Create so many pending opinions of an authority on Northern's filings."""
    home, group = Organisation.objects.get(code=code), Organisation.objects.get(code="northern-re")
    return [
        open_consultation(
            authority=home, group=group, year=2021, period=f"2021-{one}", reference=str(one), at=now(), by=BUILDER
        )
        for one in range(number)
    ]


@pytest.mark.parametrize("code", ["miit", "neimenggu-industry"])
def test_an_obligation_of_a_ministry_or_a_province_opens_its_form(cast: Cast, as_user: Any, code: str) -> None:
    (duty,) = pending_opinions(code, 1)
    person = cast.miit_officer if code == "miit" else cast.neimenggu_industry
    page = as_user(person).get("/").content.decode()
    assert reverse("obligation_form", args=[duty.pk]) in page
    assert "剩" in page


def test_a_long_past_of_a_province_is_bounded_on_its_desk(cast: Cast) -> None:
    home = Organisation.objects.get(code="neimenggu-industry")
    duties = open_report_obligations(organisation=home, year=2020, first_month=Month(2020, 1), due_day=10, by=BUILDER)
    duties += open_report_obligations(organisation=home, year=2019, first_month=Month(2019, 1), due_day=10, by=BUILDER)
    for duty in duties:
        with at(duty.opens_at):
            meet_one(duty, at=duty.opens_at, by=BUILDER)
    desk = desk_of(cast.neimenggu_industry)
    assert len(desk.done) == DONE_LINES
    assert desk.more_done


@pytest.mark.parametrize(
    ("organisation", "role", "leads_to"),
    [
        ("operator", "system_admin", "organisation_list"),
        ("operator", "security_admin", "people_list"),
        ("operator", "audit_admin", "log_list"),
        ("northern-re", "administrator", "people_list"),
    ],
)
def test_who_keeps_accounts_or_the_log_is_led_to_that_work(
    cast: Cast, as_user: Any, organisation: str, role: str, leads_to: str
) -> None:
    keeper = cast.person(f"keeper-{role}", Organisation.objects.get(code=organisation).code, role)
    page = as_user(keeper).get("/").content.decode()
    main = page[page.index("<main") :]
    assert reverse(leads_to) in main
    assert "工作入口" in main
    assert reverse("done_list") not in main


def test_an_empty_desk_says_what_comes_next_and_when(cast: Cast, as_user: Any) -> None:
    assert reverse("duty_calendar") in as_user(cast.northern_viewer).get("/").content.decode()
    home = Organisation.objects.get(code="northern-re")
    open_report_obligations(organisation=home, year=2021, first_month=Month(2021, 10), due_day=10, by=BUILDER)
    page = as_user(cast.northern_viewer).get("/").content.decode()
    assert "2021年11月10日" in page


class TestAllThatWasDone:
    def test_the_latest_stands_first_and_a_page_leads_to_the_next(self, cast: Cast, as_user: Any) -> None:
        home = Organisation.objects.get(code="northern-re")
        for year in range(2015, 2020):
            for duty in open_report_obligations(
                organisation=home, year=year, first_month=Month(year, 1), due_day=10, by=BUILDER
            ):
                Obligation.objects.filter(pk=duty.pk).update(met_at=duty.opens_at)
        browser = as_user(cast.northern_clerk)
        page = browser.get(reverse("done_list"))
        assert [duty.period for duty, _where in page.context["rows"]][:2] == ["2019-12", "2019-11"]
        with CaptureQueriesContext(connection) as first:
            browser.get(reverse("done_list"))
        with CaptureQueriesContext(connection) as second:
            later = browser.get(reverse("done_list") + "?page=2")
        assert len(first) == len(second)
        assert len(later.context["rows"]) == 10

    def test_it_holds_ones_own_organisations_alone(self, cast: Cast, as_user: Any) -> None:
        home = Organisation.objects.get(code="southern-re")
        open_report_obligations(organisation=home, year=2021, first_month=Month(2021, 1), due_day=10, by=BUILDER)
        Obligation.objects.update(met_at=now())
        assert not as_user(cast.northern_clerk).get(reverse("done_list")).context["rows"]
