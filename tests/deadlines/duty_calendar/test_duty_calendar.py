"""A person's duties on a calendar page, and as a feed by a secret link that can be revoked."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from accounts.models import Organisation
from audit.models import Event
from common.periods import Month
from deadlines.models import Feed, Obligation
from deadlines.services.feeds import hash_of, renew_feed, revoke_feed
from deadlines.services.obligations import open_report_obligations
from tests.builders import BUILDER
from tests.conftest import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def duties(cast: Cast) -> list[Obligation]:
    """September's report of two groups, due on Monday 11 October 2021."""
    made = []
    for code in ("northern-re", "southern-re"):
        home = Organisation.objects.get(code=code)
        made += open_report_obligations(
            organisation=home, year=2021, first_month=Month(2021, 9), due_day=10, by=BUILDER
        )[:1]
    return made


def events(content: bytes) -> list[Any]:
    return list(Calendar.from_ical(content).walk("VEVENT"))


class TestThePage:
    def test_a_duty_stands_on_its_day_and_opens_its_form(
        self, cast: Cast, as_user: Any, duties: list[Obligation]
    ) -> None:
        page = as_user(cast.northern_clerk).get(reverse("duty_calendar")).content.decode()
        day = page[page.index('datetime="2021-10-11"') :]
        assert reverse("obligation_form", args=[duties[0].pk]) in day[: day.index("</td>")]
        assert reverse("obligation_form", args=[duties[1].pk]) not in page

    def test_days_off_and_make_up_days_say_so(self, cast: Cast, as_user: Any) -> None:
        page = as_user(cast.northern_clerk).get(reverse("duty_calendar") + "?month=2021-10").content.decode()
        assert "国庆节" in page[page.index('datetime="2021-10-01"') :][:200]
        assert "调休" in page[page.index('datetime="2021-10-09"') :][:200]

    def test_a_year_without_an_arrangement_is_provisional(self, cast: Cast, as_user: Any) -> None:
        page = as_user(cast.northern_clerk).get(reverse("duty_calendar") + "?month=2027-03").content.decode()
        assert "暂定" in page

    @pytest.mark.parametrize("month", ["2021-13", "soon", "2021"])
    def test_nonsense_in_the_address_is_no_page(self, cast: Cast, as_user: Any, month: str) -> None:
        assert as_user(cast.northern_clerk).get(reverse("duty_calendar"), {"month": month}).status_code == 404

    def test_it_asks_as_many_queries_for_a_full_month_as_for_an_empty_one(
        self, cast: Cast, as_user: Any, duties: list[Obligation]
    ) -> None:
        browser = as_user(cast.northern_clerk)
        browser.get(reverse("duty_calendar"))
        counts = []
        for month in ("2021-10", "2019-03"):
            with CaptureQueriesContext(connection) as counted:
                browser.get(reverse("duty_calendar"), {"month": month})
            counts.append(len(counted))
        assert counts[0] == counts[1]


class TestTheFeed:
    def made(self, cast: Cast, as_user: Any) -> str:
        page = as_user(cast.northern_clerk).post(reverse("feed_renew"))
        assert page.headers["Cache-Control"] == "no-store"
        link: str = page.context["link"]
        return link[link.index("/obligations/") :]

    def test_a_program_reads_ones_own_duties_without_signing_in(
        self, cast: Cast, as_user: Any, duties: list[Obligation]
    ) -> None:
        answer = Client().get(self.made(cast, as_user))
        assert answer.headers["Content-Type"].startswith("text/calendar")
        # September's to December's; none of the other group's.
        event, *later = events(answer.content)
        assert len(later) == 3
        assert event["dtstart"].dt == date(2021, 10, 11)
        assert "2021年9月" in event["summary"]
        assert "10月10日为周日，顺延至10月11日（周一）" in event["description"]
        assert event["url"].endswith(reverse("obligation_form", args=[duties[0].pk]))

    def test_only_the_hash_is_kept_and_the_log_does_not_hold_the_token(self, cast: Cast, as_user: Any) -> None:
        token = self.made(cast, as_user).removesuffix(".ics").rpartition("/")[2]
        assert Feed.objects.get().token_hash == hash_of(token)
        assert not [one for one in Event.objects.all() if token in f"{one.before}{one.after}{one.subject}"]
        assert Event.objects.filter(action="feed.renew", actor="northern_clerk").count() == 1

    def test_a_new_link_ends_the_old_one_and_revoking_ends_it_all(self, cast: Cast, as_user: Any) -> None:
        old, new = self.made(cast, as_user), self.made(cast, as_user)
        assert [Client().get(link).status_code for link in (old, new)] == [404, 200]
        as_user(cast.northern_clerk).post(reverse("feed_revoke"))
        assert Client().get(new).status_code == 404
        revoke_feed(by=cast.northern_clerk)
        assert Event.objects.filter(action="feed.revoke").count() == 1

    def test_a_disabled_account_has_no_feed(self, cast: Cast) -> None:
        token = renew_feed(by=cast.northern_clerk)
        person = cast.northern_clerk
        person.is_active = False
        person.save()
        assert Client().get(reverse("duty_feed", args=[token])).status_code == 404

    def test_who_asks_all_the_time_waits(self, cast: Cast, settings: Any) -> None:
        settings.API_REQUESTS_PER_MINUTE = 2
        link = reverse("duty_feed", args=[renew_feed(by=cast.northern_clerk)])
        assert [Client().get(link).status_code for _time in range(3)] == [200, 200, 429]

    def test_who_keeps_accounts_has_no_duties(self, cast: Cast, as_user: Any) -> None:
        keeper = cast.person("keeper", "northern-re", "administrator")
        assert as_user(keeper).get(reverse("duty_calendar")).status_code == 403
