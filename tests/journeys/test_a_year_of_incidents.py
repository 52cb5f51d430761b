"""Years like 2020 and 2021 with all that goes wrong in a year and all that changes in it, through the pages; every sum on
execution, statement, provinces' pages and in the ledger is the one made by hand here."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Sum
from django.test import override_settings
from django.urls import reverse

from allocations.models import Filing, QuotaAccount
from audit.models import Event
from common.periods import at
from deadlines.models import Obligation
from reporting.models import ProductionReport
from tests.journeys.incidents import (
    MINMETALS,
    NORTHERN,
    PLAN,
    ROCK,
    SEPARATION,
    SHIFTED_LATER,
    SOUTHERN,
    Incidents,
    correct_the_notice,
    live_through,
)
from tests.journeys.the_year import official

pytestmark = [pytest.mark.django_db, pytest.mark.once]
D = Decimal
# 12 x 90.5 and the 1.5 and 3.2 found later; 12 x 410; 12 x 60.2; 12 x 20.4; 12 x 33.3.
MADE = {"one": D("1090.7"), "mine": D("4920"), "south": D("722.4"), "mover": D("244.8"), "merged": D("399.6")}
QUOTA = {"one": D(1500), "mine": D(5000), "south": D(800), "mover": D(250), "merged": D(420)}
LEFT = {"one": D("409.3"), "mine": D(80), "south": D("77.6"), "mover": D("5.2"), "merged": D("20.4")}
# Five months of the mover were Southern's, 102 t; Northern has seven, 142.8 t, and the whole year of the merged plant.
BY_GROUP = {(NORTHERN, SEPARATION): D("1633.1"), (SOUTHERN, SEPARATION): D("824.4"), (NORTHERN, ROCK): D("4920")}
NATION = {SEPARATION: D("2457.5"), ROCK: D("4920")}
BY_PROVINCE = {
    "neimenggu_industry": {SEPARATION: D("1090.7"), ROCK: D("4920")},
    "jiangxi_industry": {SEPARATION: D("967.2")},
    "hunan_industry": {SEPARATION: D("399.6")},
}
# The shares of annex 1 of the first batch of 2021, which both years state: 38270, 16267 and 2829 t among them.
SHARE = {code: tonnes for (code, category), tonnes in official(1).items() if category == SEPARATION}


@pytest.fixture(scope="module", params=[(2020, 7), (2021, 2)], ids=["2020", "2021"])
def lived(built_once: Callable[..., Any], request: pytest.FixtureRequest) -> Iterator[Incidents]:
    """Each year in a transaction of its own, which ends with it."""
    year, first_notice = request.param
    with transaction.atomic():
        with override_settings(SECOND_FACTOR=False):
            story: Incidents = built_once(lambda cast: live_through(cast, year, first_notice))
        yield story
        transaction.set_rollback(True)


@pytest.fixture
def story(lived: Incidents, db: None) -> Incidents:
    lived.desks.signed_in.clear()
    return lived


def page_of(story: Incidents, user: Any, name: str, *args: Any, query: str = "") -> Any:
    with at(story.day(13, 21)):
        answer = story.desks.browser(user).get(reverse(name, args=args) + query)
    assert answer.status_code == 200, (name, args)
    return answer.context


def named(story: Incidents) -> dict[int, str]:
    return {row.pk: name for name, row in story.rows.items()}


def test_execution_is_the_sums_made_by_hand(story: Incidents) -> None:
    officer, until = story.desks.cast.miit_officer, f"?until={story.year}-12"
    page = page_of(story, officer, "execution", query=until)
    assert {str(one): row.output for one, row in page["totals"].items() if row.output} == NATION
    groups = {
        (row.group.code, str(category)): cell.output
        for row in page["rows"]
        for category, cell in row.by_category.items()
        if cell.output
    }
    assert groups == BY_GROUP
    names = named(story)
    made = {
        code: {
            names[row.pk]: row.executed.output
            for table in page_of(story, officer, "execution_group", code, query=until)["tables"]
            for row in table.rows
        }
        for code in (NORTHERN, SOUTHERN)
    }
    # Whose an enterprise is now sees its whole year beside its quota; whose it was sees the months it reported.
    assert made == {
        NORTHERN: {name: MADE[name] for name in ("one", "mine", "mover", "merged")},
        SOUTHERN: {"south": MADE["south"], "mover": D(102)},
    }


def test_provinces_see_what_was_made_in_them(story: Incidents) -> None:
    found = {}
    for who in BY_PROVINCE:
        page = page_of(story, getattr(story.desks.cast, who), "jurisdiction", query=f"?until={story.year}-12")
        found[who] = {str(category): total.output for category, _rows, total, *_rest in page["tables"]}
    assert found == BY_PROVINCE


def test_the_statement_is_the_sums_made_by_hand(story: Incidents) -> None:
    page = page_of(story, story.desks.cast.miit_officer, "statement_detail", story.statement)
    tables = {holder: rows for holder, _heading, rows in page["tables"]}
    names = named(story)
    lines = {names[row.enterprise_id]: (row.quota, row.output, row.lapsed) for row in tables["enterprise"]}
    assert lines == {name: (QUOTA[name], MADE[name], LEFT[name]) for name in PLAN}
    groups = {(row.group.code, row.category): row.output for row in tables["group"] if row.output}
    assert groups == BY_GROUP
    nation = {row.category: (row.quota, row.output, row.lapsed) for row in tables["nation"]}
    # 81,000 t less what was made within the quota.
    assert nation[SEPARATION] == (D(81000), D("2457.5"), D("78542.5"))
    assert page["corrections"] == []


def test_the_quota_follows_the_correction_and_the_merger(story: Incidents) -> None:
    north, south, ended = SHARE[NORTHERN], SHARE[SOUTHERN], SHARE[MINMETALS]
    assert (north, south) == (D(38270), D(16267))
    shown = [
        {code: seen.get(code) for code in (NORTHERN, SOUTHERN, MINMETALS)}
        for seen in (
            story.seen[name] for name in ("before the correction", "after the correction", "before the closing")
        )
    ]
    assert shown == [
        {NORTHERN: north, SOUTHERN: south, MINMETALS: ended},
        {NORTHERN: north - 100, SOUTHERN: south + 100, MINMETALS: ended},
        {NORTHERN: north - 100 + ended, SOUTHERN: south + 100, MINMETALS: None},
    ]


def test_the_ledger_has_what_was_used_and_what_lapsed(story: Incidents) -> None:
    names = named(story)
    accounts = QuotaAccount.objects.filter(year=story.year)
    used = {names[row.enterprise_id or 0]: row for row in accounts if row.enterprise_id}
    assert {name: (row.balance, row.lapsed) for name, row in used.items()} == {
        name: (MADE[name], LEFT[name]) for name in PLAN
    }
    # The mover's quota was given by the group that had it when the notice was split.
    given = {NORTHERN: D(1500), SOUTHERN: D(800), MINMETALS: D(420)}
    given[NORTHERN if story.year == 2020 else SOUTHERN] += 250
    left = {
        NORTHERN: SHARE[NORTHERN] - 100 - given[NORTHERN] + SHARE[MINMETALS] - given[MINMETALS],
        SOUTHERN: SHARE[SOUTHERN] + 100 - given[SOUTHERN],
    }
    groups = accounts.filter(category=SEPARATION, group__code__in=left).select_related("group")
    assert {row.group.code: (row.balance, row.lapsed) for row in groups if row.group} == {
        code: (D(0), tonnes) for code, tonnes in left.items()
    }
    for account in accounts:
        came = account.transfers_in.aggregate(sum=Sum("tonnes"))["sum"] or D(0)
        went = account.transfers_out.aggregate(sum=Sum("tonnes"))["sum"] or D(0)
        assert account.balance == came - went, account


def test_every_incident_left_its_trace_and_no_month_is_late(story: Incidents) -> None:
    reports = ProductionReport.objects.filter(year=story.year)
    versions = {(one.group.code, one.month): one.version for one in reports.select_related("group").order_by("version")}
    assert {key for key, version in versions.items() if version > 1} == {(SOUTHERN, 3), (NORTHERN, 4), (NORTHERN, 2)}
    states = {(one.group.code, one.month): one.state for one in reports.filter(version=1).select_related("group")}
    first = (states[SOUTHERN, 3], states[NORTHERN, 4], states[NORTHERN, 2])
    assert first == ("returned", "recalled", "superseded")
    # Eight months of the group that ended, twelve of the two others.
    assert reports.filter(state="accepted").count() == 8 + 12 + 12
    assert not Obligation.objects.filter(kind="monthly_report", year=story.year, met_at=None).exists()
    assert not Obligation.objects.met_late().filter(kind="monthly_report", year=story.year).exists()
    # What no province has seen leaves its lines in the log alone.
    assert Filing.objects.filter(year=story.year).count() == 3
    assert Event.objects.filter(action="filing.discard").count() == 1
    assert Event.objects.filter(action="report.discard").count() == 1


def test_a_correction_after_the_closing_is_stated_with_its_figures(story: Incidents) -> None:
    notice = correct_the_notice(story, SHIFTED_LATER, drafted=story.day(14, 10))
    with at(story.day(14, 11)):
        browser = story.desks.browser(story.desks.cast.miit_officer)
        page = browser.get(reverse("statement_detail", args=[story.statement])).context
    changed = {
        one.line.group.code: (one.line.quota, one.quota) for one in page["corrections"] if one.line.group is not None
    }
    north, south = SHARE[NORTHERN] - 100 + SHARE[MINMETALS], SHARE[SOUTHERN] + 100
    assert changed == {NORTHERN: (north, north - 40), SOUTHERN: (south, south + 40)}
    assert [one.pk for one in page["notices_since"]] == [notice.pk]
    account = QuotaAccount.objects.get(group__code=SOUTHERN, category=SEPARATION, year=story.year)
    assert account.balance == 0
