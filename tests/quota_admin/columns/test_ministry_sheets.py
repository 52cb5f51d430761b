"""The ministry's own sheets: headings of annex 1, of the register and of the calendar matched by hand once, then known."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from accounts.models import User
from accounts.reads.headings import names_of
from allocations.files.annex import read_annex
from allocations.models import Notice
from allocations.services.notices import begin_notice
from deadlines.models import Arrangement
from enterprises.models import Enterprise
from tests.builders import credit_code, notice_data
from tests.conftest import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.once]
Browser = Callable[[User], Client]
GROUP = "厦门钨业股份有限公司"


def book(sheets: dict[str, list[list[Any]]]) -> bytes:
    """A workbook as people make it by hand."""
    made, stream = Workbook(write_only=True), io.BytesIO()
    for name, rows in sheets.items():
        page = made.create_sheet(name)
        for row in rows:
            page.append(row)
    made.save(stream)
    return stream.getvalue()


def matched(page: Any, chosen: dict[str, str], **fields: Any) -> dict[str, Any]:
    """What the page posts when these headings were given their columns; the others are left as they were offered."""
    form = page.context["match"]
    assert set(chosen) <= set(form.headings), form.headings
    offered = {f"field_{number}": form.fields[f"field_{number}"].initial for number in range(len(form.headings))}
    fields |= offered | {f"field_{form.headings.index(text)}": field for text, field in chosen.items()}
    return {**fields, "match": "1", "token": page.context["match_token"], "heading": form.headings}


def sheet(rows: list[list[Any]], name: str = "表1") -> SimpleUploadedFile:
    return SimpleUploadedFile("自有表.xlsx", book({name: rows}))


def draft(cast: Cast) -> Notice:
    return begin_notice(data=notice_data(2), by=cast.miit_clerk)


def test_annex_1_in_words_of_ones_own_is_not_read_by_position_but_asked_about(cast: Cast, as_user: Browser) -> None:
    notice = draft(cast)
    clerk, url = as_user(cast.miit_clerk), reverse("notice_edit", args=[notice.pk])
    rows: list[list[Any]] = [
        ["承担单位", "中重", "轻", "加工"],
        [GROUP, 3440, None, 3963.5],
        ["合计", 3440, None, 3963.5],
    ]
    asked = clerk.post(url, {"workbook": sheet(rows), "text-header": "typed"})
    assert asked.status_code == 422
    assert "承担单位" in asked.content.decode()
    places = {"承担单位": "name", "中重": "mining_ionic", "轻": "mining_rock", "加工": "separation"}
    filled = clerk.post(url, matched(asked, places, **{"text-header": "typed"}))
    cells = {cell.name: cell.text for row in filled.context["grid"].rows for cell in row.cells if cell.text}
    assert cells["total-mining_ionic"] == "3440"
    assert cells["total-separation"] == "3963.500"
    assert "total-mining_rock" not in cells
    assert "match" not in filled.context
    # The next workbook is read without asking, and a block that is pasted as well.
    again = clerk.post(url, {"workbook": sheet(rows)})
    assert "match" not in again.context
    annex = read_annex("承担单位\t中重\n" + f"{GROUP}\t3440", names_of(cast.miit_clerk.organisation, "annex"))
    assert annex.allocations == [{"group": GROUP, "mining_ionic": "3440.000"}]


def test_what_one_ministry_matched_is_not_anothers(cast: Cast) -> None:
    annex = read_annex(
        f"承担单位\t中重\t轻\t加工\n{GROUP}\t3440\t\t1", names_of(cast.northern_clerk.organisation, "annex")
    )
    assert annex.allocations == []
    assert "承担单位" in annex.faults["A1"]
    assert annex.headings == ["承担单位", "中重", "轻", "加工"]


def test_the_register_takes_a_sheet_of_ones_own(cast: Cast, as_user: Browser) -> None:
    clerk, url = as_user(cast.miit_clerk), reverse("register_import")
    head = ["编码", "全称", "外文名", "性质", "有岩矿", "有离子", "省份", "地市"]
    row = [credit_code(7), "示例新企业", "Example seven", "矿山企业", "是", "否", "江西省", "赣州市"]
    asked = clerk.post(url, {"workbook": sheet([head, row])})
    assert asked.status_code == 422
    labels = {label: field for field, label in asked.context["match"].fields["field_0"].choices}
    places = {
        "编码": "统一社会信用代码",
        "全称": "企业名称",
        "外文名": "英文名称",
        "性质": "企业：类型",
        "有岩矿": "岩矿型",
    }
    places |= {"有离子": "离子型", "地市": "城市"}
    preview = clerk.post(url, matched(asked, {text: labels[label] for text, label in places.items()}))
    assert preview.status_code == 200, preview.context["preview"].refused
    assert [change.code for change in preview.context["preview"].new] == [credit_code(7)]
    assert not Enterprise.objects.filter(credit_code=credit_code(7)).exists()
    clerk.post(reverse("register_import_confirm"), {"token": preview.context["token"]})
    assert Enterprise.objects.get(credit_code=credit_code(7)).city == "赣州市"
    assert clerk.post(url, {"workbook": sheet([head, row])}).context["preview"].unchanged == 1


def test_a_sheet_that_is_none_of_the_registers_is_named(cast: Cast, as_user: Browser) -> None:
    clerk = as_user(cast.miit_clerk)
    head = ["统一社会信用代码", "尾矿库", "评价日期", "报告", "等级"]
    data = book({"尾矿库评价": [head], "别的": [["甲", "乙"], [1, 2]]})
    page = clerk.post(reverse("register_import"), {"workbook": SimpleUploadedFile("x.xlsx", data)})
    assert "别的" in [remark.at for remark in page.context["preview"].remarks]
    assert page.context["match"].headings == ["甲", "乙"]


def test_a_calendar_in_words_of_ones_own_is_asked_about(cast: Cast, as_user: Browser) -> None:
    clerk, url = as_user(cast.miit_clerk), reverse("arrangement_enter")
    form = {"year": "2026", "scope": "changes", "document_number": "国办发明电〔2026〕1号"}
    form |= {"document": "https://www.gov.cn/x.htm", "holidays-TOTAL_FORMS": "0", "holidays-INITIAL_FORMS": "0"}
    rows = [["哪天", "安排", "叫什么"], ["2026-03-04", "放假", "临时放假"]]
    asked = clerk.post(url, {**form, "file": sheet(rows)})
    assert asked.status_code == 422
    assert not Arrangement.objects.filter(state=Arrangement.State.PROPOSED).exists()
    places = {"哪天": "date", "安排": "kind", "叫什么": "name"}
    done = clerk.post(url, matched(asked, places, **form))
    assert done.status_code == 302, done.context["cells"]
    entered = Arrangement.objects.get(year=2026, state=Arrangement.State.PROPOSED)
    assert entered.days.filter(day=date(2026, 3, 4)).exists()


def test_all_that_was_matched_is_shown_and_can_be_forgotten(cast: Cast, as_user: Browser) -> None:
    clerk = as_user(cast.miit_clerk)
    page = clerk.get(reverse("column_list"))
    names = [name for form in page.context["forms"] if not (name := form.layout.name).startswith("history-")]
    assert names == ["annex", "register", "calendar"]
    edit = reverse("column_match", args=["register"])
    clerk.post(edit, {"added": "编码"})
    body = {"heading": ["编码"], "field_0": "code", "added": ""}
    assert clerk.post(edit, body).status_code == 302
    assert names_of(cast.miit_clerk.organisation, "register") == {"编码": "code"}
    assert clerk.post(edit, {**body, "field_0": "-"}).status_code == 302
    assert names_of(cast.miit_clerk.organisation, "register") == {}
