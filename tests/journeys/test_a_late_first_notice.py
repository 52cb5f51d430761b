"""A year like 2020: its first notice comes in July. Two groups report twelve months through the pages, seven of them before
their quota is with anybody; every sum of the year is the one made by hand, and the year ends."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from django.test import override_settings
from django.urls import reverse

from allocations.models import QuotaTransfer
from allocations.tasks import open_reporting_years
from common.periods import Month, at
from deadlines.models import Obligation
from enterprises.models import Enterprise
from reporting.models import Finding, ProductionReport
from reporting.rules.form import cell_name
from reporting.tasks import settle_last_year
from tests.builders import enterprise
from tests.journeys.desks import Desks
from tests.journeys.the_year import figures_of, noon

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NORTHERN, XIAMEN = "northern-re", "xiamen-tungsten"
SEPARATION, ROCK = "separation", "mining_rock"
MONTHS = [Month(2020, number) for number in range(1, 13)]
# Tonnes a month, and the share that the split of July gives. The third plant makes a little in spring and gets none.
PLAN = {
    "northern plant": (NORTHERN, SEPARATION, "90.5", "1200"),
    "northern mine": (NORTHERN, ROCK, "410", "5000"),
    "northern third": (NORTHERN, SEPARATION, "12.5", ""),
    "xiamen plant": (XIAMEN, SEPARATION, "33.3", "300"),
}
SPRING = 2


@dataclass
class Year:
    """Who made what in which month, as it was typed."""

    desks: Desks
    rows: dict[str, Enterprise] = field(default_factory=dict)
    made: dict[tuple[str, int], Decimal] = field(default_factory=dict)
    statement: int = 0
    in_june: dict[str, tuple[Decimal, bool]] = field(default_factory=dict)
    in_august: dict[str, tuple[Decimal, bool]] = field(default_factory=dict)

    def sum_of(self, name: str, until: int = 12) -> Decimal:
        """By hand."""
        return sum((tonnes for (row, month), tonnes in self.made.items() if row == name and month <= until), Decimal(0))

    def names(self, group: str) -> list[str]:
        return [name for name, (code, _category, _output, _share) in PLAN.items() if code == group]


def register(year: Year) -> None:
    kinds: dict[str, dict[str, Any]] = {ROCK: {"kind": "mine", "has_rock": True}, SEPARATION: {}}
    for number, (name, (group, category, _output, _share)) in enumerate(PLAN.items(), start=1):
        province = "15" if group == NORTHERN else "35"
        year.rows[name] = enterprise(number, group=group, province=province, **kinds[category])


def report(year: Year, group: str, month: Month) -> None:
    after = month.next
    typed: dict[str, str] = {}
    with at(noon(after.month, 8, after.year)):
        draft = year.desks.begin(group, month)
        for name in year.names(group):
            _group, category, output, _share = PLAN[name]
            idle = name == "northern third" and month.month > SPRING
            tonnes = Decimal(0) if idle else Decimal(output)
            year.made[name, month.month] = tonnes
            cells = figures_of(category, tonnes) if tonnes else dict.fromkeys(
                ("output", "opening_stock", "sales", "closing_stock", "traceability_quantity"), Decimal(0)
            )  # fmt: skip
            row = year.rows[name]
            typed |= {cell_name(field, row.pk, category): str(value) for field, value in cells.items()}
            typed[cell_name("reason", row.pk, category)] = "" if tonnes else "no_feed"
        year.desks.type_in(draft, typed)
        year.desks.submit(draft)
        year.desks.accept(draft)


def shown(year: Year, until: Month) -> dict[str, tuple[Decimal, bool]]:
    """Output until a month, and whether it waits for quota, by enterprise as the groups' pages show it."""
    found: dict[str, tuple[Decimal, bool]] = {}
    browser = year.desks.browser(year.desks.cast.miit_officer)
    names = {row.pk: name for name, row in year.rows.items()}
    for group in (NORTHERN, XIAMEN):
        page = browser.get(reverse("execution_group", args=[group]) + f"?until={until}").context
        for table in page["tables"]:
            found |= {names[row.pk]: (row.executed.output, row.executed.awaited) for row in table.rows}
    return found


def live_through(cast: Any) -> Year:
    year = Year(Desks(cast))
    register(year)
    desks = year.desks
    with at(noon(1, 6, 2020)):
        for group in (NORTHERN, XIAMEN):
            desks.name_to_report(group, 2020, "2019年度指标通知")
    for month in MONTHS[:6]:
        for group in (NORTHERN, XIAMEN):
            report(year, group, month)
    with at(noon(7, 12, 2020)):
        year.in_june = shown(year, MONTHS[5])
    days = {"signed_on": "2020-07-14", "published_on": "2020-07-15"}
    july = noon(7, 15, 2020)
    desks.notice(1, drafted=july, issued=july, year=2020, title="关于下达2020年度指标的通知", **days)
    for day, group in enumerate((NORTHERN, XIAMEN), start=20):
        cells = {
            f"line-{year.rows[name].pk}-{PLAN[name][1]}": PLAN[name][3] for name in year.names(group) if PLAN[name][3]
        }
        desks.split(group, cells, day=noon(7, day, 2020), year=2020)
    for month in MONTHS[6:]:
        for group in (NORTHERN, XIAMEN):
            report(year, group, month)
        if month.month == 7:
            with at(noon(8, 12, 2020)):
                year.in_august = shown(year, month)
    _the_others_owe_nothing()
    with at(noon(1, 1, 2021)):
        open_reporting_years()
        settle_last_year()
    with at(noon(1, 20, 2021)):
        year.statement = desks.close_year(2020)
    return year


def _the_others_owe_nothing() -> None:
    """Four groups of the notice have no people in this story."""
    Obligation.objects.filter(kind__in=("monthly_report", "filing")).exclude(
        organisation__code__in=(NORTHERN, XIAMEN)
    ).delete()


@pytest.fixture(scope="module")
def lived(built_once: Callable[..., Any]) -> Year:
    with override_settings(SECOND_FACTOR=False):
        year: Year = built_once(live_through)
    return year


@pytest.fixture
def year(lived: Year, db: None) -> Year:
    lived.desks.signed_in.clear()
    return lived


def at_the_end(year: Year, name: str, *args: Any) -> Any:
    with at(noon(1, 21, 2021)):
        return year.desks.browser(year.desks.cast.miit_officer).get(reverse(name, args=args)).context


def test_twelve_months_are_reported_in_time(year: Year) -> None:
    duties = Obligation.objects.filter(kind="monthly_report", year=2020, organisation__code__in=(NORTHERN, XIAMEN))
    assert duties.count() == 24
    assert duties.met_on_time().count() == 24
    assert ProductionReport.objects.filter(year=2020, state="accepted").count() == 24


def test_half_of_the_year_waits_for_quota_and_is_counted(year: Year) -> None:
    by_hand = {name: (year.sum_of(name, 6), True) for name in PLAN}
    assert year.in_june == by_hand


def test_when_the_quota_comes_the_output_since_january_is_set_against_it(year: Year) -> None:
    assert {name: waits for name, (_output, waits) in year.in_august.items()} == {
        "northern plant": False, "northern mine": False, "northern third": True, "xiamen plant": False,
    }  # fmt: skip
    assert year.in_august["northern plant"][0] == Decimal("633.5")


def test_every_sum_of_the_year_is_the_one_made_by_hand(year: Year) -> None:
    by_hand = {
        "northern plant": Decimal("1086"),
        "northern mine": Decimal("4920"),
        "northern third": Decimal("25"),
        "xiamen plant": Decimal("399.6"),
    }
    assert {name: year.sum_of(name) for name in PLAN} == by_hand
    tables = {holder: rows for holder, _heading, rows in at_the_end(year, "statement_detail", year.statement)["tables"]}
    names = {row.pk: name for name, row in year.rows.items()}
    assert {names[row.enterprise_id]: row.output for row in tables["enterprise"]} == by_hand
    groups = {(row.group.code, row.category): row.output for row in tables["group"] if row.output}
    assert groups == {
        (NORTHERN, SEPARATION): Decimal("1111"), (NORTHERN, ROCK): Decimal("4920"), (XIAMEN, SEPARATION): Decimal("399.6"),
    }  # fmt: skip
    nation = {row.category: row.output for row in tables["nation"] if row.output}
    assert nation == {SEPARATION: Decimal("1510.6"), ROCK: Decimal("4920")}


def test_the_findings_are_of_who_got_no_quota_and_of_who_went_above_it(year: Year) -> None:
    found = set(Finding.objects.values_list("line__enterprise", "code", "line__report__month"))
    third, xiamen = year.rows["northern third"].pk, year.rows["xiamen plant"].pk
    # Nobody is found before the year is over and gave the third plant nothing: January and February.
    assert {row for row in found if row[1] == "no_quota"} == {(third, "no_quota", 1), (third, "no_quota", 2)}
    # 33.3 a month is above 300 from October on: 333 t.
    assert {row for row in found if row[1] == "over_quota"} == {(xiamen, "over_quota", month) for month in (10, 11, 12)}


def test_what_was_not_made_lapsed(year: Year) -> None:
    transfers = QuotaTransfer.objects.filter(lapse__isnull=False, source__enterprise__isnull=False)
    booked = {row.source.enterprise_id: row.tonnes for row in transfers if row.source}
    assert booked == {
        year.rows["northern plant"].pk: Decimal("114"), year.rows["northern mine"].pk: Decimal("80"),
    }  # fmt: skip


def test_the_next_year_opened_by_itself(year: Year) -> None:
    duties = Obligation.objects.filter(kind="monthly_report", year=2021, organisation__code=NORTHERN)
    assert duties.count() == 12
    assert not duties.filter(derivation__has_key="asked").exists()
