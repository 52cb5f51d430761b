"""A page of a list: every row once on one way through, back again, in every order; nonsense in the address."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.db.models import Count, Max
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from accounts.models import Organisation
from common.listing import Listing, list_page
from common.periods import SHANGHAI
from deadlines.models import Obligation

pytestmark = pytest.mark.django_db
ROWS, SIZE = 23, 5
MIDNIGHT = datetime(2021, 3, 1, tzinfo=SHANGHAI)
SORTS = {
    "due": ("due_on",),
    "met": ("met_at", "period"),
    "late": ("-met_at",),
    "place": ("organisation__position", "-due_on"),
    "urgent": ("urgency", "due_on"),
    "organisation": ("-organisation", "due_on"),
    "about": ("about",),
}


@pytest.fixture
def duties(db: Any) -> list[Obligation]:
    """Three days that repeat, and two of three not met: no order is total without the key."""
    groups, first = list(Organisation.objects.groups()[:2]), date(2021, 3, 1)
    return Obligation.objects.bulk_create(
        Obligation(
            kind="finding_answer",
            organisation=groups[number % 2],
            year=2021,
            period="2021",
            reference=str(number),
            opens_at=MIDNIGHT,
            due_on=first + timedelta(days=number % 3),
            late_from=MIDNIGHT + timedelta(days=number % 3 + 1),
            met_at=None if number % 3 else MIDNIGHT + timedelta(hours=number % 7, microseconds=number % 2),
            derivation={},
            calendar_version="1",
        )
        for number in range(ROWS)
    )


def page_at(address: str, **values: Any) -> Listing[Obligation]:
    rows = Obligation.objects.filter(kind="finding_answer").with_urgency(MIDNIGHT + timedelta(days=1))
    return list_page(
        rows.select_related("organisation"), QueryDict(urlsplit(address).query), sorts=SORTS, size=SIZE, **values
    )


def turned_over(address: str, way: str) -> list[list[int]]:
    """The keys of every page from here on, by its links."""
    pages = []
    while address:
        page = page_at(address)
        pages.append([row.pk for row in page])
        address = getattr(page, way)
    return pages


@pytest.mark.parametrize("sort", ["", *SORTS, *(f"-{name}" for name in SORTS)])
def test_forwards_and_backwards_every_row_is_met_once(sort: str, duties: list[Obligation]) -> None:
    forwards = turned_over(f"?sort={sort}", "next")
    assert sorted(chain(*forwards)) == sorted(row.pk for row in duties)
    assert turned_over(f"?sort={sort}&page=5", "previous") == forwards[::-1]
    by_number = [[row.pk for row in page_at(f"?sort={sort}&page={number}")] for number in range(1, 6)]
    assert by_number == forwards


def test_empty_values_stand_last_either_way(duties: list[Obligation]) -> None:
    for sort in ("met", "-met"):
        met = [row.met_at for one in range(1, 6) for row in page_at(f"?sort={sort}&page={one}")]
        filled = [one for one in met if one is not None]
        assert met == filled + [None] * (ROWS - len(filled))
        assert filled == sorted(filled, reverse=sort == "-met")


def test_a_row_that_arrives_meanwhile_neither_repeats_nor_skips(duties: list[Obligation]) -> None:
    first = page_at("?sort=due")
    duties[0].pk, duties[0].reference, duties[0].due_on = None, "new", date(2021, 2, 1)
    duties[0].save()
    expected = [row.pk for row in Obligation.objects.filter(kind="finding_answer").order_by("due_on", "pk")][6:11]
    assert [row.pk for row in page_at(first.next)] == expected


def test_count_and_totals_are_over_all_pages(duties: list[Obligation]) -> None:
    page = page_at("?page=2", totals={"met": Count("met_at"), "latest": Max("due_on")})
    assert (page.count, page.pages, page.first_row, page.last_row) == (ROWS, 5, 6, 10)
    assert page.totals == {"met": 8, "latest": date(2021, 3, 3)}


def test_a_page_costs_two_queries_and_no_offset(duties: list[Obligation]) -> None:
    address = page_at("?sort=place").next
    with CaptureQueriesContext(connection) as asked:
        assert len(page_at(address)) == SIZE
    assert len(asked) == 2
    assert "OFFSET" not in asked[1]["sql"]


@pytest.mark.parametrize(
    "address",
    [
        "?page=0", "?page=-1", "?page=x", "?page=²", "?page=99999999999999999", "?sort=password", "?sort=--due",
        "?page=2&after=%00", "?page=2&after=bm90anNvbg", "?page=2&after=WyJ4IiwgMV0", "?page=2&after=WzFd",
        "?page=2&after=e30", "?page=2&before=WyIyMDIxLTAzLTAxIiwgOTk5OTk5OTk5OTk5OTk5OTk5OTk5XQ",
        "?page=2&after=W251bGwsIG51bGxd",
    ],
)  # fmt: skip
def test_nonsense_in_the_address_is_the_default(address: str, duties: list[Obligation]) -> None:
    page = page_at(address)
    assert (len(page), page.count) == (SIZE, ROWS)
    assert page.number in (1, 2)


def test_beyond_the_last_page_is_the_last(duties: list[Obligation]) -> None:
    page = page_at("?page=99")
    assert (page.number, len(page), page.next, page.last) == (5, 3, "", "")


def test_the_filter_stays_in_every_link(duties: list[Obligation]) -> None:
    page = page_at("?state=open&page=3&sort=-met")
    for link in (page.previous, page.next, page.first, page.last, page.sort_link("due")):
        assert "state=open" in link
    assert page.narrowed
    assert not page_at("?page=2&sort=due&after=x").narrowed
    assert not page_at("?state=").narrowed


def test_a_heading_says_how_it_sorts_and_turns_round() -> None:
    page = page_at("?sort=late")
    assert page.sorted_by("late") == "descending"
    assert page.sort_link("late") == "?sort=-late"
    assert page_at("?sort=-late").sorted_by("late") == "ascending"
    assert page_at("").sorted_by("due") == "ascending"
    assert page.sorted_by("due") == "none"


@dataclass(frozen=True)
class Computed:
    name: str
    tonnes: int | None


def test_computed_rows_are_cut_and_sorted_too() -> None:
    rows = [Computed("b", None), Computed("a", 3), Computed("c", 1)]
    sorts = {"given": (), "name": ("name",), "tonnes": ("-tonnes",)}

    def names(address: str) -> str:
        return "".join(row.name for row in list_page(rows, QueryDict(address), sorts=sorts, size=2))

    assert names("") == "ba"
    assert names("page=2") == "c"
    assert names("sort=name") == "ab"
    assert names("sort=tonnes") == "ac"
    assert names("sort=-tonnes") == "ca"
    assert names("sort=tonnes&page=2") == "b"


def test_two_lists_of_one_page_turn_over_apart() -> None:
    asked = QueryDict("page=2&done-page=1")
    first = list_page(list(range(9)), asked, sorts={"": ()}, size=4)
    second = list_page(list(range(9)), asked, sorts={"": ()}, size=4, slot="done-")
    assert (list(first), list(second)) == ([4, 5, 6, 7], [0, 1, 2, 3])
    assert second.next == "?page=2&done-page=2"
