"""Duration of the work by month: days from event to event, first versions only, each over what it may see."""

from decimal import Decimal
from typing import Any

import pytest

from accounts.models import User
from allocations.models import Filing
from common.periods import at
from reporting.reads.service_times import Measure, ServiceRow, service_rows
from reporting.services.decisions import accept_report, return_report
from tests.reporting.conftest import World, noon

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NONE = Measure(None, 0)


def rows(user: User) -> tuple[ServiceRow, ServiceRow]:
    """September, and the whole year."""
    found = service_rows(2021, user)
    assert len(found) == 13
    return found[8], found[12]


def test_a_year_without_anything_has_no_averages(cast: Any) -> None:
    assert {measure for row in service_rows(2021, cast.miit_officer) for measure in row[1:]} == {NONE}


def test_each_measure_is_counted_in_days_from_event_to_event(world: World) -> None:
    with at(noon(10, 9)):
        report = world.submitted()
    with at(noon(10, 12)):
        accept_report(report=report, by=world.cast.miit_officer)
    month, year = rows(world.cast.miit_officer)
    # From 1 October 0:00 to 9 October 12:00.
    assert month.opening_to_submission == Measure(Decimal("8.5"), 1)
    assert month.submission_to_decision == Measure(Decimal("3.0"), 1)
    assert month.right_at_first == Measure(Decimal("100.0"), 1)
    assert year[2:] == month[2:]
    filing = Filing.objects.get(version=1)
    assert filing.submitted_at and filing.notice.issued_at
    days = (filing.submitted_at - filing.notice.issued_at).total_seconds() / 86400
    assert year.issue_to_split.cases == 1
    assert float(year.issue_to_split.average or 0) == pytest.approx(days, abs=0.051)


def test_a_returned_first_version_was_not_right(world: World) -> None:
    with at(noon(10, 9)):
        report = world.submitted()
        return_report(report=report, reason="库存不符", by=world.cast.miit_officer)
    month, _year = rows(world.cast.miit_officer)
    assert month.right_at_first == Measure(Decimal("0.0"), 1)


def test_a_group_sees_its_own_only(world: World) -> None:
    with at(noon(10, 9)):
        world.submitted()
    assert rows(world.cast.northern_clerk)[0].opening_to_submission.cases == 1
    assert rows(world.cast.person("south", "southern-re", "officer"))[0].opening_to_submission == NONE


def test_the_page_shows_averages_with_their_number(world: World, as_user: Any) -> None:
    with at(noon(10, 9)):
        world.submitted()
        page = as_user(world.cast.miit_officer).get("/reports/durations/?year=2021").content.decode()
    assert "8.5" in page
    assert "办理时限统计" in page
