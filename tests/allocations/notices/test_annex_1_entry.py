"""Annex 1 comes as a workbook or pasted from one; it is shown before it is stored, with faults at row and cell."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import User
from allocations.files.annex import annex_template, read_annex, text_of_annex
from allocations.models import Notice
from common.constraints import NotValid
from tests.builders import enterprise, issued, notice_data

pytestmark = [pytest.mark.django_db, pytest.mark.once]
AsUser = Callable[[User], Client]
KEYS = ("mining_rock", "mining_ionic", "separation")


def pasted(data: dict[str, Any]) -> str:
    """The notice's annex as a spreadsheet gives it."""
    lines = ["序号\t集团\t岩矿型稀土（轻）\t离子型稀土\t冶炼分离"]
    for number, row in enumerate(data["allocations"], start=1):
        lines.append("\t".join([str(number), row["group"], *(row.get(key, "") for key in KEYS)]))
        for part in row.get("of_which", ()):
            lines += ["\t".join(["", f"其中：{part['name']}", *(part.get(key, "") for key in KEYS)])]
    return "\r\n".join([*lines, "\t".join(["", "合计", *(data["totals"][key] for key in KEYS)])])


def posted(**changes: Any) -> dict[str, Any]:
    data = notice_data(2)
    plain = {key: data[key] for key in ("year", "batch", "title", "signed_on", "published_on", "clock_starts_on")}
    more = {"working_days": 10, "file_to": data["file_to"], "report_due_day": 10, "rule_set": "2021"}
    return {**plain, **more, "figures_include_prior": "on", "annex": pasted(data), **changes}


def enter(as_user: AsUser, cast: Any, **changes: Any) -> Any:
    return as_user(cast.miit_clerk).post(reverse("notice_enter"), posted(**changes))


def test_the_pasted_annex_is_the_one_of_the_file(cast: Any, as_user: AsUser) -> None:
    issued(cast, 1)
    shown = enter(as_user, cast, preview="1")
    assert shown.status_code == 200
    assert "56,220" in shown.content.decode(), "the increment of the northern group"
    assert Notice.objects.count() == 1, "a preview stores nothing"
    assert enter(as_user, cast, save="1").status_code == 302
    notice = Notice.objects.get(batch=2)
    stated = {(row.group.name_zh, row.category): row.stated for row in notice.allocations.select_related("group")}
    assert stated == {
        (row["group"], key): int(row[key]) for row in notice_data(2)["allocations"] for key in KEYS if key in row
    }
    guangdong = notice.allocations.get(group__code="guangdong-re", category="separation")
    assert [(part.name, part.stated) for part in guangdong.of_which.all()] == [("中国有色金属建设股份有限公司", 3610)]


def test_figures_are_understood_as_people_write_them(cast: Any) -> None:
    annex = read_annex("厦门钨业股份有限公司\t\t３，４４０吨\t3,963.5 吨\n预留\t\t－\t1\n合计\t—\t3440\t3964.5")
    assert annex.allocations == [
        {"group": "厦门钨业股份有限公司", "mining_ionic": "3440.000", "separation": "3963.500"}
    ]
    assert (annex.reserve["separation"], annex.totals["mining_ionic"]) == ("1.000", "3440.000")


def test_faults_stand_at_their_cells(cast: Any) -> None:
    annex = read_annex("其中：某\t1\n厦门钨业股份有限公司\t\t三千x1\t-5\n合计\t1\t2\t3")
    assert set(annex.faults) == {"A1", "C2", "D2"}


def test_sums_that_disagree_are_shown_with_the_table_and_not_stored(cast: Any, as_user: AsUser) -> None:
    shown = enter(as_user, cast, save="1", annex=posted()["annex"].replace("162000", "162001"))
    assert shown.status_code == 422
    page = shown.content.decode()
    assert "162001" in page
    assert "162,001" in page, "the preview stands there with the fault"
    assert not Notice.objects.exists()


def test_an_unknown_group_is_told_by_its_row(cast: Any, as_user: AsUser) -> None:
    shown = enter(as_user, cast, save="1", annex="无此集团\t1\n合计\t1")
    assert shown.status_code == 422
    assert "1" in next(iter(shown.context["cells"]))


def test_a_workbook_goes_the_same_way(cast: Any, as_user: AsUser) -> None:
    book = load_workbook(io.BytesIO(annex_template()))
    sheet = book["附件1"]
    by_name = {row["group"]: row for row in notice_data(1)["allocations"]} | {"合计": notice_data(1)["totals"]}
    for line in sheet.iter_rows(min_row=3, max_col=4):
        for cell, key in zip(line[1:], KEYS, strict=True):
            value = by_name.get(str(line[0].value), {}).get(key)
            cell.value = int(value) if value else None
    stream = io.BytesIO()
    book.save(stream)
    upload = SimpleUploadedFile("附件1.xlsx", stream.getvalue())
    first = {"batch": 1, "figures_include_prior": "", "annex": "", "workbook": upload}
    assert enter(as_user, cast, save="1", **first).status_code == 302
    notice = Notice.objects.get()
    assert notice.totals_by_category["separation"] == 81000
    assert notice.allocations.get(group__code="northern-re", category="mining_rock").stated == 44130


def test_what_is_no_workbook_is_told(cast: Any, as_user: AsUser) -> None:
    with pytest.raises(NotValid):
        text_of_annex(b"PK\x03\x04nothing")
    shown = enter(as_user, cast, save="1", workbook=SimpleUploadedFile("a.xlsx", b"nothing"))
    assert shown.status_code == 422
    assert not Notice.objects.exists()


def test_enterprises_are_named_by_their_code(cast: Any, as_user: AsUser) -> None:
    plant = enterprise(1)
    annex = f"{plant.credit_code}\t\t\t500\n合计\t\t\t500"
    assert enter(as_user, cast, save="1", annex=annex, confidential="on").status_code == 302
    assert Notice.objects.get().enterprise_allocations.get().enterprise == plant
