"""An enterprise with quota that ceases to be eligible, or will within 90 days, becomes an alert with day and ground."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import User
from allocations.models import QuotaAccount
from common.periods import at, start_of
from enterprises.models import Enterprise, Halt, Licence, StopOrder
from enterprises.reads.alerts import Alert, alerts_for, reassess
from enterprises.rules.eligibility import RULE_SETS, judge
from enterprises.rules.outlook import eligibility_lapse
from enterprises.services.evidence import add_evidence, dispute_evidence
from tests.builders import BUILDER, enterprise
from tests.conftest import Cast
from tests.enterprises.eligibility.test_rules import facts, sound

DAY = date(2021, 10, 8)
ONE = timedelta(days=1)
RULES = RULE_SETS["2021"]
Browser = Callable[[User], Client]


class TestTheRule:
    def lapse(self, days: int = 90, **changes: Any) -> tuple[str, date | None] | None:
        found = eligibility_lapse(facts(sound("mine", **changes)), "mining_rock", RULES, as_of=DAY, days=days)
        return (found.kind, found.day) if found else None

    @pytest.mark.parametrize("days", [0, 89, 90, 91])
    def test_an_expiring_licence_is_announced_from_90_days_before(self, days: int) -> None:
        last = DAY + timedelta(days=days)
        papers = [("mining_licence", date(2020, 1, 1), last, None), ("safety_licence", date(2020, 1, 1), None, None)]
        expected = ("will_cease", last + ONE) if days < 90 else None
        assert self.lapse(papers=papers) == expected

    def test_a_new_licence_that_takes_over_at_once_is_no_alert(self) -> None:
        papers = [
            ("mining_licence", date(2020, 1, 1), date(2021, 11, 1), None),
            ("mining_licence", date(2021, 11, 2), None, None),
            ("safety_licence", date(2020, 1, 1), None, None),
        ]
        assert self.lapse(papers=papers) is None
        papers[1] = ("mining_licence", date(2021, 11, 3), None, None)
        assert self.lapse(papers=papers) == ("will_cease", date(2021, 11, 2))

    @pytest.mark.parametrize(("last", "begin"), [(DAY + ONE, "届时"), (DAY - ONE, "")])
    def test_a_future_lapse_is_not_described_as_past(self, last: date, begin: str) -> None:
        papers = [("mining_licence", date(2020, 1, 1), last, None), ("safety_licence", date(2020, 1, 1), None, None)]
        found = eligibility_lapse(facts(sound("mine", papers=papers)), "mining_rock", RULES, as_of=DAY, days=90)
        assert found
        assert found.reasons(chinese=True) == [
            ("（一）", f"{begin}采矿许可证已于{last.year}年{last.month}月{last.day}日到期。")
        ]
        assert found.reasons(chinese=False)[0][1].startswith("By then: The" if begin else "The")

    def test_who_has_ceased_did_so_on_the_first_day_that_still_lasts(self) -> None:
        orders = [(date(2021, 3, 1), date(2021, 4, 1)), (date(2021, 9, 1), None)]
        assert self.lapse(orders=orders) == ("ceased", date(2021, 9, 1))

    def test_who_never_was_eligible_has_no_day(self) -> None:
        assert self.lapse(papers=[]) == ("ceased", None)

    @settings(max_examples=60, deadline=None)
    @given(st.data())
    def test_it_agrees_with_judging_every_single_day(self, data: st.DataObject) -> None:
        day = st.dates(date(2021, 6, 1), date(2022, 3, 1))
        end = st.one_of(st.none(), day)
        row = sound(
            "separation",
            tests=[
                (
                    kind,
                    data.draw(st.dates(date(2021, 1, 1), date(2021, 12, 1))),
                    data.draw(st.booleans()),
                    data.draw(end),
                )
                for kind in ("emission", "radiation", "emission", "radiation")
            ],
            capacities=[
                (date(2020, 1, 1), Decimal(5000), False),
                (data.draw(day), Decimal(data.draw(st.sampled_from([1999, 2000]))), False),
            ],
            orders=data.draw(st.lists(st.tuples(day, end), max_size=2)),
            halts=data.draw(st.lists(st.tuples(st.dates(date(2020, 9, 1), date(2021, 3, 1)), end), max_size=1)),
        )
        known = facts(row)
        found = eligibility_lapse(known, "separation", RULES, as_of=DAY, days=90)

        def eligible(on: date) -> bool:
            return judge(known, "separation", on, "2021").is_eligible

        bad = [DAY + ONE * n for n in range(91) if not eligible(DAY + ONE * n)]
        assert (found is None) == (not bad)
        if found and found.kind == "will_cease":
            assert found.day == bad[0] > DAY
        if found and found.kind == "ceased":
            assert bad[0] == DAY
            if found.day:
                assert eligible(found.day - ONE)
                assert not any(eligible(found.day + ONE * n) for n in range((DAY - found.day).days + 1))


def with_quota(row: Enterprise, category: str = "separation", tonnes: int = 100) -> Enterprise:
    QuotaAccount.objects.create(
        holder=QuotaAccount.Holder.ENTERPRISE, enterprise=row, year=2021, category=category, balance=Decimal(tonnes)
    )
    return row


def stopped(row: Enterprise, on: date = date(2021, 9, 1)) -> StopOrder:
    order = StopOrder(enterprise=row, number=f"令{row.pk}", authority="示例厅", issued_on=on)
    add_evidence(order, enterprise=row, by=BUILDER)
    return order


@pytest.mark.django_db
class TestRecipients:
    @pytest.fixture
    def ours(self) -> Enterprise:
        row = with_quota(enterprise(1, group="northern-re", province="15"))
        stopped(row)
        return row

    def told(self, user: User) -> list[tuple[int, str]]:
        return [(alert.enterprise.pk, alert.lapse.kind) for alert in alerts_for(user, DAY)]

    @pytest.mark.parametrize(
        "person",
        [
            "northern_clerk",
            "northern_officer",
            "neimenggu_industry",
            "neimenggu_resources",
            "miit_clerk",
            "mnr_officer",
        ],
    )
    def test_group_province_and_ministry(self, ours: Enterprise, cast: Cast, person: str) -> None:
        assert self.told(getattr(cast, person)) == [(ours.pk, "ceased")]

    @pytest.mark.parametrize("person", ["southern_clerk", "jiangxi_industry"])
    def test_nobody_else(self, ours: Enterprise, cast: Cast, person: str) -> None:
        assert self.told(getattr(cast, person)) == []

    def test_the_group_of_today_not_a_former_one(self, ours: Enterprise, cast: Cast) -> None:
        ours.memberships.update(valid_to=date(2021, 9, 30))
        assert self.told(cast.northern_clerk) == []
        assert self.told(cast.miit_clerk) == [(ours.pk, "ceased")]

    def test_without_quota_there_is_no_alert(self, cast: Cast) -> None:
        stopped(enterprise(1))
        stopped(with_quota(enterprise(2), tonnes=0))
        assert self.told(cast.miit_clerk) == []

    def test_those_that_have_ceased_come_first(self, ours: Enterprise, cast: Cast) -> None:
        soon = with_quota(enterprise(2, kind="mine", has_rock=True), "mining_rock")
        Licence.objects.filter(enterprise=soon, kind="safety_licence").update(valid_to=date(2021, 12, 31))
        assert self.told(cast.miit_clerk) == [(ours.pk, "ceased"), (soon.pk, "will_cease")]
        alert = alerts_for(cast.miit_clerk, DAY)[1]
        assert alert.lapse.day == date(2022, 1, 1)
        assert [ground.clause for ground in alert.lapse.grounds] == ["（一）"]

    def test_a_fact_that_changes_is_an_alert_at_once(self, cast: Cast) -> None:
        row = with_quota(enterprise(1, kind="mine", has_rock=True), "mining_rock")
        assert self.told(cast.northern_clerk) == []
        dispute_evidence(piece=row.licences.get(kind="mining_licence"), reason="不符", by=cast.neimenggu_industry)
        assert self.told(cast.northern_clerk) == [(row.pk, "ceased")]

    def test_any_past_day_can_be_asked(self, ours: Enterprise) -> None:
        assert reassess(date(2021, 8, 31)) and all(
            alert.lapse.kind == "will_cease" for alert in reassess(date(2021, 8, 31))
        )
        assert reassess(date(2021, 5, 1)) == []

    def test_the_register_and_the_desk_show_day_and_ground(
        self, ours: Enterprise, cast: Cast, as_user: Browser
    ) -> None:
        for person in (cast.northern_clerk, cast.neimenggu_industry, cast.miit_officer):
            for path in ("/register/", "/"):
                page = as_user(person).get(path).content.decode()
                assert 'id="eligibility-alerts"' in page, path
                assert "2021年9月1日" in page
                assert "停产整改" in page
        assert 'id="eligibility-alerts"' not in as_user(cast.southern_clerk).get("/register/").content.decode()

    def test_a_long_halt_is_announced_before_it_bars(self, cast: Cast) -> None:
        row = with_quota(enterprise(1))
        add_evidence(Halt(enterprise=row, since=date(2020, 12, 1), reason="检修"), enterprise=row, by=BUILDER)
        assert [alert.lapse.day for alert in alerts_for(cast.northern_clerk, DAY)] == [date(2021, 12, 1)]
        with at(start_of(date(2021, 8, 31))):
            assert alerts_for(cast.northern_clerk, date(2021, 8, 31)) == []


@pytest.mark.django_db
@pytest.mark.once
def test_queries_do_not_grow_with_the_enterprises() -> None:
    def queries() -> tuple[int, list[Alert]]:
        with CaptureQueriesContext(connection) as asked:
            found = reassess(DAY)
            assert all(alert.enterprise.province.name for alert in found)
        return len(asked), found

    for number in range(3):
        stopped(with_quota(enterprise(number)))
    few, found = queries()
    assert len(found) == 3
    for number in range(3, 20):
        stopped(with_quota(enterprise(number)))
    many, found = queries()
    assert len(found) == 20
    assert many == few
