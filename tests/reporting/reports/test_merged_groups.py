"""A group that merges during the year: it reports until the day, then its successor, whose cumulative continues."""

from datetime import date

import pytest

from accounts.models import Organisation, Succession
from allocations.services.takeovers import take_over
from common.constraints import Refusal
from common.periods import Month, at
from reporting.reads.enterprise_execution import of_group
from reporting.reads.execution import by_group, month_outputs, monthly
from reporting.reads.histories import histories
from reporting.services.decisions import submit_report
from reporting.services.drafts import save_report, start_report
from tests.allocations.takeovers.test_mergers import merged
from tests.reporting.conftest import SEPTEMBER, World, noon, t

pytestmark = [pytest.mark.django_db, pytest.mark.once]
JULY, AUGUST, DAY = Month(2021, 7), Month(2021, 8), date(2021, 9, 15)


@pytest.fixture
def successor(world: World) -> Organisation:
    """July and August are reported, 100 t each; on 15 September another group follows."""
    world.accepted(JULY)
    world.accepted(AUGUST, opening=10)
    successor = merged("northern-re", day=DAY)
    take_over(succession=Succession.objects.get(), by=world.cast.miit_officer)
    for user in (world.cast.northern_clerk, world.cast.northern_officer):
        user.organisation = successor
        user.save()
    return successor


def test_the_successor_reports_on_with_the_predecessors_cumulative(world: World, successor: Organisation) -> None:
    known = histories(SEPTEMBER, [world.plant.pk])[world.plant.pk, "separation"]
    assert (known.output_before, known.quota, known.last_closing) == (t(200), t(1000), t(20))
    clerk, officer = world.cast.northern_clerk, world.cast.northern_officer
    report = start_report(group=successor, month=SEPTEMBER, by=clerk)
    assert set(report.lines.values_list("enterprise", flat=True)) == {world.plant.pk, world.mine.pk}
    assert report.lines.get(enterprise=world.plant).opening_stock == t(20)
    report = submit_report(report=save_report(report=report, cells=world.cells(opening=20), by=clerk), by=officer)
    rows = {row.group.code: row for row in by_group(SEPTEMBER)}
    assert "northern-re" not in rows
    assert rows["china-re"].by_category["separation"].output == t(300)
    assert not rows["china-re"].by_category["separation"].is_over
    assert [row.cumulative for row in monthly(SEPTEMBER, category="separation", group=successor)] == [
        t(100),
        t(200),
        t(300),
    ]
    assert {row.executed.output for row in of_group(SEPTEMBER, successor)} == {t(300)}
    assert month_outputs(AUGUST)[successor.pk, "separation"] == t(100)


def test_what_was_known_before_the_merger_stays_the_predecessors(world: World, successor: Organisation) -> None:
    before = {row.group.code: row for row in by_group(AUGUST, as_of=noon(9, 1))}
    assert "china-re" not in before


def test_the_predecessor_no_longer_begins_the_month_that_is_the_successors(
    world: World, successor: Organisation
) -> None:
    with at(noon(10, 8)), pytest.raises(Refusal) as refusal:
        start_report(group=world.group, month=SEPTEMBER, by=world.cast.northern_clerk)
    assert refusal.value.code in {"not_your_group", "not_due"}
