"""What the desk says of decisions, returned work, extensions and the calendar."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from accounts.models import Organisation, User
from common.periods import SHANGHAI, Month, at
from deadlines.models import Arrangement, Obligation
from deadlines.services.extensions import ask_extension
from deadlines.services.obligations import open_report_obligations
from quota_admin.reads.desk import Desk, desk_of
from reporting.services.decisions import return_report
from tests.builders import BUILDER
from tests.conftest import Cast
from tests.deadlines.arrangements.test_arrangements import propose_next_year
from tests.reporting.conftest import World, built, noon, world  # noqa: F401 - the fixture

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]


def titles(desk: Desk, status: str) -> list[str]:
    return [duty.title for _name, duties in desk.groups for duty in duties if duty.status == status]


class TestTheArrangementOfNextYear:
    """2026 is the last year that is published."""

    def asked(self, user: User, *parts: int) -> list[str]:
        with at(datetime(*parts, 9, tzinfo=SHANGHAI)):  # type: ignore[arg-type,misc]
            return titles(desk_of(user), "arrangement_missing")

    def test_is_asked_for_from_the_first_of_december(self, cast: Cast) -> None:
        assert self.asked(cast.miit_clerk, 2026, 11, 30) == []
        (title,) = self.asked(cast.miit_clerk, 2026, 12, 1)
        assert "2027" in title
        assert len(self.asked(cast.miit_clerk, 2027, 3, 1)) == 1

    def test_of_nobody_but_miit(self, cast: Cast) -> None:
        for who in (cast.mnr_officer, cast.northern_clerk, cast.neimenggu_industry):
            assert self.asked(who, 2026, 12, 1) == []

    def test_not_when_it_is_there(self, cast: Cast) -> None:
        assert self.asked(cast.miit_clerk, 2025, 12, 15) == []

    def test_the_month_is_a_setting(self, cast: Cast, settings: Any) -> None:
        settings.CALENDAR_ASK_MONTH = 11
        assert len(self.asked(cast.miit_clerk, 2026, 11, 1)) == 1

    def test_the_line_opens_the_very_form(self, cast: Cast, as_user: Browser) -> None:
        with at(datetime(2026, 12, 1, 9, tzinfo=SHANGHAI)):
            page = as_user(cast.miit_clerk).get("/").content.decode()
            assert "/obligations/calendar/enter/?year=2027" in page
            form = as_user(cast.miit_clerk).get("/obligations/calendar/enter/?year=2027").content.decode()
        assert 'value="2027"' in form

    def test_once_entered_the_officer_is_asked_to_confirm(self, cast: Cast) -> None:
        propose_next_year(cast)
        assert self.asked(cast.miit_clerk, 2026, 12, 1) == []
        with at(datetime(2026, 12, 1, 9, tzinfo=SHANGHAI)):
            assert len(titles(desk_of(cast.miit_officer), Arrangement.State.PROPOSED)) == 1
            assert titles(desk_of(cast.miit_clerk), Arrangement.State.PROPOSED) == []


def test_a_provisional_day_says_so_on_the_desk(cast: Cast, as_user: Browser) -> None:
    home = Organisation.objects.get(code="northern-re")
    open_report_obligations(organisation=home, year=2027, first_month=Month(2027, 1), due_day=10, by=BUILDER)
    with at(datetime(2027, 2, 2, 9, tzinfo=SHANGHAI)):
        assert "（暂定：该年度放假安排尚未公布）" in as_user(cast.northern_clerk).get("/").content.decode()


def test_an_extension_is_on_the_desk_of_who_decides(cast: Cast) -> None:
    home = Organisation.objects.get(code="northern-re")
    duty = open_report_obligations(organisation=home, year=2021, first_month=Month(2021, 9), due_day=10, by=BUILDER)[0]
    ask_extension(obligation=duty, reason="检修。", wanted_until=noon(10, 20).date(), by=cast.northern_clerk)
    assert len(titles(desk_of(cast.miit_officer), "asked")) == 1
    assert titles(desk_of(cast.miit_clerk), "asked") == []


def test_a_submitted_report_is_on_the_ministrys_desk_until_its_day(world: World) -> None:  # noqa: F811
    world.submitted()
    with at(noon(10, 13)):
        (line,) = [one for one in desk_of(world.cast.miit_officer).due_soon if one.status == "submitted"]
        assert line.punctuality is not None
        assert line.punctuality.workdays == 1
    with at(noon(10, 15)):
        assert [one.status for one in desk_of(world.cast.miit_officer).overdue] == ["submitted"]


def test_what_came_back_is_one_line_with_its_own_day(world: World) -> None:  # noqa: F811
    report = world.submitted()
    with at(noon(10, 12)):
        return_report(report=report, reason="请核对。", by=world.cast.miit_officer)
        desk = desk_of(world.cast.northern_clerk)
    (line,) = desk.returned
    assert line.obligation is not None
    assert (line.obligation.kind, line.note) == (Obligation.Kind.REPORT_AGAIN, "请核对。")
    assert [one.obligation.period for one in desk.done if one.obligation].count("2021-09") == 1
