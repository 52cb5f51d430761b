"""“Why did this smelter have quota in September?”: eligibility as of a past day, by what the register knew then."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from common.periods import at, start_of
from enterprises.models import Capacity, ComplianceFact, Enterprise, Evidence, Halt, Licence, StopOrder, TailingsPond
from enterprises.reads.verdicts import judged, verdicts
from enterprises.rules.verdict import ELIGIBLE, EVIDENCE_MISSING, NOT_ELIGIBLE
from enterprises.services.evidence import (
    add_evidence,
    confirm_evidence,
    dispute_evidence,
    end_evidence,
    withdraw_evidence,
)
from tests.builders import BUILDER, enterprise, lifted, pond
from tests.conftest import Cast

SEPTEMBER = date(2021, 9, 15)
EARLY, LATE = date(2020, 1, 1), date(2023, 1, 1)


@pytest.fixture
def smelter(cast: Cast) -> Enterprise:
    """In the register since January with all its evidence."""
    with at(start_of(date(2021, 1, 4))):
        return enterprise(1)


def on(when: date, service: Callable[..., Any], **values: Any) -> Any:
    with at(start_of(when)):
        return service(**values)


def entered(when: date, model: type[Evidence], row: Enterprise, **values: Any) -> Any:
    with at(start_of(when)):
        piece: Any = model(**{"enterprise": row, **values})
        add_evidence(piece, enterprise=row, by=BUILDER)
    return piece


def status(row: Enterprise, *, known_on: date | None, as_of: date = SEPTEMBER) -> str:
    return next(iter(verdicts([row], as_of=as_of, rule_set="2021", known_on=known_on).values())).status


def then_and_now(row: Enterprise) -> tuple[str, str]:
    """What was known in September about that day, and what is known today about it."""
    return status(row, known_on=SEPTEMBER), status(row, known_on=None)


def piece_of(model: "type[Capacity | Licence]", row: Enterprise) -> Any:
    return model.objects.filter(enterprise=row).order_by("pk")[0]


@pytest.mark.django_db
class TestTheVerdictAsKnownThen:
    def test_without_later_steps_both_answers_are_the_same(self, smelter: Enterprise) -> None:
        assert then_and_now(smelter) == (ELIGIBLE, ELIGIBLE)

    def test_what_was_entered_later_does_not_count(self, smelter: Enterprise) -> None:
        failed = {"kind": "emission", "passed": False, "tested_on": date(2021, 9, 1), "report": "不合格"}
        entered(date(2021, 10, 1), ComplianceFact, smelter, tested_by="示例检测", **failed)
        assert then_and_now(smelter) == (ELIGIBLE, NOT_ELIGIBLE)

    def test_what_is_entered_on_the_day_itself_counts(self, smelter: Enterprise) -> None:
        entered(SEPTEMBER, StopOrder, smelter, number="停-1", authority="示例机关", issued_on=SEPTEMBER)
        assert then_and_now(smelter) == (NOT_ELIGIBLE, NOT_ELIGIBLE)

    def test_what_was_disputed_later_still_counted(self, smelter: Enterprise, cast: Cast) -> None:
        capacity = piece_of(Capacity, smelter)
        on(date(2021, 2, 1), confirm_evidence, piece=capacity, by=cast.neimenggu_industry)
        on(date(2021, 10, 1), dispute_evidence, piece=capacity, reason="产能不实", by=cast.neimenggu_industry)
        assert then_and_now(smelter) == (ELIGIBLE, EVIDENCE_MISSING)

    def test_what_was_confirmed_later_was_still_disputed(self, smelter: Enterprise, cast: Cast) -> None:
        capacity = piece_of(Capacity, smelter)
        on(date(2021, 2, 1), dispute_evidence, piece=capacity, reason="产能不实", by=cast.neimenggu_industry)
        on(date(2021, 10, 1), confirm_evidence, piece=capacity, by=cast.neimenggu_industry)
        assert then_and_now(smelter) == (EVIDENCE_MISSING, ELIGIBLE)

    def test_what_was_withdrawn_later_still_stood(self, smelter: Enterprise, cast: Cast) -> None:
        on(date(2021, 3, 2), pond, row=smelter, grade="ill", evaluated_on=date(2021, 3, 1))
        evaluation = TailingsPond.objects.get().evaluations.get()
        on(date(2021, 10, 1), withdraw_evidence, piece=evaluation, reason="录错", by=cast.northern_clerk)
        assert then_and_now(smelter) == (NOT_ELIGIBLE, EVIDENCE_MISSING)
        on(date(2021, 10, 2), withdraw_evidence, piece=evaluation.pond, reason="录错", by=cast.northern_clerk)
        assert then_and_now(smelter) == (NOT_ELIGIBLE, ELIGIBLE)

    def test_an_order_that_was_lifted_afterwards_for_an_earlier_day_barred_then(
        self, smelter: Enterprise, cast: Cast
    ) -> None:
        august = date(2021, 8, 1)
        order = entered(august, StopOrder, smelter, number="停-2", authority="示例机关", issued_on=august)
        on(date(2021, 10, 1), lifted, order=order, day=date(2021, 9, 10), cast=cast)
        assert then_and_now(smelter) == (NOT_ELIGIBLE, ELIGIBLE)

    def test_the_end_of_a_halt_reported_afterwards_was_not_known(self, smelter: Enterprise) -> None:
        halt = entered(date(2021, 1, 5), Halt, smelter, since=date(2020, 8, 1), reason="检修")
        on(date(2021, 10, 1), end_evidence, piece=halt, on=date(2021, 7, 1), by=BUILDER)
        assert then_and_now(smelter) == (NOT_ELIGIBLE, ELIGIBLE)

    def test_a_licence_revoked_afterwards_was_in_force_as_far_as_one_knew(self, cast: Cast) -> None:
        with at(start_of(date(2021, 1, 4))):
            mine = enterprise(2, kind="mine", has_rock=True)
        licence = piece_of(Licence, mine)
        on(date(2021, 10, 1), end_evidence, piece=licence, on=date(2021, 9, 1), by=BUILDER)
        assert then_and_now(mine) == (ELIGIBLE, NOT_ELIGIBLE)

    def test_the_steps_cost_one_query_more_for_any_number(self, cast: Cast) -> None:
        with at(start_of(date(2021, 1, 4))):
            rows = [enterprise(number) for number in range(3, 9)]
        dispute_evidence(piece=piece_of(Capacity, rows[0]), reason="产能不实", by=cast.neimenggu_industry)

        def asked(many: list[Enterprise], known_on: date | None) -> int:
            with CaptureQueriesContext(connection) as queries:
                judged(many, as_of=SEPTEMBER, rule_set="2021", known_on=known_on)
            return len(queries)

        assert asked(rows[:1], SEPTEMBER) == asked(rows, SEPTEMBER) == asked(rows, None) + 1


@pytest.mark.once
@pytest.mark.django_db
class TestAsking:
    def test_the_page_answers_both_ways_and_says_which(
        self, smelter: Enterprise, cast: Cast, as_user: Callable[[User], Client]
    ) -> None:
        Capacity.objects.update(tonnes_per_year=Decimal(1500), entered_at=start_of(date(2021, 10, 1)))
        browser, url = as_user(cast.miit_officer), f"{smelter.get_absolute_url()}?as_of=2021-09-15"
        now = browser.get(url).content.decode()
        assert "1500吨" in now
        assert "依据目前在册的材料判定" in now
        then = browser.get(f"{url}&known_then=1").content.decode()
        assert "缺少冶炼分离产能批准文件" in then
        assert "依据截至当日在册的材料判定" in then

    def test_the_api_answers_both_ways(
        self, smelter: Enterprise, cast: Cast, as_user: Callable[[User], Client]
    ) -> None:
        Capacity.objects.update(entered_at=start_of(date(2021, 10, 1)))
        browser, url = as_user(cast.miit_officer), f"/api/v1/enterprises/{smelter.pk}/?as_of=2021-09-15"
        statuses = [browser.get(url + more).json()["verdicts"][0]["status"] for more in ("", "&known_then=true")]
        assert statuses == [ELIGIBLE, EVIDENCE_MISSING]
