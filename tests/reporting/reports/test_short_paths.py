"""Short paths: a month without production, a shutdown of the whole group or of a part, the year's first and last
month."""

from typing import Any

import pytest
from django.urls import reverse

from common.periods import Month, at
from reporting.models import ProductionReport
from reporting.reads.histories import histories
from reporting.rules.form import cell_name
from reporting.services.checks import check
from reporting.services.decisions import submit_report
from reporting.services.drafts import save_report
from tests.reporting.conftest import World, figures, noon, t

pytestmark = [pytest.mark.django_db, pytest.mark.once]
AUGUST, SEPTEMBER = Month(2021, 8), Month(2021, 9)


def sent(client: Any, report: ProductionReport, **fields: Any) -> Any:
    return client.post(reverse("report_edit", args=[report.pk]), {"then": "idle", **fields}, follow=True)


def test_a_shutdown_of_the_whole_group_takes_two_choices_and_a_button(world: World, as_user: Any) -> None:
    world.accepted(AUGUST)
    report = world.started()
    sent(as_user(world.cast.northern_clerk), report, idle_which="all", idle_reason="whole_shutdown")
    for line in report.lines.all():
        assert (line.output, line.sales, line.opening_stock, line.closing_stock) == (t(0), t(0), t(10), t(10))
        assert line.no_production_reason == "whole_shutdown"
    assert check(report).passes
    assert submit_report(report=report, by=world.cast.northern_officer).state == "submitted"


def test_a_part_is_shut_down_and_what_was_typed_stays(world: World, as_user: Any) -> None:
    world.accepted(AUGUST)
    report = world.started()
    clerk = world.cast.northern_clerk
    sold = cell_name("sales", world.mine.pk, "mining_rock")
    save_report(report=report, cells=figures(world.plant, 100, opening=10) | {sold: t(4)}, by=clerk)
    line = report.lines.get(enterprise=world.mine)
    sent(as_user(clerk), report, idle_which=line.pk, idle_reason="maintenance")
    line.refresh_from_db()
    assert (line.output, line.sales, line.closing_stock) == (t(0), t(4), None)
    assert report.lines.get(enterprise=world.plant).output == t(100)
    sent(as_user(clerk), report, idle_which="all", idle_reason="ordered")
    assert report.lines.get(enterprise=world.plant).no_production_reason == ""


def test_without_a_reason_or_for_a_line_of_another_report_nothing_is_filled(world: World, as_user: Any) -> None:
    former = world.accepted(AUGUST)
    report, client = world.started(), as_user(world.cast.northern_clerk)
    assert sent(client, report, idle_which="all", idle_reason="").status_code == 422
    foreign = former.lines.first()
    assert foreign is not None
    assert sent(client, report, idle_which=foreign.pk, idle_reason="maintenance").status_code == 422
    assert set(report.lines.values_list("output", flat=True)) == {None}


def test_the_year_begins_and_ends_at_its_own_months(world: World) -> None:
    """December adds to the year; January opens with December's stock and counts from nothing."""
    with at(noon(1, 5).replace(year=2022)):
        world.accepted(Month(2021, 11))
        world.accepted(Month(2021, 12), opening=10)
    key = world.plant.pk, "separation"
    december = histories(Month(2021, 12), [world.plant.pk])[key]
    assert (december.output_before, december.last_closing) == (t(100), t(10))
    january = histories(Month(2022, 1), [world.plant.pk])[key]
    assert (january.output_before, january.last_output, january.last_closing) == (t(0), t(100), t(20))
    assert january.quota == t(0)
