"""The system administrator keeps organisations: names with their past, validity, mergers, provinces."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Organisation, OrganisationName, Succession
from accounts.services import organisations
from accounts.services.reference import LONGEST_NAME_EN, LONGEST_NAME_ZH, LONGEST_SHORT_ZH, load_reference
from audit.models import Event
from common.constraints import NotAllowed, Refusal
from tests.accounts.keepers import administrator, audit_admin, security_admin, system_admin
from tests.conftest import Cast

pytestmark = pytest.mark.django_db
MERGER = date(2021, 12, 23)
NAMES = {
    "name_zh": "中国稀土集团有限公司",
    "name_en": "China Rare Earth Group Co., Ltd.",
    "short_zh": "中国稀土集团",
    "short_en": "China Rare Earth",
}


def organisation(code: str) -> Organisation:
    return Organisation.objects.get(code=code)


def created(**changes: Any) -> Organisation:
    values = {"code": "china-re", "kind": "group", "names": NAMES, "position": 10, "valid_from": MERGER}
    return organisations.create_organisation(**{**values, "by": system_admin(), **changes})


def merged(successor: Organisation, *codes: str, day: date = MERGER) -> list[Succession]:
    return organisations.merge(
        predecessors=[organisation(code) for code in codes],
        successor=successor,
        day=day,
        document="国务院国有资产监督管理委员会公告",
        by=system_admin(),
    )


def refused(code: str, call: Any, /, *arguments: Any, **values: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        call(*arguments, **values)
    assert caught.value.code == code
    return caught.value


def test_three_groups_become_one_in_december_2021() -> None:
    """中国稀有稀土, 五矿稀土 and 南方稀土 became 中国稀土集团 on 2021-12-23."""
    successor = created()
    merged(successor, "chinalco-re", "minmetals-re", "southern-re")
    before, after = Organisation.objects.groups().valid_on(date(2021, 12, 22)), Organisation.objects.groups()
    assert {row.code for row in before} == {
        "chinalco-re", "minmetals-re", "southern-re", "northern-re", "xiamen-tungsten", "guangdong-re",
    }  # fmt: skip
    assert {row.code for row in after.valid_on(MERGER)} == {
        "china-re",
        "northern-re",
        "xiamen-tungsten",
        "guangdong-re",
    }
    assert {row.code for row in successor.follows.all()} == {"chinalco-re", "minmetals-re", "southern-re"}
    assert organisation("southern-re").name_zh == "中国南方稀土集团有限公司"
    assert [event.action for event in Event.objects.about(successor)] == ["organisation.create", "organisation.succeed"]
    assert Event.objects.about(organisation("southern-re")).get().after["successor"] == successor.name_zh


def test_what_merged_does_not_merge_again_and_stays_ended() -> None:
    successor = created()
    merged(successor, "chinalco-re")
    refused("organisation_wrong", merged, successor, "chinalco-re")
    values = {"organisation": organisation("chinalco-re"), "valid_from": None, "valid_to": None, "reason": "示例"}
    refused("organisation_wrong", organisations.set_validity, **values, by=system_admin())
    assert organisation("chinalco-re").valid_to == MERGER - timedelta(days=1)
    assert Succession.objects.get().successor == successor


def test_a_merger_that_makes_no_sense_is_refused() -> None:
    successor = created()
    refused("organisation_wrong", merged, successor)
    refused("organisation_wrong", merged, successor, "china-re")
    refused("organisation_wrong", merged, successor, "miit")
    refused("organisation_wrong", merged, successor, "southern-re", day=date(2021, 12, 22))
    assert not Succession.objects.exists()
    assert organisation("southern-re").valid_to is None


def test_a_group_absorbed_by_one_that_is_there() -> None:
    merged(organisation("xiamen-tungsten"), "southern-re", day=date(2023, 1, 1))
    assert organisation("southern-re").valid_to == date(2022, 12, 31)
    assert organisation("xiamen-tungsten").valid_from is None


def test_the_old_name_is_kept_with_its_last_day() -> None:
    row = organisation("guangdong-re")
    old, names = row.name_zh, {**NAMES, "name_zh": "示例新名称集团"}
    organisations.rename(organisation=row, names=names, first_day=date(2021, 10, 1), by=system_admin())
    row = organisation("guangdong-re")
    assert row.name_zh == "示例新名称集团"
    assert OrganisationName.objects.get().last_day == date(2021, 9, 30)
    assert row.name_on(date(2021, 9, 30)) in {old, "Guangdong Rare Earth Industry Group Co., Ltd."}
    assert row.name_on(date(2021, 10, 1)) in {"示例新名称集团", NAMES["name_en"]}
    event = Event.objects.about(row).get()
    assert event.before["name_zh"] == old
    assert event.after["name_zh"] == "示例新名称集团"


def test_a_name_does_not_begin_before_the_one_before_it_ended_or_tomorrow() -> None:
    row, by = organisation("guangdong-re"), system_admin()
    organisations.rename(organisation=row, names=NAMES, first_day=date(2021, 10, 1), by=by)
    again = {**NAMES, "name_zh": "又一名称"}
    for day in (date(2021, 9, 1), date(2021, 10, 1), date(2021, 10, 9)):
        refused("organisation_wrong", organisations.rename, organisation=row, names=again, first_day=day, by=by)
    assert organisation("guangdong-re").name_zh == NAMES["name_zh"]
    assert OrganisationName.objects.count() == 1


def test_names_and_codes_are_not_taken_twice() -> None:
    created()
    refused("organisation_wrong", created)
    refused("organisation_wrong", created, code="another")
    assert Organisation.objects.filter(name_zh=NAMES["name_zh"]).count() == 1


def test_loading_the_reference_data_again_keeps_what_was_edited() -> None:
    organisations.rename(
        organisation=organisation("guangdong-re"), names=NAMES, first_day=date(2021, 10, 1), by=system_admin()
    )
    load_reference()
    assert organisation("guangdong-re").name_zh == NAMES["name_zh"]


def test_a_province_gets_its_two_authorities() -> None:
    province, authorities = organisations.create_province(
        code="45", slug="guangxi", name_zh="广西壮族自治区", name_en="Guangxi", short_zh="广西", by=system_admin()
    )
    assert {(row.kind, row.name_zh) for row in authorities} == {
        ("province_miit", "广西壮族自治区工业和信息化厅"),
        ("province_mnr", "广西壮族自治区自然资源厅"),
    }
    assert all(row.province == province for row in authorities)
    refused("organisation_wrong", organisations.create_province,
            code="45", slug="x", name_zh="x", name_en="x", short_zh="x", by=system_admin())  # fmt: skip


def test_the_names_of_the_authorities_of_the_longest_province_fit() -> None:
    """SQLite takes what is longer than its column; PostgreSQL fails."""
    names = {"name_zh": "省" * LONGEST_NAME_ZH, "name_en": "G" * LONGEST_NAME_EN, "short_zh": "省" * LONGEST_SHORT_ZH}
    _province, authorities = organisations.create_province(code="45", slug="g" * 30, **names, by=system_admin())
    assert len(authorities) == 2
    for row in authorities:
        row.full_clean()


def test_only_the_system_administrator_keeps_organisations(cast: Cast) -> None:
    for person in (security_admin(), audit_admin(), administrator("miit"), cast.miit_officer, cast.miit_clerk):
        with pytest.raises(NotAllowed):
            created(by=person)
        with pytest.raises(NotAllowed):
            organisations.merge(predecessors=[], successor=organisation("miit"), day=MERGER, document="", by=person)


def test_every_step_asks_first_and_stands_in_the_history(as_user: Any) -> None:
    client = as_user(system_admin())
    values = {**NAMES, "kind": "group", "code": "china-re", "position": "10", "valid_from": "2021-12-23"}
    assert "2021年12月23日" in client.post(reverse("organisation_new"), values).content.decode()
    assert not Organisation.objects.filter(code="china-re").exists()
    client.post(reverse("organisation_new"), {**values, "confirmed": "1"})
    successor = organisation("china-re")
    ended = [organisation(code) for code in ("chinalco-re", "minmetals-re", "southern-re")]
    merger = {
        "predecessors": [row.pk for row in ended],
        "successor": successor.pk,
        "day": "2021-12-23",
        "document": "公告",
    }
    asked = client.post(reverse("organisation_merge"), merger).content.decode()
    assert all(row.name_zh in asked for row in ended)
    client.post(reverse("organisation_merge"), {**merger, "confirmed": "1"})
    page = client.get(reverse("organisation_detail", args=[successor.pk])).content.decode()
    assert all(row.name_zh in page for row in ended)
    assert client.get(reverse("organisation_list")).status_code == 200


def test_a_group_does_not_see_the_others(as_user: Any, cast: Cast) -> None:
    client = as_user(cast.northern_officer)
    for name in ("organisation_detail", "organisation_names", "organisation_validity", "organisation_invite"):
        assert client.get(reverse(name, args=[organisation("southern-re").pk])).status_code == 404, name
        assert client.get(reverse(name, args=[organisation("northern-re").pk])).status_code == 403, name
