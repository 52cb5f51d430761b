"""Execution, the comparison with the year before and the years side by side count imported years: sums by hand."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import Organisation, User
from allocations.models import Filing, Notice
from allocations.reads.reporting_years import due_day_of, groups_that_report, had_quota_before
from allocations.services.reporting_years import open_reporting_year
from audit.services.record import System
from common.periods import Month, today
from deadlines.models import Obligation
from enterprises.models import Enterprise
from monthly_checks.reads.checks import checkable
from reporting.models import Finding, ProductionReport, ReportLine
from reporting.reads.enterprise_execution import by_enterprise
from reporting.reads.execution import by_group, monthly, national
from reporting.reads.histories import histories
from reporting.reads.statements import beside_last_year
from reporting.reads.trends import trend_of_enterprise, trend_of_group, trend_of_nation
from reporting.services.findings import settle_awaited_output
from reporting.services.statements import open_statement_duties
from tests.builders import credit_code
from tests.conftest import JOURNEY, Cast
from tests.history.this_year import reported_in_september
from tests.history.workbooks import MINE, register_rows, whole_year

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_process"), pytest.mark.once]
Browser = Callable[[User], Client]
# January to September of the mine: nine times 5,000 t, and 100 t times 0 + 1 + … + 8.
MINE_TO_SEPTEMBER = Decimal(9 * 5000 + 100 * 36)


@pytest.fixture(autouse=True)
def _year(cast: Cast) -> None:
    register_rows()
    whole_year(cast)


def test_the_nations_year_against_its_quota() -> None:
    rows = {row.category: (row.quota, row.output) for row in national(Month(2020, 12))}
    assert rows == {
        "mining_rock": (Decimal(120850), Decimal(66600)),
        "mining_ionic": (Decimal(19150), Decimal(0)),
        "separation": (Decimal(135000), Decimal(60000)),
    }
    part = {row.category: row.output for row in national(Month(2020, 9))}
    assert part["mining_rock"] == MINE_TO_SEPTEMBER == Decimal(48600)


def test_a_groups_and_an_enterprises_year() -> None:
    northern = next(row for row in by_group(Month(2020, 12)) if row.group.code == "northern-re")
    assert (northern.by_category["separation"].quota, northern.by_category["separation"].output) == (
        Decimal(63784),
        Decimal(60000),
    )
    assert northern.latest == Month(2020, 12)
    rows = by_enterprise(Month(2020, 12), Enterprise.objects.filter(credit_code=credit_code(MINE)))
    # 66,600 of 70,000 t.
    assert [(row.executed.quota, row.executed.remaining) for row in rows] == [(Decimal(70000), Decimal(3400))]
    months = monthly(Month(2020, 3), category="mining_rock")
    assert [(one.output, one.cumulative) for one in months] == [
        (Decimal(5000), Decimal(5000)),
        (Decimal(5100), Decimal(10100)),
        (Decimal(5200), Decimal(15300)),
    ]


def test_this_year_is_compared_with_the_imported_one(cast: Cast) -> None:
    reported_in_september(cast)
    rows = {row.category: (row.output, row.last_year, row.change) for row in beside_last_year(Month(2021, 9))}
    # 24,300 t after 48,600 t are half; 36,000 t after 45,000 t are 20 % less.
    assert rows["mining_rock"] == (Decimal(24300), Decimal(48600), Decimal("-0.5"))
    assert rows["separation"] == (Decimal(36000), Decimal(45000), Decimal("-0.2"))
    assert rows["mining_ionic"] == (Decimal(0), None, None)


def test_beside_a_months_cells_stands_the_same_month_of_the_imported_year() -> None:
    mine = Enterprise.objects.get(credit_code=credit_code(MINE))
    history = histories(Month(2021, 9), [mine.pk])[mine.pk, "mining_rock"]
    assert (history.last_year_output, history.last_year_before) == (Decimal(5800), Decimal(42800))
    assert history.last_year_quota == Decimal(70000)


def test_years_stand_side_by_side(cast: Cast) -> None:
    reported_in_september(cast)
    rock = trend_of_nation(9)[0]
    first, second = rock.rows
    assert (first.year, first.quota, first.output, first.until_month) == (
        2020,
        Decimal(120850),
        Decimal(66600),
        Decimal(48600),
    )
    assert (second.year, second.output, second.before, second.change) == (
        2021,
        Decimal(24300),
        Decimal(48600),
        Decimal("-0.5"),
    )
    assert [source.name for source in first.sources] == ["2020年历史数据.xlsx"] * 2
    assert second.sources == []
    # Nothing of ion-adsorption ore was reported: that is unknown, not 0.
    assert trend_of_nation(9)[1].rows[0].output is None


def test_the_years_of_a_group_and_of_an_enterprise(cast: Cast) -> None:
    group = Organisation.objects.get(code="northern-re")
    rows = {trend.category.value: trend.rows[0] for trend in trend_of_group(group, 12)}
    assert (rows["mining_rock"].quota, rows["mining_rock"].output) == (Decimal(73550), Decimal(66600))
    mine = Enterprise.objects.get(credit_code=credit_code(MINE))
    (trend,) = trend_of_enterprise(mine, cast.northern_clerk, 12, left=False)
    assert (trend.rows[0].quota, trend.rows[0].output) == (Decimal(70000), Decimal(66600))
    assert trend_of_enterprise(mine, cast.southern_clerk, 12, left=True) == []


def test_pages_show_the_years_and_the_mark(cast: Cast, as_user: Browser) -> None:
    ministry, group = as_user(cast.miit_officer), as_user(cast.northern_clerk)
    mine = Enterprise.objects.get(credit_code=credit_code(MINE))
    report = ProductionReport.objects.filter(year=2020).first()
    assert report is not None
    paths = (
        (ministry, "/execution/years/"),
        (group, "/execution/groups/northern-re/years/"),
        (group, f"/execution/enterprises/{mine.pk}/years/"),
        (group, f"/execution/enterprises/{mine.pk}/?until=2020-12"),
        (group, f"/reports/{report.pk}/"),
        (ministry, "/notices/"),
        (ministry, f"/notices/{Notice.objects.get(year=2020, batch=2).pk}/"),
        (group, f"/filings/{Filing.objects.get(year=2020).pk}/"),
    )
    for browser, path in paths:
        page = browser.get(path)
        assert page.status_code == 200, path
        assert "SHA-256" in page.content.decode(), path
    assert "66,600" in ministry.get("/execution/?until=2020-12").content.decode()


def test_nobody_has_to_report_because_of_an_imported_notice() -> None:
    assert had_quota_before(2021, today()) == set()
    assert groups_that_report(2021, today()) == []
    assert open_reporting_year(year=2021, by=System("test")) == 0
    assert due_day_of(2021) is None


def test_no_sweep_finds_anything_in_an_imported_year() -> None:
    by = System("test")
    assert settle_awaited_output(year=2020, by=by) == 0
    assert open_statement_duties(year=2020, by=by) is False
    assert checkable(JOURNEY) == []
    assert not Finding.objects.exists()
    assert not Obligation.objects.exists()
    assert ReportLine.objects.count() == 24
