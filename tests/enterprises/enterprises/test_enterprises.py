"""The ministry's clerk keeps which enterprises there are, where they lie, and whose they are from when to when."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import Organisation, User
from audit.models import Event
from common.constraints import NotAllowed, NotValid, Refusal
from enterprises.models import Enterprise
from enterprises.services.enterprises import edit_enterprise, join_group, leave_group
from tests.builders import credit_code, enterprise
from tests.conftest import Cast

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]


def typed(**values: Any) -> dict[str, Any]:
    common = {
        "credit_code": credit_code(5),
        "name_zh": "新示例矿业",
        "name_en": "New Example Mining",
        "kind": "mine",
        "has_rock": "on",
        "province": "15",
        "city": "包头市",
        "group": Organisation.objects.get(code="northern-re").pk,
        "valid_from": "2021-01-01",
    }
    return {**common, **values}


class TestANewEnterprise:
    def test_is_registered_with_its_group_on_one_page(self, cast: Cast, as_user: Browser) -> None:
        browser = as_user(cast.miit_clerk)
        assert browser.get("/register/new/").status_code == 200
        answer = browser.post("/register/new/", typed())
        row = Enterprise.objects.get(credit_code=credit_code(5))
        assert answer.headers["Location"] == row.get_absolute_url()
        group = row.group_on(date(2021, 10, 8))
        assert group is not None and group.code == "northern-re"
        actions = list(Event.objects.about(row).values_list("action", flat=True))
        assert actions == ["enterprise.register", "enterprise.join_group"]

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"credit_code": "91150000MA0000005X"}, "credit_code"),
            ({"credit_code": "9115"}, "credit_code"),
            ({"name_zh": ""}, "name_zh"),
            ({"province": "99"}, "province"),
            ({"valid_from": ""}, "valid_from"),
        ],
    )
    def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_stored(
        self, cast: Cast, as_user: Browser, values: dict[str, str], field: str
    ) -> None:
        answer = as_user(cast.miit_clerk).post("/register/new/", typed(**values))
        assert answer.status_code == 422
        page = answer.content.decode()
        assert f'id="id_{field}-error"' in page
        assert not Enterprise.objects.exists()

    def test_a_mine_needs_an_ore_and_a_smelter_has_none(self, cast: Cast, as_user: Browser) -> None:
        browser = as_user(cast.miit_clerk)
        without = typed()
        del without["has_rock"]
        assert browser.post("/register/new/", without).status_code == 422
        assert browser.post("/register/new/", typed(kind="separation")).status_code == 422

    def test_a_code_is_registered_once(self, cast: Cast, as_user: Browser) -> None:
        browser = as_user(cast.miit_clerk)
        browser.post("/register/new/", typed())
        answer = browser.post("/register/new/", typed(name_zh="另一家"))
        assert answer.status_code == 422
        assert 'id="id_credit_code-error"' in answer.content.decode()


class TestWhoMay:
    @pytest.mark.parametrize("person", ["miit_officer", "mnr_clerk", "northern_clerk", "neimenggu_industry"])
    def test_others_see_whose_work_it_is(self, cast: Cast, as_user: Browser, person: str) -> None:
        row, browser = enterprise(1), as_user(getattr(cast, person))
        for path in ("new/", f"{row.pk}/edit/", f"{row.pk}/join/", f"{row.pk}/leave/"):
            answer = browser.post(f"/register/{path}", typed())
            assert answer.status_code == 403, path
            assert "经办人" in answer.content.decode()

    def test_the_verbs_ask_too(self, cast: Cast) -> None:
        row = enterprise(1)
        for action in (
            lambda: edit_enterprise(enterprise=row, name_zh="x", by=cast.northern_clerk),
            lambda: leave_group(enterprise=row, last_day=date(2021, 1, 1), by=cast.miit_officer),
        ):
            with pytest.raises(NotAllowed):
                action()

    def test_a_foreign_enterprise_is_not_found(self, cast: Cast, as_user: Browser) -> None:
        row = enterprise(1)
        for path in ("edit", "join", "leave"):
            assert as_user(cast.southern_clerk).get(f"/register/{row.pk}/{path}/").status_code == 404


class TestNameAndLocation:
    def test_the_log_keeps_what_was_before(self, cast: Cast, as_user: Browser) -> None:
        row = enterprise(1)
        values = {"name_zh": "改名示例", "name_en": row.name_en, "province": "36", "city": row.city}
        assert as_user(cast.miit_clerk).post(f"/register/{row.pk}/edit/", values).status_code == 302
        row.refresh_from_db()
        assert (row.name_zh, row.province_id) == ("改名示例", "36")
        event = Event.objects.about(row).last()
        assert event is not None
        assert event.before == {"name_zh": "示例企业1", "province": "内蒙古自治区"}
        assert event.after == {"name_zh": "改名示例", "province": "江西省"}

    def test_nothing_changed_is_nothing_logged(self, cast: Cast) -> None:
        row = enterprise(1)
        before = Event.objects.count()
        edit_enterprise(enterprise=row, by=cast.miit_clerk, name_zh=row.name_zh)
        assert Event.objects.count() == before

    def test_code_and_kind_stay(self, cast: Cast) -> None:
        row = enterprise(1)
        edit_enterprise(enterprise=row, by=cast.miit_clerk, credit_code=credit_code(2), kind="mine", city="甲市")
        row.refresh_from_db()
        assert (row.credit_code, row.kind, row.city) == (credit_code(1), "separation", "甲市")


class TestMembership:
    def test_it_leaves_one_group_and_joins_another_with_days(self, cast: Cast, as_user: Browser) -> None:
        row, browser = enterprise(1), as_user(cast.miit_clerk)
        southern = Organisation.objects.get(code="southern-re")
        joining = {"group": southern.pk, "valid_from": "2021-07-01"}
        early = browser.post(f"/register/{row.pk}/join/", joining)
        assert early.status_code == 422
        assert "北方稀土" in early.content.decode()
        assert browser.post(f"/register/{row.pk}/leave/", {"last_day": "2021-06-30"}).status_code == 302
        assert browser.post(f"/register/{row.pk}/join/", joining).status_code == 302
        row = Enterprise.objects.get(pk=row.pk)
        days = (date(2021, 6, 30), date(2021, 7, 1))
        assert [group and group.code for group in map(row.group_on, days)] == ["northern-re", "southern-re"]
        actions = list(Event.objects.about(row).values_list("action", flat=True))[-2:]
        assert actions == ["enterprise.leave_group", "enterprise.join_group"]

    def test_it_does_not_end_before_it_began_and_not_twice(self, cast: Cast) -> None:
        row = enterprise(1)
        with pytest.raises(NotValid):
            leave_group(enterprise=row, last_day=date(2019, 12, 31), by=cast.miit_clerk)
        leave_group(enterprise=row, last_day=date(2021, 6, 30), by=cast.miit_clerk)
        with pytest.raises(Refusal) as refused:
            leave_group(enterprise=row, last_day=date(2021, 6, 30), by=cast.miit_clerk)
        assert refused.value.code == "no_membership"

    def test_the_group_of_a_day_belongs_to_one_group_only(self, cast: Cast) -> None:
        row = enterprise(1)
        with pytest.raises(Refusal):
            join_group(
                enterprise=row,
                group=Organisation.objects.get(code="southern-re"),
                valid_from=date(2021, 1, 1),
                by=cast.miit_clerk,
            )
