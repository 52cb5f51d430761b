"""The ministries' figures of inspections: each leads to its rows, and the workbook is the screen."""

import io
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from openpyxl import load_workbook

from accounts.models import User
from common.periods import day_text, today
from inspections.models import Inspection
from inspections.services.findings import decide, reply
from inspections.services.inspections import notify, record_visit, report_upward
from inspections.services.orders import close, issue_order, reinspect
from tests.builders import enterprise
from tests.inspections.stage import OK, drawn, found, on, second

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SignIn = Callable[[User], Client]


class Tables(HTMLParser):
    """The text and the link of every cell of a page's tables, by the table's id."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tables: dict[str, list[list[tuple[str, str]]]] = {}
        self.name, self.cell, self.link = "", None, ""
        self.feed(page)

    cell: str | None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "table":
            self.name = str(attributes.get("id"))
            self.tables[self.name] = []
        elif tag == "tr" and self.name:
            self.tables[self.name].append([])
        elif tag in {"td", "th"} and self.name:
            self.cell, self.link = "", ""
        elif tag == "a" and self.cell is not None:
            self.link = str(attributes["href"])

    def handle_data(self, data: str) -> None:
        if self.cell is not None:
            self.cell += data

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"} and self.cell is not None:
            self.tables[self.name][-1].append((" ".join(self.cell.split()), self.link))
            self.cell = None
        elif tag == "table":
            self.name = ""


def tables(client: Client, query: str = "", status: int = 200) -> dict[str, list[list[tuple[str, str]]]]:
    answer = client.get(reverse("inspection_list") + query)
    assert answer.status_code == status
    return Tables(answer.content.decode()).tables


@pytest.fixture
def story(cast: Any) -> list[Inspection]:
    """Five drawn: one closed after ten days, two visited on one day with three findings, one ordered, one not visited."""
    for number in range(1, 6):
        enterprise(number)
    with on(25, 8):
        drawn(cast)
    visits = list(Inspection.objects.order_by("pk"))
    closed, twice, plain, ordered, _waits = visits
    with on(1, 9):
        visit(cast, closed)
        final(cast, closed, "radiation")
        report_upward(inspection=closed, by=second(cast))
        rectify(cast, closed, "整改2号")
    with on(11, 9):
        reinspect(order=closed.order, on=today(), passed=True, result="达标", by=cast.neimenggu_industry)
        close(inspection=closed, by=second(cast))
    for one, kinds in ((twice, ("emission", "emission")), (plain, ()), (ordered, ("toll_processing",))):
        visit(cast, one)
        for kind in kinds:
            final(cast, one, kind)
        report_upward(inspection=one, by=second(cast))
    rectify(cast, ordered, "整改1号")
    return visits


def visit(cast: Any, one: Inspection) -> None:

    notify(inspection=one, visit_on=today(), by=cast.neimenggu_industry)
    record_visit(inspection=one, inspected_on=today(), checklist=OK, summary="现场检查", by=cast.neimenggu_industry)


def rectify(cast: Any, one: Inspection, number: str) -> None:
    by, due_on = cast.neimenggu_industry, date(2021, 11, 1)
    issue_order(inspection=one, number=number, demands="整改", due_on=due_on, stop=False, by=by)
    one.refresh_from_db()


def final(cast: Any, one: Inspection, kind: str) -> None:
    finding = found(cast, one, kind, found_on=today())
    reply(finding=finding, text="属实", by=cast.northern_clerk)
    decide(finding=finding, final=True, decision="属实", by=second(cast))


def test_every_figure_leads_to_its_rows(story: list[Inspection], cast: Any, as_user: SignIn) -> None:
    client = as_user(cast.miit_officer)
    shown = tables(client)
    _head, province, total = shown["by-province"]
    for row in (province, total):
        assert [text for text, _link in row[1:]] == ["0"] * 8 + ["1", "3", "0", "0", "4", "1", "10.0"]
        for place, (text, link) in enumerate(row[1:], start=1):
            if not link:
                assert text == "0"
                continue
            rows = tables(client, link.partition("#")[0])["inspections"][1:]
            if place == len(row) - 1:
                days = [int(cells[-1][0]) for cells in rows]
                assert f"{sum(days) / len(days):.1f}" == text
            else:
                assert len(rows) == int(text), link
    assert sum(1 for _text, link in province if link) == 5
    *clauses, last = shown["by-clause"][1:]
    assert [row[2][0] for row in (*clauses, last)] == ["2", "1", "1", "4"]
    for row in (*clauses, last):
        rows = tables(client, row[2][1].partition("#")[0])["inspections"][1:]
        found_there = [one for cells in rows for one in cells[6][0].split("；")]
        assert sum(1 for one in found_there if row is last or one.endswith(row[1][0])) == int(row[2][0])


def test_the_workbook_is_the_screen(story: list[Inspection], cast: Any, as_user: SignIn) -> None:
    client = as_user(cast.miit_officer)
    for language in ("zh-hans", "en"):
        client.cookies["django_language"] = language
        for query in ("", "?kind=emission", "?visits=closed&province=15", "?month=10&orders=open"):
            shown = tables(client, query)
            book = load_workbook(io.BytesIO(client.get(reverse("inspection_export") + query).content))
            for sheet, name in zip(book.worksheets, ("inspections", "by-province", "by-clause"), strict=False):
                with override(language):
                    rows = [[_plain(cell) for cell in row] for row in sheet.iter_rows(min_row=3, values_only=True)]
                assert rows == [[_read(text) for text, _link in row] for row in shown[name]], (name, query)


def _plain(value: Any) -> str:
    if value in {None, "–"}:
        return ""
    if hasattr(value, "strftime"):
        return day_text(value.date())
    return str(int(value)) if isinstance(value, float) and value == int(value) else str(value)


def _read(text: str) -> str:
    """A dash is an empty cell; a whole figure has no decimals; a status has its sign before the word."""
    for sign in "○◔◑◕●▲◌":
        text = text.removeprefix(sign).strip()
    return text.removesuffix(".0") if text != "–" else ""


WRONG = ("year=20", "year=abc", "year=99999999999999999999", "month=13", "month=x", "province=99", "province=%00", "kind=x",
         "orders=x", "visits=%00")  # fmt: skip


def test_a_wrong_filter_is_refused_in_a_sentence(story: list[Inspection], cast: Any, as_user: SignIn) -> None:
    client = as_user(cast.miit_officer)
    for query in WRONG:
        answer = client.get(f"{reverse('inspection_list')}?{query}")
        assert answer.status_code == 422 and answer.context["form"].errors and not answer.context["lines"], query
        assert client.get(f"{reverse('inspection_export')}?{query}").status_code == 422, query


def test_a_year_takes_as_many_queries_as_one_visit(cast: Any, as_user: SignIn) -> None:
    enterprise(1)
    drawn(cast)
    client = as_user(cast.miit_officer)
    visit(cast, Inspection.objects.get())
    final(cast, Inspection.objects.get(), "emission")
    _queries(client)  # Some are asked once in a session.
    counts = [_queries(client)]
    for number in range(2, 9):
        enterprise(number)
    row = drawn(cast)
    for one in Inspection.objects.filter(draw=row):
        visit(cast, one)
        final(cast, one, "radiation")
    counts.append(_queries(client))
    assert counts[0] == counts[1]


def _queries(client: Client) -> list[int]:
    counts = []
    for name in ("inspection_list", "inspection_export"):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(name)).status_code == 200
        counts.append(len(queries))
    return counts
