"""Groups merge: successors take over what predecessors held, visibly, and notices go on from there."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Organisation, Succession
from allocations.models import QuotaTransfer, Takeover
from allocations.reads.quotas import enterprise_quotas, group_quotas, nation_quotas
from allocations.services.notices import load_notice
from allocations.services.takeovers import open_successions, take_over
from audit.models import Event
from common.constraints import NotAllowed, NotValid
from common.periods import at, start_of
from deadlines.models import Obligation
from deadlines.services.obligations import meet_one
from tests.allocations.splits import SEPARATION, accepted
from tests.builders import BUILDER, enterprise, issued, notice_data

pytestmark = pytest.mark.django_db
DAY = date(2021, 12, 23)
AFTER = start_of(date(2021, 12, 24))


def merged(*codes: str, day: date = DAY, code: str = "china-re") -> Organisation:
    """China Rare Earth Group follows the named groups from a day on."""
    successor, _made = Organisation.objects.get_or_create(
        code=code,
        defaults={
            "kind": "group", "position": 10, "valid_from": day, "short_zh": "中国稀土", "short_en": "China RE",
            "name_zh": "中国稀土集团有限公司", "name_en": "China Rare Earth Group Co., Ltd.",
        },
    )  # fmt: skip
    for code in codes:
        predecessor = Organisation.objects.get(code=code)
        Succession.objects.create(predecessor=predecessor, successor=successor, day=day, document="国资委公告")
        predecessor.valid_to = date.fromordinal(day.toordinal() - 1)
        predecessor.save()
    return successor


def test_the_successor_holds_what_three_predecessors_held(cast: Any) -> None:
    issued(cast, 2)
    nation = nation_quotas(2021)
    merged_group = merged("chinalco-re", "minmetals-re", "southern-re")
    with at(AFTER):
        for row in open_successions():
            take_over(succession=row, by=cast.miit_officer)
        assert open_successions() == []
        shares = {key: quota.share for key, quota in group_quotas(2021).items() if quota.share}
        assert shares[merged_group.pk, "mining_rock"] == 14550 + 33950
        assert shares[merged_group.pk, "mining_ionic"] == 2500 + 2010 + 8500
        assert shares[merged_group.pk, SEPARATION] == 23879 + 5658 + 28262
        others = Organisation.objects.filter(code__in=("northern-re", "xiamen-tungsten", "guangdong-re"))
        assert {group for group, _category in shares} == {merged_group.pk, *others.values_list("pk", flat=True)}
        assert nation_quotas(2021) == nation
        assert QuotaTransfer.objects.filter(takeover__isnull=False).count() == 8
        assert "五矿稀土集团有限公司" in str([row.after for row in Event.objects.about(merged_group)])
    before = group_quotas(2021, as_of=start_of(DAY))
    assert (merged_group.pk, SEPARATION) not in before or before[merged_group.pk, SEPARATION].share == 0


def test_what_was_split_stays_with_the_enterprises_and_counts_as_the_successors(cast: Any) -> None:
    issued(cast, 1)
    plant = enterprise(1)
    accepted(cast, {(plant.pk, SEPARATION): 1000})
    northern = Organisation.objects.get(code="northern-re")
    merged_group = merged("northern-re")
    with at(AFTER):
        take_over(succession=Succession.objects.get(), by=cast.miit_officer)
        quota = group_quotas(2021)[merged_group.pk, SEPARATION]
        assert (quota.share, quota.split) == (Decimal(38270), Decimal(1000))
        assert enterprise_quotas(2021, given_by=merged_group)[plant.pk, SEPARATION] == 1000
        gone = group_quotas(2021)[northern.pk, SEPARATION]
        assert gone.share == gone.remaining == 0
        assert plant.group_on(DAY) == merged_group
        assert plant.group_on(date(2021, 12, 22)) == northern


def test_taken_over_twice_is_taken_over_once(cast: Any) -> None:
    issued(cast, 1)
    merged("northern-re")
    with at(AFTER):
        for _time in range(2):
            take_over(succession=Succession.objects.get(), by=cast.miit_officer)
    assert Takeover.objects.count() == 2


def test_who_asks_after_another_reads_who_was_first(cast: Any, as_user: Any) -> None:
    issued(cast, 1)
    merged("northern-re")
    address = reverse("take_over", args=[Succession.objects.get().pk])
    second = cast.person("miit-second", "miit", "officer")
    with at(AFTER):
        as_user(cast.miit_officer).post(address)
        page = as_user(second).post(address, follow=True).content.decode()
        assert as_user(second).get(address).status_code == 404
    assert cast.miit_officer.name in page
    assert Takeover.objects.count() == 2


def test_duties_are_the_predecessors_until_the_day_and_the_successors_from_then_on(cast: Any) -> None:
    issued(cast, 1)
    southern, minmetals = (Organisation.objects.get(code=code) for code in ("southern-re", "minmetals-re"))
    reports = Obligation.objects.filter(kind="monthly_report")
    months = list(reports.filter(organisation=southern).order_by("period").values_list("period", flat=True))
    assert months[-1] == "2021-12"
    met = reports.get(organisation=southern, period="2021-10")
    meet_one(met, at=start_of(date(2021, 11, 2)), by=BUILDER)
    merged_group = merged("southern-re", "minmetals-re")
    with at(AFTER):
        for _time in range(2):
            for row in Succession.objects.all():
                take_over(succession=row, by=cast.miit_officer)
    for group in (southern, minmetals):
        assert (
            list(reports.filter(organisation=group).order_by("period").values_list("period", flat=True)) == months[:-1]
        )
    (duty,) = reports.filter(organisation=merged_group)
    assert (duty.period, duty.due_on) == ("2021-12", date(2022, 1, 10))
    assert reports.open().filter(organisation=southern).exists()  # what was missed stays missed, and its own
    assert Event.objects.filter(action="obligation.hand_over").count() == 2


def test_only_an_officer_of_the_ministry_has_it_taken_over(cast: Any) -> None:
    issued(cast, 1)
    merged("northern-re")
    with at(AFTER), pytest.raises(NotAllowed):
        take_over(succession=Succession.objects.get(), by=cast.xiamen_officer)


def test_an_including_notice_after_a_merger_adds_to_what_the_predecessors_had(cast: Any) -> None:
    issued(cast, 1)
    merged_group = merged("chinalco-re", "minmetals-re", day=date(2021, 9, 1))
    data = notice_data(2)
    gone, kept = data["allocations"][:2], data["allocations"][2:]
    joined = {"group": merged_group.name_zh, "mining_rock": "14550", "mining_ionic": "4510", "separation": "29537"}
    assert {row["group"] for row in gone} == {"中国稀有稀土股份有限公司", "五矿稀土集团有限公司"}
    notice = issued(cast, 2, allocations=[joined, *kept])
    line = notice.allocations.get(group=merged_group, category="mining_rock")
    assert line.increment == 14550 - 8730
    assert {line.group.code for line in notice.allocations.select_related("group")} == {
        "china-re", "northern-re", "xiamen-tungsten", "southern-re", "guangdong-re"
    }  # fmt: skip
    assert group_quotas(2021)[merged_group.pk, SEPARATION].share == 29537


def test_a_group_that_has_ended_gets_no_quota(cast: Any) -> None:
    merged("minmetals-re", day=date(2021, 9, 1))
    with pytest.raises(NotValid) as refused:
        load_notice(data=notice_data(2), by=cast.miit_clerk)
    assert "2021" in str(refused.value.cells["allocations"])


def test_the_page_shows_what_is_to_be_taken_over_and_then_what_was(cast: Any, as_user: Any) -> None:
    issued(cast, 1)
    merged("minmetals-re")
    with at(AFTER):
        officer, row = as_user(cast.miit_officer), Succession.objects.get()
        officer.post(reverse("take_over", args=[row.pk]))
        page = officer.get(reverse("release_list")).content.decode()
        assert "3,395" in page
        assert officer.get(reverse("take_over", args=[row.pk])).status_code == 404
