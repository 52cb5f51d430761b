"""Dated events of an enterprise: entered by its group, confirmed by its province; report rows, splits and eligibility follow
from that day, and the past keeps its name."""

from datetime import date, datetime
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.models import Organisation, Province
from audit.models import Event
from common.constraints import NotAllowed, NotValid, Refusal
from common.periods import SHANGHAI, Month, at
from enterprises.models import Enterprise, EnterpriseChange
from enterprises.reads.closures import closed_throughout
from enterprises.reads.verdicts import verdicts
from enterprises.services.changes import confirm_change, enter_change, refuse_change, withdraw_change
from enterprises.tasks import carry_out_changes
from reporting.reads.histories import members_of
from tests.builders import enterprise

pytestmark = pytest.mark.django_db


@pytest.fixture
def plant(cast: Any) -> Enterprise:
    """Northern's, in Inner Mongolia. Today is 8 October 2021."""
    return enterprise(1)


def entered(cast: Any, plant: Enterprise, kind: str, day: date = date(2021, 10, 1), **values: Any) -> EnterpriseChange:
    return enter_change(
        enterprise=plant, kind=kind, day=day, document="集团文件〔2021〕8号", by=cast.northern_clerk, **values
    )


def confirmed(cast: Any, plant: Enterprise, kind: str, day: date = date(2021, 10, 1), **values: Any) -> Enterprise:
    confirm_change(change=entered(cast, plant, kind, day, **values), by=cast.neimenggu_industry)
    return Enterprise.objects.get(pk=plant.pk)


def group(code: str) -> Organisation:
    return Organisation.objects.get(code=code)


def noon(month: int, day: int, year: int = 2021) -> Any:
    return at(datetime(year, month, day, 12, tzinfo=SHANGHAI))


class TestWhoAndWhen:
    def test_a_clerk_of_the_group_enters_and_nothing_changes_yet(self, cast: Any, plant: Enterprise) -> None:
        entered(cast, plant, "name", new_name_zh="新名称", new_name_en="New name")
        assert Enterprise.objects.get(pk=plant.pk).name_zh == "示例企业1"
        for user in (cast.northern_officer, cast.southern_clerk, cast.miit_clerk, cast.neimenggu_industry):
            with pytest.raises(NotAllowed):
                enter_change(enterprise=plant, kind="closed", day=date(2021, 10, 1), document="文件", by=user)

    def test_an_officer_of_the_province_confirms_and_nobody_else(self, cast: Any, plant: Enterprise) -> None:
        change = entered(cast, plant, "closed")
        jiangxi = cast.person("jiangxi", "jiangxi-industry", "officer")
        for user in (cast.northern_officer, cast.miit_officer, jiangxi):
            with pytest.raises(NotAllowed):
                confirm_change(change=change, by=user)
        assert confirm_change(change=change, by=cast.neimenggu_resources).state == "in_force"
        assert confirm_change(change=change, by=cast.neimenggu_resources).state == "in_force"
        assert Event.objects.filter(action="enterprise_change.confirm").count() == 1

    def test_it_is_refused_or_taken_back_with_a_reason_and_entered_anew(self, cast: Any, plant: Enterprise) -> None:
        change = entered(cast, plant, "closed")
        with pytest.raises(Refusal) as waits:
            entered(cast, plant, "closed")
        assert waits.value.code == "change_waits"
        with pytest.raises(NotValid):
            refuse_change(change=change, reason=" ", by=cast.neimenggu_industry)
        assert refuse_change(change=change, reason="文件不全", by=cast.neimenggu_industry).state == "refused"
        again = entered(cast, plant, "closed")
        assert withdraw_change(change=again, reason="误填", by=cast.northern_clerk).state == "withdrawn"
        with pytest.raises(Refusal):
            confirm_change(change=again, by=cast.neimenggu_industry)

    def test_it_says_what_it_needs(self, cast: Any, plant: Enterprise) -> None:
        for kind, cell in (("group", "new_group"), ("place", "new_province"), ("name", "new_name_zh")):
            with pytest.raises(NotValid) as refused:
                entered(cast, plant, kind)
            assert list(refused.value.cells) == [cell]
        with pytest.raises(NotValid):
            entered(cast, plant, "restarted")

    def test_one_of_a_day_to_come_takes_effect_on_that_day_by_itself(self, cast: Any, plant: Enterprise) -> None:
        change = entered(cast, plant, "name", date(2021, 11, 1), new_name_zh="新名称", new_name_en="New name")
        assert confirm_change(change=change, by=cast.neimenggu_industry).state == "confirmed"
        with noon(10, 31):
            assert carry_out_changes() == 0
        with noon(11, 1):
            assert carry_out_changes() == 1
            assert carry_out_changes() == 0
        assert Enterprise.objects.get(pk=plant.pk).name_zh == "新名称"

    def test_confirmed_it_can_be_taken_back_until_its_day(self, cast: Any, plant: Enterprise) -> None:
        change = entered(cast, plant, "closed", date(2021, 11, 1))
        confirm_change(change=change, by=cast.neimenggu_industry)
        assert withdraw_change(change=change, reason="计划调整", by=cast.northern_clerk).state == "withdrawn"
        with noon(11, 1):
            assert carry_out_changes() == 0


class TestWhatFollows:
    def test_moved_to_another_group_it_reports_and_splits_there_from_that_day(
        self, cast: Any, plant: Enterprise
    ) -> None:
        southern, northern = group("southern-re"), group("northern-re")
        moved = confirmed(cast, plant, "group", new_group=southern)
        assert (moved.group_on(date(2021, 9, 30)), moved.group_on(date(2021, 10, 1))) == (northern, southern)
        september, october = Month(2021, 9), Month(2021, 10)
        assert [list(members_of(one, september)) for one in (northern, southern)] == [[moved], []]
        assert [list(members_of(one, october)) for one in (northern, southern)] == [[], [moved]]
        assert list(Enterprise.objects.in_group(southern, date(2021, 10, 8))) == [moved]

    def test_renamed_the_past_keeps_its_name(self, cast: Any, plant: Enterprise) -> None:
        renamed = confirmed(cast, plant, "name", new_name_zh="新名称", new_name_en="New name")
        with translation.override("zh-hans"):
            assert renamed.name_on(date(2021, 9, 30)) == "示例企业1"
            assert renamed.name_on(date(2021, 10, 1)) == "新名称"

    def test_moved_to_another_province_that_one_sees_it_and_the_former_place_stays_known(
        self, cast: Any, plant: Enterprise
    ) -> None:
        confirmed(cast, plant, "place", new_province=Province.objects.get(code="36"), new_city="赣州市")
        jiangxi = cast.person("jiangxi", "jiangxi-industry", "officer")
        assert list(Enterprise.objects.visible_to(jiangxi)) == [plant]
        assert not Enterprise.objects.visible_to(cast.neimenggu_industry).exists()
        former = plant.former_places.get()
        assert (former.province_id, former.last_day) == ("15", date(2021, 9, 30))

    def test_closed_it_is_barred_at_once_and_restarted_no_more(self, cast: Any, plant: Enterprise) -> None:
        def status(day: date) -> str:
            found = verdicts([Enterprise.objects.get(pk=plant.pk)], as_of=day, rule_set="2021")
            return found[plant.pk, "separation"].status

        confirmed(cast, plant, "closed", date(2021, 9, 1))
        assert (status(date(2021, 8, 31)), status(date(2021, 9, 1))) == ("eligible", "not_eligible")
        confirmed(cast, plant, "restarted", date(2021, 10, 1))
        assert (status(date(2021, 9, 30)), status(date(2021, 10, 1))) == ("not_eligible", "eligible")

    def test_a_month_in_which_it_was_closed_throughout_has_no_row_of_it(self, cast: Any, plant: Enterprise) -> None:
        confirmed(cast, plant, "closed", date(2021, 8, 20))
        for month, closed in ((8, False), (9, True), (10, True)):
            first, last = Month(2021, month).first_day, Month(2021, month).last_day
            assert (plant.pk in closed_throughout(first, last, [plant.pk])) is closed, month


class TestPages:
    def test_from_the_enterprise_to_the_province(self, cast: Any, as_user: Any, plant: Enterprise) -> None:
        clerk, officer = as_user(cast.northern_clerk), as_user(cast.neimenggu_industry)
        assert reverse("change_new", args=[plant.pk]) in clerk.get(plant.get_absolute_url()).content.decode()
        fields = {
            "kind": "name",
            "day": "2021-10-01",
            "document": "文件",
            "new_name_zh": "新名称",
            "new_name_en": "New",
        }
        assert clerk.post(reverse("change_new", args=[plant.pk]), {**fields, "document": ""}).status_code == 422
        sent = clerk.post(reverse("change_new", args=[plant.pk]), fields)
        change = EnterpriseChange.objects.get()
        assert sent.headers["Location"] == change.get_absolute_url()
        page = officer.get(change.get_absolute_url()).content.decode()
        assert reverse("change_confirm", args=[change.pk]) in page
        assert change.enterprise.name in officer.get(reverse("change_list")).content.decode()
        assert reverse("change_list") in officer.get(reverse("desk")).content.decode()
        assert officer.post(reverse("change_confirm", args=[change.pk])).status_code == 302
        shown = officer.get(plant.get_absolute_url()).content.decode()
        assert "示例企业1" in shown
        assert "新名称" in shown

    def test_first_what_happens_then_only_what_that_needs(self, cast: Any, as_user: Any, plant: Enterprise) -> None:
        clerk, page = as_user(cast.northern_clerk), reverse("change_new", args=[plant.pk])
        first = clerk.get(page)
        assert "form" in first.context
        assert list(first.context["form"].fields) == ["kind"]
        asked = {
            "group": ["new_group"],
            "place": ["new_province", "new_city"],
            "name": ["new_name_zh", "new_name_en"],
            "closed": [],
            "restarted": [],
        }
        for kind, names in asked.items():
            form = clerk.get(page, {"kind": kind}).context["form"]
            assert list(form.fields) == [*names, "day", "document", "reason"], kind
        assert clerk.get(page, {"kind": "sold"}).status_code == 422
        unfinished = {"kind": "place", "day": "2021-10-01", "document": "文件", "new_city": "赣州市"}
        again = clerk.post(page, unfinished)
        assert (again.status_code, list(again.context["form"].errors)) == (422, ["new_province"])
        assert "赣州市" in again.content.decode()

    def test_in_the_api(self, cast: Any, as_user: Any, plant: Enterprise) -> None:
        body = {
            "enterprise": plant.pk,
            "kind": "group",
            "day": "2021-10-01",
            "document": "文件",
            "new_group": "southern-re",
        }
        made = as_user(cast.northern_clerk).post("/api/v1/enterprise-changes/", body, content_type="application/json")
        assert made.status_code == 201, made.content
        pk = made.json()["id"]
        done = as_user(cast.neimenggu_industry).post(
            f"/api/v1/enterprise-changes/{pk}/confirm/", content_type="application/json"
        )
        assert done.json()["state"] == "in_force"
        # The group that gets it sees it, too.
        assert as_user(cast.southern_clerk).get(f"/api/v1/enterprise-changes/{pk}/").status_code == 200
