"""The user's own workbook is returned with violations marked in its cells, and accepted once corrected."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from documents.files.marking import LARGEST, InvalidUpload, mark_errors
from reporting.models import ProductionReport
from reporting.services.report_workbook import template_workbook
from tests.reporting.conftest import World, t
from tests.reporting.workbooks.test_upload import FIRST_ROW, MINES, OUTPUT, PLANTS, edited

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NOTE = OUTPUT + 13


@pytest.fixture
def draft(world: World) -> ProductionReport:
    return world.filled()


def uploaded(client: Any, report: ProductionReport, content: bytes) -> Any:
    file = SimpleUploadedFile("report.xlsx", content)
    return client.post(reverse("report_upload", args=[report.pk]), {"workbook": file})


def test_violations_are_marked_in_the_cells_and_the_corrected_file_is_accepted(
    world: World, draft: ProductionReport, as_user: Any
) -> None:
    client = as_user(world.cast.northern_clerk)
    faulty = edited(
        template_workbook(draft),
        (PLANTS, FIRST_ROW, OUTPUT, "很多"),
        (MINES, FIRST_ROW, OUTPUT, -5),
        (PLANTS, FIRST_ROW, OUTPUT + 2, 7),
    )
    page = uploaded(client, draft, faulty)
    refused = {cell.at: cell.sentence for cell in page.context["preview"].refused}
    answer = client.post(reverse("report_marked", args=[draft.pk]), {"token": page.context["marked"]})
    assert answer.status_code == 200
    book = load_workbook(io.BytesIO(answer.content))
    for at, sentence in refused.items():
        sheet, _mark, address = at.rpartition("!")
        cell = book[sheet][address]
        assert cell.comment.text == sentence
        assert cell.fill.fill_type == "solid"
    assert book[PLANTS].cell(FIRST_ROW, OUTPUT).value == "很多"
    assert book[PLANTS].cell(FIRST_ROW, OUTPUT + 2).value == 7

    half = edited(answer.content, (PLANTS, FIRST_ROW, OUTPUT, 110))
    page = uploaded(client, draft, half)
    assert len(page.context["preview"].refused) == 1
    again = client.post(reverse("report_marked", args=[draft.pk]), {"token": page.context["marked"]})
    assert load_workbook(io.BytesIO(again.content))[PLANTS].cell(FIRST_ROW, OUTPUT).comment is None

    page = uploaded(client, draft, edited(again.content, (MINES, FIRST_ROW, OUTPUT, 95)))
    assert (page.status_code, page.context["marked"]) == (200, "")
    client.post(reverse("report_upload_confirm", args=[draft.pk]), {"token": page.context["token"]})
    assert draft.lines.get(enterprise=world.plant).output == t(110)
    assert draft.lines.get(enterprise=world.mine).output == t(95)


def test_a_formula_without_value_is_marked_and_nothing_live_comes_back(
    world: World, draft: ProductionReport, as_user: Any
) -> None:
    client = as_user(world.cast.northern_clerk)
    page = uploaded(client, draft, edited(template_workbook(draft), (PLANTS, FIRST_ROW, OUTPUT, "=1+1")))
    assert page.status_code == 422
    answer = client.post(reverse("report_marked", args=[draft.pk]), {"token": page.context["marked"]})
    cell = load_workbook(io.BytesIO(answer.content))[PLANTS].cell(FIRST_ROW, OUTPUT)
    assert cell.value is None
    assert cell.comment is not None
    assert "公式" in cell.comment.text


def test_no_formula_survives_wherever_it_stood() -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page["A1"], page["A2"], page["A3"] = "=HYPERLINK(1)", "text", "@SUM(1)"
    page["A2"].data_type = "s"
    page["B1"].value, page["B1"].data_type = "=cmd()", "s"
    page["B1"].hyperlink = "https://example.invalid/"
    stream = io.BytesIO()
    book.save(stream)
    marked = load_workbook(io.BytesIO(mark_errors(InvalidUpload(1, stream.getvalue(), {"Sheet!A2": "mend"}))))
    cells = [cell for row in marked["Sheet"].iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert not any(cell.hyperlink for cell in cells)
    assert marked["Sheet"]["A3"].quotePrefix


def test_a_file_that_is_no_workbook_has_no_marked_one_and_the_page_says_so(
    world: World, draft: ProductionReport, as_user: Any
) -> None:
    for content in (b"code,output\n1,2\n", b"\x00\x01nothing", b""):
        page = uploaded(as_user(world.cast.northern_clerk), draft, content)
        assert page.status_code == 422
        assert not page.context["marked"]
        assert "没有标出错误的工作簿" in page.content.decode()


def test_the_file_is_for_its_report_and_its_group_only(world: World, draft: ProductionReport, as_user: Any) -> None:
    url = reverse("report_marked", args=[draft.pk])
    token = InvalidUpload(draft.pk, template_workbook(draft), {}).token()
    assert as_user(world.cast.southern_clerk).post(url, {"token": token}).status_code == 404
    other = InvalidUpload(draft.pk + 1, template_workbook(draft), {}).token()
    assert as_user(world.cast.northern_clerk).post(url, {"token": other}).status_code == 422


def test_a_file_too_large_for_a_form_is_listed_only() -> None:
    assert InvalidUpload(1, b"x" * (LARGEST + 1), {}).token() == ""
