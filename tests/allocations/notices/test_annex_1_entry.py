"""Annex 1 is uploaded as a workbook or pasted; a preview with errors by row and cell is shown before it is stored."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Organisation, User
from allocations.files.annex import annex_template, read_annex, text_of_annex
from allocations.models import Notice
from common.constraints import NotValid
from tests.builders import enterprise, notice_data

pytestmark = [pytest.mark.django_db, pytest.mark.once]
AsUser = Callable[[User], Client]
KEYS = ("mining_rock", "mining_ionic", "separation")


def fields(**changes: Any) -> dict[str, Any]:
    """What the entry page posts beside annex 1."""
    data = notice_data(2)
    plain = {key: data[key] for key in ("year", "batch", "title", "signed_on", "published_on", "clock_starts_on")}
    more = {
        "working_days": 10,
        "file_to": data["file_to"],
        "report_due_day": 10,
        "rule_set": "2021",
        "signs": ["miit", "mnr"],
    }
    return {**plain, **more, "figures_include_prior": "on", **changes}


def begun(as_user: AsUser, cast: Any, **changes: Any) -> Notice:
    answer = as_user(cast.miit_clerk).post(reverse("notice_enter"), fields(**changes))
    notice = Notice.objects.order_by("-pk")[0]
    assert answer["Location"] == reverse("notice_edit", args=[notice.pk])
    return notice


def edit(as_user: AsUser, cast: Any, notice: Notice, **posted: Any) -> Any:
    return as_user(cast.miit_clerk).post(reverse("notice_edit", args=[notice.pk]), posted)


def filled_in(figures: dict[str, Any]) -> bytes:
    """The template with the figures of a notice."""
    book = load_workbook(io.BytesIO(annex_template()))
    by_name = {row["group"]: row for row in figures["allocations"]} | {"合计": figures["totals"]}
    for line in book["附件1"].iter_rows(min_row=3, max_col=4):
        for cell, key in zip(line[1:], KEYS, strict=True):
            value = by_name.get(str(line[0].value), {}).get(key)
            cell.value = int(value) if value else None
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_figures_are_understood_as_people_write_them(cast: Any) -> None:
    annex = read_annex("厦门钨业股份有限公司\t\t３，４４０吨\t3,963.5 吨\n预留\t\t－\t1\n合计\t—\t3440\t3964.5")
    assert annex.allocations == [
        {"group": "厦门钨业股份有限公司", "mining_ionic": "3440.000", "separation": "3963.500"}
    ]
    assert (annex.reserve["separation"], annex.totals["mining_ionic"]) == ("1.000", "3440.000")


def test_errors_are_shown_at_their_cells(cast: Any) -> None:
    annex = read_annex("其中：某\t1\n厦门钨业股份有限公司\t\t三千x1\t-5\n合计\t1\t2\t3")
    assert set(annex.faults) == {"A1", "C2", "D2"}


def test_a_workbook_fills_the_grid_and_stores_nothing(cast: Any, as_user: AsUser) -> None:
    notice = begun(as_user, cast, batch=1, figures_include_prior="")
    upload = SimpleUploadedFile("附件1.xlsx", filled_in(notice_data(1)))
    shown = edit(as_user, cast, notice, **fields(batch=1, figures_include_prior=""), workbook=upload)
    assert shown.status_code == 200
    northern = Organisation.objects.get(code="northern-re")
    typed = {cell.name: cell.text for row in shown.context["grid"].rows for cell in row.cells if cell.text}
    assert typed[f"group-{northern.pk}-mining_rock"] == "44130"
    assert typed["total-separation"] == "81000"
    assert not notice.totals.exists()
    assert not notice.allocations.exists()
    assert edit(as_user, cast, notice, **fields(batch=1, figures_include_prior=""), **typed).status_code == 302
    assert notice.totals.get(category="separation").stated == 81000
    assert notice.allocations.get(group=northern, category="mining_rock").stated == 44130


def test_a_file_that_is_no_workbook_is_refused(cast: Any, as_user: AsUser) -> None:
    with pytest.raises(NotValid):
        text_of_annex(b"PK\x03\x04nothing")
    notice = begun(as_user, cast)
    shown = edit(as_user, cast, notice, **fields(), workbook=SimpleUploadedFile("a.xlsx", b"nothing"))
    assert shown.status_code == 422


def test_enterprises_are_named_by_their_code(cast: Any, as_user: AsUser) -> None:
    plant = enterprise(1)
    notice = begun(as_user, cast)
    row = {"new-1-code": plant.credit_code, "new-1-separation": "500", "total-separation": "500"}
    assert edit(as_user, cast, notice, **fields(confidential="on"), **row).status_code == 302
    assert notice.enterprise_allocations.get().enterprise == plant
    again = {f"enterprise-{plant.pk}-separation": "400", "total-separation": "400"}
    assert edit(as_user, cast, notice, **fields(confidential="on"), **again).status_code == 302
    assert notice.enterprise_allocations.get().stated == 400
    unknown = edit(as_user, cast, notice, **fields(), **(row | {"new-1-code": "91150000MA00000000"}))
    assert unknown.status_code == 422
    assert "企业名录中没有" in unknown.context["faults"]["new-1-code"]


def test_columns_in_another_order_are_read_by_their_headings(cast: Any) -> None:
    """Case 5."""
    annex = read_annex(
        "集团\t冶炼分离（吨）\t岩矿型稀土（轻）\t备注\t离子型\n厦门钨业股份有限公司\t3963.5\t-\t略\t3440\n合计\t3963.5\t\t\t3440"
    )
    assert annex.allocations == [
        {"group": "厦门钨业股份有限公司", "mining_ionic": "3440.000", "separation": "3963.500"}
    ]
    assert annex.totals == {"mining_ionic": "3440.000", "separation": "3963.500"}
    assert not annex.faults
    assert set(annex.remarks) == {"D1"}


def test_a_group_under_its_short_or_former_name_is_that_group(cast: Any) -> None:
    group = Organisation.objects.get(code="xiamen-tungsten")
    names = {"name_zh": "厦门旧名集团", "name_en": "Old", "short_zh": "厦门旧名", "short_en": "Old"}
    group.former_names.create(**names, last_day=date(2020, 12, 31))
    for called, said in ((group.short_zh, False), ("厦门旧名集团", True)):
        annex = read_annex(f"集团\t离子型\t冶炼分离\n{called}\t3440\t3963.5")
        assert annex.allocations == [{"group": group.name_zh, "mining_ionic": "3440.000", "separation": "3963.500"}]
        assert ("A2" in annex.remarks) == said


def test_headings_in_two_rows_are_understood(cast: Any) -> None:
    annex = read_annex(
        "集团名称\t矿产品\t\t冶炼分离产品\n\t岩矿型稀土（轻）\t离子型稀土（以中重为主）\t\n厦门钨业股份有限公司\t\t3440\t3963.5\n合计\t\t3440\t3963.5"
    )
    assert annex.allocations == [
        {"group": "厦门钨业股份有限公司", "mining_ionic": "3440.000", "separation": "3963.500"}
    ]
    assert not annex.faults


def test_a_column_in_another_unit_and_a_doubled_one_are_refused(cast: Any) -> None:
    annex = read_annex("集团\t冶炼分离（万吨）\t离子型\t离子型稀土\n厦门钨业股份有限公司\t0.39\t3440\t1")
    assert set(annex.faults) == {"B1", "D1"}


def test_a_block_without_headings_says_in_which_order_it_was_taken(cast: Any) -> None:
    assert "A1" in read_annex("厦门钨业股份有限公司\t\t3440\t3963.5").remarks


def test_a_cell_that_shows_another_unit_is_refused_at_its_address(cast: Any) -> None:
    book = load_workbook(io.BytesIO(annex_template()))
    cell = book["附件1"]["D3"]
    cell.value, cell.number_format = 1.2, '0.0"万"'
    stream = io.BytesIO()
    book.save(stream)
    annex = read_annex(text_of_annex(stream.getvalue()))
    assert "1.2万" in annex.faults["D3"]
    assert "12000" in annex.faults["D3"]
