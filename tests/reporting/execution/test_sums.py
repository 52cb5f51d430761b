"""Sums of output: what they keep is what the lines in force add up to, and what was known on any day stays known."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from common.periods import Month, at
from reporting.models import OutputSum, ProductionReport
from reporting.reads.enterprise_execution import of_group
from reporting.reads.execution import by_group, by_province, monthly, national
from reporting.services.decisions import accept_report, return_report, submit_report
from reporting.services.drafts import save_report, start_correction
from reporting.services.sums import compare
from tests.reporting.conftest import SEPTEMBER, World, noon, t

pytestmark = pytest.mark.django_db
AUGUST = Month(2021, 8)


def shown(rows: Any) -> dict[tuple[str, str], Any]:
    return {
        (row.group.code, name): cell.output for row in rows for name, cell in row.by_category.items() if cell.output
    }


def corrected(world: World) -> ProductionReport:
    """August: 110 t of the 9th, accepted on the 10th; 120 t instead, submitted on the 13th, accepted on the 15th."""
    cast = world.cast
    with at(noon(9, 9)):
        first = world.submitted(AUGUST, 110)
    with at(noon(9, 10)):
        first = accept_report(report=first, by=cast.miit_officer)
    with at(noon(9, 13)):
        second = start_correction(report=first, reason="漏记", by=cast.northern_clerk)
        save_report(report=second, cells=world.cells(120), by=cast.northern_clerk)
        second = submit_report(report=second, by=cast.northern_officer)
    with at(noon(9, 15)):
        return accept_report(report=second, by=cast.miit_officer)


def test_every_step_keeps_the_sums(world: World) -> None:
    cast = world.cast
    assert compare() == []
    second = corrected(world)
    assert compare() == []
    assert OutputSum.objects.get(category="separation").output == t(120)
    third = start_correction(report=second, reason="再核", by=cast.northern_clerk)
    save_report(report=third, cells=world.cells(130), by=cast.northern_clerk)
    return_report(report=submit_report(report=third, by=cast.northern_officer), reason="不实", by=cast.miit_officer)
    assert compare() == []
    assert OutputSum.objects.get(category="separation").output == t(120)
    report = world.submitted(SEPTEMBER, 100, opening=10)
    assert OutputSum.objects.filter(month=9).count() == 2
    return_report(report=report, reason="有误", by=cast.miit_officer)
    assert not OutputSum.objects.filter(month=9).exists()
    assert compare() == []


def test_what_was_known_on_a_day_stays_known(world: World) -> None:
    corrected(world)
    known = {day: shown(by_group(AUGUST, as_of=noon(9, day))) for day in (8, 9, 12, 14, 15, 16)}
    separation = {day: rows.get(("northern-re", "separation")) for day, rows in known.items()}
    assert separation == {8: None, 9: t(110), 12: t(110), 14: t(110), 15: t(120), 16: t(120)}
    assert shown(by_group(AUGUST)) == known[16]


def test_every_read_of_now_equals_the_read_as_of_now(world: World) -> None:
    corrected(world)
    now = noon(9, 16)
    assert [(r.category, r.quota, r.output) for r in national(AUGUST)] == [
        (r.category, r.quota, r.output) for r in national(AUGUST, as_of=now)
    ]
    assert [row.executed for row in of_group(AUGUST, world.group)] == [
        row.executed for row in of_group(AUGUST, world.group, as_of=now)
    ]
    assert monthly(AUGUST, category="separation") == monthly(AUGUST, category="separation", as_of=now)
    assert [row.cells for row in by_province(AUGUST)] == [row.cells for row in by_province(AUGUST, as_of=now)]


def test_the_quota_is_that_known_then(world: World) -> None:
    before = {row.category: row.quota for row in national(AUGUST, as_of=noon(1, 1))}
    assert set(before.values()) == {t(0)}
    plants = of_group(AUGUST, world.group, as_of=noon(3, 1))
    assert plants == []


def test_provinces_add_up_to_the_nation(world: World) -> None:
    corrected(world)
    rows = by_province(AUGUST)
    for total in national(AUGUST):
        cells = [row.by_category[total.category] for row in rows if total.category in row.by_category]
        assert sum((cell.output for cell in cells), t(0)) == total.output


def test_the_command_finds_a_drift_and_mends_it(world: World) -> None:
    corrected(world)
    OutputSum.objects.filter(category="separation").update(output=t(1))
    OutputSum.objects.create(group=world.group, category="mining_ionic", year=2020, month=1, output=t(5))
    with pytest.raises(CommandError, match="2 sums have drifted"):
        call_command("output_sums", stdout=StringIO())
    call_command("output_sums", "--rebuild", stdout=StringIO())
    said = StringIO()
    call_command("output_sums", stdout=said)
    assert "Every sum" in said.getvalue()
    assert OutputSum.objects.get(category="separation").output == t(120)


def test_completion_is_marked_from_each_level_on_and_forecast_on_a_straight_line(world: World) -> None:
    with at(noon(9, 9)):
        world.accepted(AUGUST, 790)
    executed = {row.executed.category: row.executed for row in of_group(AUGUST, world.group)}["separation"]
    assert (executed.quota, executed.warning) == (t(1000), 0)
    cases = {790: 0, 800: 80, 899: 80, 900: 90, 950: 95, 999: 95, 1000: 100, 1200: 100}
    for output, level in cases.items():
        assert type(executed)("separation", t(1000), t(output)).warning == level, output
    # 790 t in the 243 days until 31 August: 1,000 t last 307 days from 1 January.
    assert str(executed.runs_out_on(AUGUST)) == "2021-11-04"
    assert type(executed)("separation", t(1000), t(600)).runs_out_on(AUGUST) is None
    assert type(executed)("separation", t(0), t(600)).runs_out_on(AUGUST) is None
