"""Quota execution as page, workbook and PDF: the same figures, for now and for any earlier day."""

import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from accounts.models import User
from common.periods import Month, at
from documents.files.pdf import pdf_refusal
from reporting.files.summary import national_summary
from reporting.reads.execution import by_group
from reporting.services.decisions import accept_report, submit_report
from reporting.services.drafts import save_report, start_correction
from tests.reporting.conftest import World, noon, t

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SignIn = Callable[[User], Client]
AUGUST = Month(2021, 8)


@pytest.fixture
def corrected(world: World) -> World:
    """August was 110 t until the 14th of September, and 950 t from then on."""
    cast = world.cast
    with at(noon(9, 9)):
        first = world.accepted(AUGUST, 110)
    with at(noon(9, 14)):
        second = start_correction(report=first, reason="漏记", by=cast.northern_clerk)
        save_report(report=second, cells=world.cells(950), by=cast.northern_clerk)
        accept_report(report=submit_report(report=second, by=cast.northern_officer), by=cast.miit_officer)
    return world


def test_the_page_shows_what_was_known_on_the_day_asked_for(corrected: World, as_user: SignIn) -> None:
    browser = as_user(corrected.cast.miit_officer)
    for name, kwargs in (("execution", {}), ("execution_provinces", {}), ("execution_group", {"code": "northern-re"}),
                         ("execution_enterprise", {"pk": corrected.plant.pk})):  # fmt: skip
        url = reverse(name, kwargs=kwargs)
        now = browser.get(f"{url}?until=2021-08").content.decode()
        then = browser.get(f"{url}?until=2021-08&known=2021-09-10").content.decode()
        assert ">950<" in now, name
        assert ">110<" in then, name
        assert ">950<" not in then, name
        assert "2021年9月10日" in then, name


def test_a_day_that_is_none_is_404(world: World, as_user: SignIn) -> None:
    assert as_user(world.cast.miit_officer).get(reverse("execution") + "?known=2021-02-30").status_code == 404


def test_what_comes_close_to_its_quota_is_marked_in_words(corrected: World, as_user: SignIn) -> None:
    url = reverse("execution_group", kwargs={"code": "northern-re"}) + "?until=2021-08"
    page = as_user(corrected.cast.northern_clerk).get(url).content.decode()
    assert "接近指标" in page
    assert "≥95%" in page
    # 950 t of 1,000 t in 243 days: 255 days.
    assert "2021年9月13日" in page


def cells_of(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    book = load_workbook(io.BytesIO(content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book if sheet.sheet_state == "visible"}


def test_the_workbooks_totals_equal_the_pages(corrected: World, as_user: SignIn) -> None:
    answer = as_user(corrected.cast.miit_clerk).get(reverse("execution_xlsx") + "?until=2021-08")
    sheets = cells_of(answer.content)
    assert len(sheets) == 3
    for table in national_summary(AUGUST):
        rows = sheets[str(table.category.label)]
        head = next(number for number, row in enumerate(rows) if row[0] == "稀土集团")
        body, total = rows[head + 1 : head + 1 + len(table.rows)], rows[head + 1 + len(table.rows)]
        assert total[0] == "全国合计"
        for column in (1, 2, 3):
            added = sum((Decimal(str(row[column])) for row in body), Decimal(0))
            assert added == Decimal(str(total[column])), (table.category, column)
    shares = {row.group.pk: row.by_category["separation"].output for row in by_group(AUGUST)}
    assert sum(shares.values(), t(0)) == t(950)


def test_the_summary_prints_landscape_with_every_figure(corrected: World, as_user: SignIn) -> None:
    if refusal := pdf_refusal():
        pytest.skip(str(refusal))
    answer = as_user(corrected.cast.mnr_officer).get(reverse("execution_pdf") + "?until=2021-08&known=2021-09-10")
    pages = PdfReader(io.BytesIO(answer.content)).pages
    box = pages[0].mediabox
    assert box.width > box.height
    text = "".join(page.extract_text() for page in pages).replace("\n", "")
    assert "全国合计" in text
    assert "110" in text
    assert "2021年9月10日" in text


def test_the_group_stands_under_its_name_of_that_month(corrected: World) -> None:
    names = [row.name for table in national_summary(AUGUST) for row in table.rows]
    assert "中国北方稀土（集团）高科技股份有限公司" in names
