"""The periods of a timeline against judging day by day, for facts of every kind at random days."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from enterprises.rules.eligibility import RULE_SETS
from enterprises.rules.facts import (
    BreachFact,
    CapacityFact,
    EnterpriseFacts,
    HaltFact,
    OrderFact,
    Paper,
    PondFact,
    TestFact,
)
from enterprises.rules.outlook import verdict_on
from enterprises.rules.timeline import timeline

FIRST, DAYS = date(2019, 1, 1), 2200
STANDINGS = ("confirmed", "unconfirmed", "disputed")
PAPERS = ("mining_licence", "safety_licence", "recovery_project", "discharge_permit")


class Chance(random.Random):
    """Random facts."""

    def day(self) -> date:
        return FIRST + timedelta(days=self.randrange(DAYS))

    def days(self) -> tuple[date, date | None]:
        """A beginning, and an end that is not before it or open."""
        begin = self.day()
        return begin, self.choice((None, begin + timedelta(days=self.randrange(900))))

    def some(self, make: Callable[[], Any]) -> tuple[Any, ...]:
        return tuple(make() for _each in range(self.randrange(4)))

    def standing(self) -> str:
        return self.choice(STANDINGS)

    def paper(self) -> Paper:
        begin, end = self.days()
        return Paper(self.choice(PAPERS), f"号{self.random()}", begin, end, self.choice((None, begin)), self.standing())

    def test(self) -> TestFact:
        begin, end = self.days()
        kind = self.choice(("emission", "radiation"))
        return TestFact(kind, self.random() < 0.8, begin, end, f"报告{self.random()}", self.standing())

    def facts(self) -> EnterpriseFacts:
        return EnterpriseFacts(
            name="示例",
            kind=self.choice(("mine", "separation", "utilisation")),
            papers=self.some(self.paper),
            capacities=self.some(
                lambda: CapacityFact(
                    Decimal(self.choice((1999, 2000))), "", self.random() < 0.2, "文", self.day(), self.standing()
                )
            ),
            tests=self.some(self.test),
            ponds=("甲", "乙"),
            evaluations=self.some(
                lambda: PondFact(
                    self.choice(("甲", "乙")), self.choice(("normal", "ill")), self.day(), "评价", self.standing()
                )
            ),
            orders=self.some(lambda: OrderFact("号", "机关", *self.days(), self.standing())),
            halts=self.some(lambda: HaltFact(*self.days(), "检修", self.random() < 0.2, self.standing())),
            breaches=self.some(lambda: BreachFact("排1", *self.days(), "文", self.standing())),
        )


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("code", RULE_SETS)
def test_every_day_is_in_the_period_that_says_what_is_judged(seed: int, code: str) -> None:
    chance = Chance(seed)
    facts, rules = chance.facts(), RULE_SETS[code]
    periods = timeline(facts, rules)
    assert periods[0].since is None
    assert periods[-1].until is None
    for before, after in pairwise(periods):
        assert before.until is not None
        assert after.since == before.until + timedelta(days=1)
        assert before.grounds != after.grounds
    edges = {day for period in periods for day in (period.since, period.until) if day}
    for day in {*edges, *(chance.day() for _each in range(100))}:
        [period] = [one for one in periods if (one.since or date.min) <= day <= (one.until or date.max)]
        assert period.grounds == verdict_on(facts, "separation", day, rules).grounds, day
        begun = period.standing_since
        if begun is not None:
            assert verdict_on(facts, "", begun, rules).is_eligible == period.is_eligible
            assert verdict_on(facts, "", begun - timedelta(days=1), rules).is_eligible != period.is_eligible


def test_a_licence_without_an_end_in_sight_does_not_overflow() -> None:
    papers = (
        Paper("mining_licence", "1", date(2020, 1, 1), date.max),
        Paper("safety_licence", "2", date.min, date.max),
    )
    halts = (HaltFact(date(9999, 3, 1), None, "检修"),)
    facts = EnterpriseFacts("示例", "mine", papers=papers, halts=halts)
    begins = [period.since for period in timeline(facts, RULE_SETS["2021"])]
    assert begins == [None, date(2020, 1, 1), date.max]
