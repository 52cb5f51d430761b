"""Who sees what of the reports: a province its enterprises' lines and nothing of others, everywhere."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from reporting.models import Finding, ProductionReport, ReportLine
from reporting.rules.form import cell_name
from reporting.services.decisions import return_report, submit_report
from reporting.services.drafts import save_report
from tests.builders import enterprise
from tests.reporting.conftest import World, figures, t

# Pages, not locks: what they say is the same on every database.
pytestmark = [pytest.mark.django_db, pytest.mark.once]
# A figure that occurs nowhere else, and a reason that mentions it.
CANARY = "77123.457"
CANARY_SHOWN = ("77,123.457", CANARY)


@pytest.fixture
def mixed(world: World) -> ProductionReport:
    """A report with enterprises of Inner Mongolia and one of Jiangxi, which carries the canary."""
    jiangxi = enterprise(5, province="36")
    report = world.filled()
    clerk = world.cast.northern_clerk
    save_report(report=report, cells=figures(jiangxi, CANARY), by=clerk)
    why: dict[str, Any] = {cell_name("why_no_quota", jiangxi.pk, "separation"): f"试生产{CANARY}吨"}
    save_report(report=report, cells=why, by=clerk)
    return submit_report(report=report, by=world.cast.northern_officer)


def test_a_draft_is_the_groups_own(world: World) -> None:
    report = world.filled()
    for who in (world.cast.miit_officer, world.cast.neimenggu_industry, world.cast.southern_clerk):
        assert not ProductionReport.objects.visible_to(who).exists()
        assert not ReportLine.objects.visible_to(who).exists()
    assert list(ProductionReport.objects.visible_to(world.cast.northern_officer)) == [report]


def test_a_group_never_sees_another_groups_report(world: World) -> None:
    world.submitted()
    assert not ProductionReport.objects.visible_to(world.cast.southern_officer).exists()


def test_a_province_sees_its_own_enterprises_lines_only(world: World, mixed: ProductionReport) -> None:
    seen = ReportLine.objects.visible_to(world.cast.neimenggu_industry)
    assert {line.enterprise for line in seen} == {world.plant, world.mine}
    assert not Finding.objects.visible_to(world.cast.neimenggu_industry).exists()
    assert Finding.objects.visible_to(world.cast.jiangxi_resources).count() == 1


def test_a_province_without_an_enterprise_in_it_does_not_see_the_report(world: World, mixed: ProductionReport) -> None:
    assert not ProductionReport.objects.visible_to(world.cast.fujian_industry).exists()


def pages(report: ProductionReport, world: World) -> list[str]:
    return [
        reverse("report_list"),
        reverse("report_detail", args=[report.pk]),
        reverse("jurisdiction"),
        reverse("execution_enterprise", args=[world.plant.pk]),
        reverse("api-report-list"),
        reverse("api-report-detail", args=[report.pk]),
    ]


def test_no_page_of_a_province_shows_a_figure_of_another(
    world: World, mixed: ProductionReport, as_user: Callable[[User], Client]
) -> None:
    browser = as_user(world.cast.neimenggu_industry)
    for url in pages(mixed, world):
        answer = browser.get(url)
        assert answer.status_code == 200, url
        assert not any(canary in answer.content.decode() for canary in CANARY_SHOWN), url


def test_the_canary_is_there_for_those_who_may_see_it(
    world: World, mixed: ProductionReport, as_user: Callable[[User], Client]
) -> None:
    for who in (world.cast.miit_officer, world.cast.northern_clerk, world.cast.jiangxi_industry):
        answer = as_user(who).get(reverse("report_detail", args=[mixed.pk]))
        assert "77,123.457" in answer.content.decode(), who


def test_a_totals_row_is_not_shown_to_a_province(
    world: World, mixed: ProductionReport, as_user: Callable[[User], Client]
) -> None:
    assert not as_user(world.cast.neimenggu_industry).get(reverse("report_detail", args=[mixed.pk])).context["whole"]


def test_a_return_that_mentions_another_province_is_hidden(
    world: World, mixed: ProductionReport, as_user: Callable[[User], Client]
) -> None:
    return_report(report=mixed, reason=f"江西企业{CANARY}吨有误", by=world.cast.miit_officer)
    browser = as_user(world.cast.neimenggu_industry)
    for url in pages(mixed, world):
        assert CANARY not in browser.get(url).content.decode(), url


@pytest.mark.parametrize("name", ["report_receipt", "report_workbook", "report_check"])
def test_what_holds_the_whole_group_is_refused_to_a_province(
    world: World, mixed: ProductionReport, as_user: Callable[[User], Client], name: str
) -> None:
    assert as_user(world.cast.neimenggu_industry).get(reverse(name, args=[mixed.pk])).status_code == 403


@pytest.mark.parametrize(
    "name",
    ["report_detail", "report_edit", "report_check", "report_receipt", "report_workbook", "report_upload",
     "report_decide", "report_correct", "api-report-detail"],
)  # fmt: skip
def test_another_groups_report_is_404_on_every_page(world: World, as_user: Callable[[User], Client], name: str) -> None:
    report = world.submitted()
    assert as_user(world.cast.southern_clerk).get(reverse(name, args=[report.pk])).status_code == 404


def test_the_jurisdiction_lists_what_lies_in_the_province(
    world: World, mixed: ProductionReport, as_user: Callable[[User], Client]
) -> None:
    tables = as_user(world.cast.jiangxi_industry).get(reverse("jurisdiction")).context["tables"]
    rows = [row for _category, rows, _total, _places in tables for row in rows]
    assert [row.enterprise.pk for row in rows] == [enterprise_pk(5)]
    assert rows[0].executed.output == t(CANARY)


def enterprise_pk(number: int) -> int:
    from enterprises.models import Enterprise
    from tests.builders import credit_code

    return Enterprise.objects.get(credit_code=credit_code(number)).pk
