"""A group that ends, a person who leaves, a province that never answers: each has a way on, walked on the pages."""

from datetime import date, datetime
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Organisation, User
from accounts.services import people
from accounts.services.organisations import set_validity
from allocations.models import Filing
from allocations.reads.reporting_years import groups_that_report
from allocations.services.filings import accept_filing, consult, start_filing, submit_filing
from allocations.services.reporting_years import open_reporting_year
from audit.models import Event
from common.constraints import NotAllowed
from common.periods import SHANGHAI, Month, at
from deadlines import tasks
from deadlines.models import Obligation
from enterprises.models import Enterprise, EnterpriseChange
from enterprises.services.changes import confirm_change, enter_change
from monthly_checks.reads.checks import checkable
from reporting.models import ProductionReport
from reporting.reads.execution import by_group, by_province
from reporting.services.decisions import accept_report, figures_hash, submit_report
from tests.accounts.keepers import administrator, system_admin
from tests.builders import BUILDER
from tests.reporting.conftest import SEPTEMBER, World, build, noon, t

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def world(cast: Any) -> World:
    """Northern Rare Earth with a plant and a mine that have quota."""
    return build(cast)


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


# --- a group that ends -------------------------------------------------------------------------------


class TestAGroupThatEnds:
    """On 15 September, without a successor: its months until then stay its own, the others are nobody's."""

    @pytest.fixture
    def ended(self, world: World) -> World:
        for month, opening in ((Month(2021, 7), 0), (Month(2021, 8), 10)):
            world.accepted(month, opening=opening)
        keeper = system_admin()
        set_validity(organisation=world.group, valid_from=None, valid_to=date(2021, 9, 15), reason="注销", by=keeper)
        return world

    def test_its_later_months_are_not_owed_and_the_last_one_is_still_reported(self, ended: World) -> None:
        reports = Obligation.objects.filter(kind="monthly_report", organisation=ended.group).order_by("period")
        assert reports.last().period == "2021-12"  # type: ignore[union-attr]
        assert tasks.end_duties() == 3
        assert tasks.end_duties() == 0
        assert reports.last().period == "2021-09"  # type: ignore[union-attr]
        assert Event.objects.filter(action="obligation.end").count() == 3
        report = ended.accepted(SEPTEMBER, opening=20)
        assert report.state == "accepted"
        assert reports.get(period="2021-09").met_at is not None

    def test_the_next_year_does_not_ask_it(self, ended: World) -> None:
        tasks.end_duties()
        with at(datetime(2022, 1, 5, 9, tzinfo=SHANGHAI)):
            assert ended.group not in groups_that_report(2022, date(2022, 1, 5))
            open_reporting_year(year=2022, by=BUILDER)
        assert not Obligation.objects.filter(organisation=ended.group, year=2022).exists()

    def test_its_year_stays_in_every_sum(self, ended: World) -> None:
        ended.accepted(SEPTEMBER, opening=20)
        (row,) = (one for one in by_group(SEPTEMBER) if one.group == ended.group)
        assert row.by_category["separation"].output == t(300)
        (place,) = by_province(SEPTEMBER)
        assert place.by_category["separation"].output == t(300)

    def test_its_enterprises_go_on_in_another_group(self, ended: World) -> None:
        southern = Organisation.objects.get(code="southern-re")
        change = enter_change(
            enterprise=ended.plant, kind="group", day=date(2021, 9, 16), document="划转协议", new_group=southern,
            by=ended.cast.northern_clerk,
        )  # fmt: skip
        confirm_change(change=change, by=ended.cast.neimenggu_industry)
        assert Enterprise.objects.get(pk=ended.plant.pk).group_on(date(2021, 9, 16)) == southern


# --- a person who leaves -----------------------------------------------------------------------------


class TestAPersonWhoLeaves:
    def test_a_draft_is_finished_by_a_colleague_and_signed_by_another_officer(self, world: World, as_user: Any) -> None:
        cast, keeper = world.cast, administrator("northern-re")
        report = world.filled()
        people.disable(person=cast.northern_clerk, reason="离职", by=keeper)
        successor = cast.person("northern-second", "northern-re", "clerk")
        page = as_user(successor).get(reverse("report_edit", args=[report.pk]))
        assert page.status_code == 200
        people.disable(person=cast.northern_officer, reason="离职", by=keeper)
        second = cast.person("northern-officer-2", "northern-re", "officer")
        check = reverse("report_check", args=[report.pk])
        assert as_user(second).get(check).status_code == 200
        answer = as_user(second).post(check, {"seen": figures_hash(report)})
        assert answer.status_code == 302, answer.content.decode()[:2000]
        report.refresh_from_db()
        assert (report.state, report.signed_by) == ("submitted", second)
        shown = as_user(second).get(reverse("report_detail", args=[report.pk])).content.decode()
        assert cast.northern_clerk.name in shown

    def test_what_an_officer_submitted_another_one_takes_back(self, world: World, as_user: Any) -> None:
        cast = world.cast
        report = world.submitted()
        people.disable(person=cast.northern_officer, reason="离职", by=administrator("northern-re"))
        second = cast.person("northern-officer-2", "northern-re", "officer")
        assert (
            as_user(second).post(reverse("report_recall", args=[report.pk]), {"reason": "重新核对"}).status_code == 302
        )
        report.refresh_from_db()
        assert report.state == "recalled"

    def test_who_is_the_last_officer_is_followed_by_a_colleague_with_the_role(self, world: World) -> None:
        cast, keeper = world.cast, administrator("northern-re")
        report = world.filled()
        people.disable(person=cast.northern_officer, reason="离职", by=keeper)
        people.change_roles(person=cast.northern_viewer, roles={"officer"}, by=keeper)
        assert submit_report(report=report, by=fresh(cast.northern_viewer)).state == "submitted"

    def test_of_the_ministry_a_second_officer_decides(self, world: World, as_user: Any) -> None:
        report = world.submitted()
        people.disable(person=world.cast.miit_officer, reason="调离", by=administrator("miit"))
        second = world.cast.person("miit-second", "miit", "officer")
        answer = as_user(second).post(reverse("report_decide", args=[report.pk]), {"decision": "accept"})
        assert answer.status_code == 302
        report.refresh_from_db()
        assert report.state == "accepted"


# --- a province that never answers -------------------------------------------------------------------


class TestAProvinceThatNeverAnswers:
    def test_a_split_is_accepted_and_its_silence_is_shown_as_silence(self, world: World, as_user: Any) -> None:
        cast = world.cast
        filing = start_filing(group=world.group, year=2021, by=cast.northern_clerk)
        consult(filing=filing, by=cast.northern_clerk)
        duty = Obligation.objects.get(kind="consultation", organisation__code="neimenggu-industry", met_at=None)
        with at(datetime(2021, 11, 1, 9, tzinfo=SHANGHAI)):
            assert duty.late_from < datetime(2021, 11, 1, 9, tzinfo=SHANGHAI)
            assert tasks.mark_late() >= 1
            submit_filing(filing=filing, by=cast.northern_officer)
            accept_filing(filing=filing, by=cast.miit_officer)
            page = as_user(cast.miit_officer).get(reverse("filing_detail", args=[filing.pk])).content.decode()
        assert "未反馈" in page
        assert Filing.objects.get(pk=filing.pk).state == "accepted"

    def test_a_month_is_accepted_without_its_check_and_the_check_stays_owed(self, world: World) -> None:
        report = world.submitted()
        with at(noon(12, 1)):
            ready = [one for one in checkable(noon(12, 1)) if one.month == SEPTEMBER]
        assert ready
        assert accept_report(report=report, by=world.cast.miit_officer).state == "accepted"
        assert ProductionReport.objects.get(pk=report.pk).in_force

    def test_an_event_of_an_enterprise_is_decided_by_the_ministry_after_its_days(
        self, world: World, as_user: Any
    ) -> None:
        cast = world.cast
        change = enter_change(
            enterprise=world.plant, kind="name", day=date(2021, 10, 1), document="营业执照", new_name_zh="新名",
            new_name_en="New name", by=cast.northern_clerk,
        )  # fmt: skip
        # Ten working days after 8 October 2021, a Friday; the Saturday after it is worked.
        with at(datetime(2021, 10, 21, 23, 0, tzinfo=SHANGHAI)):
            with pytest.raises(NotAllowed) as refused:
                confirm_change(change=change, by=cast.miit_officer)
            assert refused.value.code == "province_has_time"
            assert str(change.enterprise.name_zh) not in as_user(cast.miit_officer).get("/").content.decode()
        with at(datetime(2021, 10, 22, 9, 0, tzinfo=SHANGHAI)):
            assert change.get_absolute_url() in as_user(cast.miit_officer).get("/").content.decode()
            for person in (cast.mnr_officer, cast.miit_clerk):
                with pytest.raises(NotAllowed):
                    confirm_change(change=change, by=person)
            page = as_user(cast.miit_officer).get(change.get_absolute_url()).content.decode()
            assert reverse("change_confirm", args=[change.pk]) in page
            assert as_user(cast.miit_officer).post(reverse("change_confirm", args=[change.pk])).status_code == 302
        assert EnterpriseChange.objects.get().state == "in_force"
        assert Enterprise.objects.get(pk=world.plant.pk).name_zh == "新名"
