"""An enterprise that moves to another province in June and is renamed in July: three months, every sum made by hand.

The old province keeps its past and sees nothing that follows; the new one sees what is from that day on, and nothing
before; a document shows the name of its day.
"""

import io
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Province, User
from allocations.models import Filing, FilingLine
from common.periods import Month, at
from enterprises.models import Enterprise
from enterprises.services.changes import confirm_change, enter_change
from inspections.reads.jurisdiction import LocatedRow, located_in
from monthly_checks.reads.checks import checkable
from reporting.models import ProductionReport, ReportLine
from reporting.reads.enterprise_execution import of_enterprise
from reporting.reads.execution import by_group, by_province, national
from reporting.reads.grid import grid_of
from reporting.reads.timeliness import month_duties
from reporting.services.decisions import accept_report, submit_report
from reporting.services.drafts import save_report, start_report
from tests.reporting.conftest import World, build, figures, noon, t

pytestmark = pytest.mark.django_db
MAY, JUNE, JULY = Month(2021, 5), Month(2021, 6), Month(2021, 7)
OLD, NEW = "15", "36"
# The plant moves on 20 June and is renamed on 1 July. t REO of plant and mine, by month.
MADE = {MAY: (110, 100), JUNE: (120, 110), JULY: (130, 120)}
BEFORE, AFTER = "示例企业1", "示例新名企业"


@dataclass
class Moved:
    world: World
    reports: dict[Month, ProductionReport]

    @property
    def plant(self) -> Enterprise:
        return Enterprise.objects.get(pk=self.world.plant.pk)

    @property
    def old(self) -> User:
        return User.objects.get(pk=self.world.cast.neimenggu_industry.pk)

    @property
    def new(self) -> User:
        return User.objects.get(pk=self.world.cast.person("jiangxi", "jiangxi-industry", "officer").pk)


def three_months(cast: Any) -> Moved:
    world = build(cast)
    events: dict[Month, dict[str, Any]] = {
        JUNE: {
            "kind": "place",
            "day": date(2021, 6, 20),
            "new_province": Province.objects.get(pk=NEW),
            "new_city": "赣州市",
        },
        JULY: {"kind": "name", "day": date(2021, 7, 1), "new_name_zh": AFTER, "new_name_en": "Example renamed"},
    }
    deciders = {JUNE: cast.neimenggu_industry, JULY: cast.person("jiangxi", "jiangxi-industry", "officer")}
    reports = {}
    for month, (plant, mine) in MADE.items():
        if month in events:
            with at(noon(month.month, 21)):
                change = enter_change(enterprise=world.plant, document="文件", by=cast.northern_clerk, **events[month])
                confirm_change(change=change, by=deciders[month])
        stock = 10 * sum(1 for earlier in MADE if earlier < month)
        with at(noon(month.month + 1, 9)):
            draft = start_report(group=world.group, month=month, by=cast.northern_clerk)
            cells = figures(world.plant, plant, opening=stock) | figures(world.mine, mine, opening=stock)
            report = submit_report(
                report=save_report(report=draft, cells=cells, by=cast.northern_clerk), by=cast.northern_officer
            )
            reports[month] = accept_report(report=report, by=cast.miit_officer)
    return Moved(world, reports)


@pytest.fixture(scope="module")
def built_moved(built_once: Callable[..., Any]) -> Moved:
    moved: Moved = built_once(three_months)
    return moved


@pytest.fixture
def moved(built_moved: Moved, db: None) -> Moved:
    return deepcopy(built_moved)


def located(province: str, until: Month) -> dict[tuple[int, str], LocatedRow]:
    place = Province.objects.get(pk=province)
    rows = located_in(place, until=until, as_of=date(2021, 10, 8), rule_set="2021")
    return {(row.enterprise.pk, row.category): row for row in rows}


class TestSums:
    def test_each_month_counts_where_it_was_made(self, moved: Moved) -> None:
        def sums(until: Month) -> dict[tuple[str, str], tuple[int, int]]:
            return {
                (row.province.pk, cell.category): (int(cell.quota), int(cell.output))
                for row in by_province(until)
                for cell in row.cells
            }

        assert sums(MAY) == {(OLD, "mining_rock"): (2000, 100), (OLD, "separation"): (1000, 110)}
        assert sums(JUNE) == {
            (OLD, "mining_rock"): (2000, 210),
            (OLD, "separation"): (0, 110),
            (NEW, "separation"): (1000, 120),
        }
        assert sums(JULY) == {
            (OLD, "mining_rock"): (2000, 330),
            (OLD, "separation"): (0, 110),
            (NEW, "separation"): (1000, 250),
        }

    @pytest.mark.parametrize(("until", "separation", "mining"), [(MAY, 110, 100), (JUNE, 230, 210), (JULY, 360, 330)])
    def test_the_provinces_add_up_to_the_group_and_the_nation(
        self, moved: Moved, until: Month, separation: int, mining: int
    ) -> None:
        expected = {"separation": separation, "mining_rock": mining}
        summed: dict[str, Decimal] = {}
        for row in by_province(until):
            for cell in row.cells:
                summed[cell.category] = summed.get(cell.category, t(0)) + cell.output
        assert summed == expected
        assert {cell.category: cell.output for cell in national(until) if cell.output} == expected
        (group,) = (row for row in by_group(until) if row.group == moved.world.group)
        assert {cell.category: cell.output for cell in group.cells if cell.output} == expected

    def test_a_jurisdiction_shows_its_own_months_and_no_others(self, moved: Moved) -> None:
        key = moved.plant.pk, "separation"
        old, new = located(OLD, JULY)[key], located(NEW, JULY)[key]
        assert (old.executed.quota, old.executed.output) == (t(0), t(110))
        assert (old.left_on, old.verdict) == (date(2021, 6, 19), None)
        assert (new.executed.quota, new.executed.output) == (t(1000), t(250))
        assert (old.enterprise.province.pk, new.enterprise.province.pk) == (OLD, NEW)
        assert old.enterprise.city != new.enterprise.city
        assert new.left_on is None
        assert new.verdict is not None
        assert located(OLD, MAY)[key].executed.quota == 1000
        assert located(NEW, MAY)[key].executed.output == 0

    def test_an_enterprises_year_is_that_of_its_readers_province(self, moved: Moved) -> None:
        def output(user: User, until: Month) -> list[Decimal]:
            return [row.executed.output for row in of_enterprise(until, moved.plant, user.organisation)]

        assert [output(moved.old, month) for month in MADE] == [[110], [110], [110]]
        assert [output(moved.new, month) for month in MADE][1:] == [[120], [250]]
        assert output(moved.world.cast.miit_officer, JULY) == [360]


class TestWhoSees:
    def test_lines_stay_with_the_province_of_their_month(self, moved: Moved) -> None:
        def seen(user: User) -> dict[Month, set[Decimal]]:
            lines = ReportLine.objects.visible_to(user).filter(enterprise=moved.plant).select_related("report")
            return {line.report.period: {line.output or t(0)} for line in lines}

        assert seen(moved.old) == {MAY: {t(110)}}
        assert seen(moved.new) == {JUNE: {t(120)}, JULY: {t(130)}}
        months = {report.period for report in ProductionReport.objects.visible_to(moved.new)}
        assert months == {JUNE, JULY}

    def test_the_split_stays_with_the_province_that_was_asked(self, moved: Moved) -> None:
        assert FilingLine.objects.visible_to(moved.old).get(enterprise=moved.plant).stated == 1000
        assert not Filing.objects.visible_to(moved.new).exists()

    def test_what_stands_beside_a_month_ends_at_the_move(self, moved: Moved) -> None:
        lines = list(moved.reports[JULY].lines.filter(enterprise=moved.plant))
        (part,) = grid_of(moved.reports[JULY], lines=lines, whole=False, province=NEW)
        assert part.rows[0].history.output_before == 120
        (whole,) = grid_of(moved.reports[JULY], lines=lines)
        assert whole.rows[0].history.output_before == 230

    def test_each_month_is_checked_where_it_was_made(self, moved: Moved) -> None:
        def members(province: str) -> dict[Month, set[int]]:
            found = checkable(noon(8, 15), Province.objects.get(pk=province))
            return {one.month: set(one.members) for one in found if one.month in MADE}

        plant, mine = moved.plant.pk, moved.world.mine.pk
        assert members(OLD) == {MAY: {plant, mine}, JUNE: {mine}, JULY: {mine}}
        assert members(NEW) == {JUNE: {plant}, JULY: {plant}}

    def test_who_reported_is_seen_for_the_own_months(self, moved: Moved) -> None:
        with at(noon(8, 15)):
            duties = month_duties(2021, user=moved.new, at=noon(8, 15))
        group = moved.world.group.pk
        assert {duty.month for duty in duties if duty.group.pk == group} & set(MADE) == {JUNE, JULY}

    def test_pages_give_neither_what_the_other_has(self, moved: Moved, as_user: Any) -> None:
        url = reverse("execution_enterprise", args=[moved.plant.pk]) + "?until=2021-07"
        old, new = (as_user(user).get(url) for user in (moved.old, moved.new))
        assert [line.output for line in old.context["lines"]] == [110]
        assert [line.output for line in new.context["lines"]] == [120, 130]
        assert AFTER not in old.content.decode()
        page = as_user(moved.old).get(moved.plant.get_absolute_url()).content.decode()
        assert BEFORE in page
        assert AFTER not in page
        assert "赣州市" not in page
        fujian = moved.world.cast.person("fujian", "fujian-industry", "officer")
        assert as_user(fujian).get(moved.plant.get_absolute_url()).status_code == 404


class TestNames:
    @pytest.mark.parametrize(
        ("month", "name", "other"), [(MAY, BEFORE, AFTER), (JUNE, BEFORE, AFTER), (JULY, AFTER, "")]
    )
    def test_a_report_shows_the_name_of_its_month(
        self, moved: Moved, as_user: Any, pdf_as_text: None, month: Month, name: str, other: str
    ) -> None:
        miit, pk = as_user(moved.world.cast.miit_officer), moved.reports[month].pk
        page = miit.get(reverse("report_detail", args=[pk])).content.decode()
        pdf = miit.get(reverse("report_pdf", args=[pk])).content.decode()
        api = miit.get(f"/api/v1/reports/{pk}/lines/").json()["results"]
        book = load_workbook(io.BytesIO(miit.get(reverse("report_workbook", args=[pk])).content))
        cells = {cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
        assert name in page
        assert name in pdf
        assert name in cells
        assert name in {line["enterprise_name"] for line in api}
        assert not other or other not in page + pdf + str(api) + str(cells)

    def test_a_split_shows_name_and_place_of_its_day(self, moved: Moved, as_user: Any, pdf_as_text: None) -> None:
        filing = Filing.objects.get(group=moved.world.group)
        miit = as_user(moved.world.cast.miit_officer)
        for url in (reverse("filing_detail", args=[filing.pk]), reverse("filing_pdf", args=[filing.pk])):
            page = miit.get(url).content.decode()
            assert BEFORE in page
            assert AFTER not in page
            assert "江西" not in page
        (line,) = (
            one
            for one in miit.get(f"/api/v1/filings/{filing.pk}/lines/").json()["results"]
            if one["enterprise"] == moved.plant.pk
        )
        assert line["enterprise_name"] == BEFORE

    def test_the_register_lists_former_names_and_finds_them(self, moved: Moved, as_user: Any) -> None:
        miit = as_user(moved.world.cast.miit_officer)
        page = miit.get(moved.plant.get_absolute_url()).content.decode()
        assert AFTER in page
        assert BEFORE in page
        assert "2021年6月30日" in page
        for words in (BEFORE, AFTER, "Example enterprise 1"):
            found = miit.get(reverse("enterprise_list"), {"search": words}).content.decode()
            assert AFTER in found
