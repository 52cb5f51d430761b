"""The demo's inspections: five drawn by two plans, each followed to another end; what barred an enterprise is lifted
before October's split, and Jiangxi's seed is committed while its population is open.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from accounts.demo import load_demo_people
from audit.services.record import System
from common.periods import SHANGHAI, at
from deadlines.models import Obligation
from enterprises.demo import load_demo_register
from enterprises.reads.verdicts import verdicts
from inspections.demo import EMISSION, JIANGXI_TITLE, LATER_TITLE, TITLE, demo_random
from inspections.models import Draw, Inspection, Plan, RectificationOrder

# Pages, not locks: what they say is the same on every database.
pytestmark = [pytest.mark.django_db, pytest.mark.once]
MORNING = datetime(2021, 10, 8, tzinfo=SHANGHAI)


@pytest.fixture(scope="module")
def story(built_once: Callable[..., Any]) -> None:
    """The inspections of the demo's usual day, without the reports of the year."""
    built_once(load_year)


@pytest.fixture
def demo_draws(story: None, db: None) -> list[Draw]:
    """Inner Mongolia's draws."""
    return [Draw.objects.get(plan__title=title) for title in (TITLE, LATER_TITLE)]


def load_year(_cast: Any) -> None:
    """People, register, and what happened until the morning."""
    with at(datetime(2021, 1, 4, tzinfo=SHANGHAI)):
        load_demo_people()
        load_demo_register(by=System("demo"))
    play(step for step in demo_random() if step.at < MORNING)


def play(steps: Iterable[Any]) -> None:
    """In the order of their instants."""
    for step in sorted(steps, key=lambda step: step.at):
        with at(step.at):
            step.do()


def visits(draw: Draw) -> list[Inspection]:
    """In the order in which they were drawn."""
    by_code = {one.enterprise.credit_code: one for one in draw.inspections.select_related("enterprise")}
    return [by_code[code] for code in draw.record["result"]["enterprises"]]


def test_every_drawn_enterprise_is_in_its_expected_state(demo_draws: list[Draw]) -> None:
    first, later = map(visits, demo_draws)
    assert [one.state for one in (*first, *later)] == ["closed", "closed", "ordered", "inspected", "notified"]
    assert [bool(one.published_at) for one in (*first, *later)] == [True, True, False, False, False]
    assert all(draw.exclusions.count() >= 4 for draw in demo_draws)


def test_whom_the_year_has_inspected_weighs_less_in_the_second_draw(demo_draws: list[Draw]) -> None:
    inspected = {one.enterprise.credit_code for one in visits(demo_draws[0])}
    weights = {row["code"]: row["weight"] for row in demo_draws[1].record["population"]}
    others = [weight for code, weight in weights.items() if code not in inspected]
    assert max(weights[code] for code in inspected) < min(others)


def test_the_same_names_come_out_of_the_record(demo_draws: list[Draw]) -> None:
    out = StringIO()
    for draw in demo_draws:
        call_command("redraw", str(draw.pk), stdout=out)
    assert out.getvalue().count("The names equal those of the record.") == 2


def test_the_failed_test_bars_until_the_reinspection_and_not_in_octobers_split(demo_draws: list[Draw]) -> None:
    row = visits(demo_draws[0])[EMISSION[1]].enterprise
    days = (date(2021, 6, 7), date(2021, 6, 8), date(2021, 8, 18), date(2021, 8, 19), date(2021, 10, 8))
    judged = [verdicts([row], as_of=day, rule_set="2021").values() for day in days]
    assert [{one.is_eligible for one in each} for each in judged] == [{True}, {False}, {False}, {True}, {True}]


def test_the_group_has_a_reply_and_a_rectification_due(demo_draws: list[Draw]) -> None:
    pending = Obligation.objects.filter(organisation__code="northern-re", met_at=None)
    assert set(pending.values_list("kind", flat=True)) == {"visit_reply", "rectification"}


def test_jiangxis_seed_is_committed_while_its_population_is_open(demo_draws: list[Draw]) -> None:
    draw = Draw.objects.get(plan__title=JIANGXI_TITLE)
    assert (draw.state, draw.record) == ("committed", {})
    assert draw.commitment
    assert draw.exclusions.exists()


def test_the_rest_of_the_year_closes_every_inspection(demo_draws: list[Draw]) -> None:
    play(step for step in demo_random() if step.at >= MORNING)
    assert {one.state for draw in demo_draws for one in visits(draw)} == {"closed"}
    assert not RectificationOrder.objects.open().exists()
    assert Plan.objects.count() == 3
