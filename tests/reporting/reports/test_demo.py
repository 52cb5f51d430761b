"""The demo's clerks behave: months chain, nothing is over quota, and what is to be seen is there."""

from decimal import Decimal
from itertools import pairwise

import pytest

from common.periods import Month, at
from deadlines.models import Obligation
from reporting.demo import demo_steps
from reporting.models import ProductionReport, ReportLine
from reporting.reads.histories import histories
from tests.reporting.conftest import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(world: World) -> World:
    """Northern's reports of February to August."""
    people = {"clerk": world.cast.northern_clerk, "officer": world.cast.northern_officer}
    months = [Month(2021, number) for number in range(2, 9)]
    miit = world.cast.miit_officer
    for step in demo_steps(group=world.group, months=months, miit_officer=miit, expected={}, **people):
        with at(step.at):
            step.do()
    return world


def test_every_month_is_accepted_and_in_time(loaded: World) -> None:
    counting = ProductionReport.objects.filter(in_force=True)
    assert sorted(counting.values_list("state", "month")) == [("accepted", month) for month in range(2, 9)]
    # One month is corrected: what was accepted first is kept, and counts no more.
    assert ProductionReport.objects.filter(in_force=False).values_list("state", flat=True).get() == "superseded"
    duties = Obligation.objects.filter(organisation=loaded.group, kind="monthly_report").met()
    assert duties.count() == 7
    assert not duties.met_late().exists()


def test_stocks_chain_from_month_to_month(loaded: World) -> None:
    lines = ReportLine.objects.counting(2021).order_by("report__month")
    for enterprise in (loaded.plant, loaded.mine):
        own = list(lines.filter(enterprise=enterprise))
        assert len(own) >= 6
        for before, after in pairwise(own):
            assert after.opening_stock == before.closing_stock


def test_nobody_is_over_quota(loaded: World) -> None:
    for history in histories(Month(2021, 9), [loaded.plant.pk, loaded.mine.pk]).values():
        assert Decimal(0) < history.output_before <= history.quota
