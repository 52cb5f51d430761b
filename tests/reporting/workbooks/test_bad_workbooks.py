"""Workbooks as clerks spoil them, on top of the hostile files of documents: each is answered at once, by sheet and
cell where there is one, and nothing of it is stored."""

import io
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook

from common.constraints import NotValid
from reporting.models import ProductionReport, ReportLine
from reporting.services.report_workbook import preview_upload, template_workbook
from tests.reporting.conftest import World
from tests.reporting.workbooks.test_upload import ELEMENTS, FIRST_ROW, MINES, OUTPUT, PLANTS, edited

pytestmark = [pytest.mark.django_db, pytest.mark.once]
Spoil = Callable[[bytes], bytes]


def cell(sheet: str, column: int, value: Any) -> Spoil:
    """Something in one cell of the first row of figures."""
    return lambda content: edited(content, (sheet, FIRST_ROW, column, value))


def book(change: Callable[[Any], Any]) -> Spoil:
    """Something done to the whole workbook, as by hand in Excel."""

    def spoiled(content: bytes) -> bytes:
        opened = load_workbook(io.BytesIO(content))
        change(opened)
        stream = io.BytesIO()
        opened.save(stream)
        return stream.getvalue()

    return spoiled


def hidden_row(opened: Any) -> None:
    sheet = opened[PLANTS]
    sheet.row_dimensions[FIRST_ROW].hidden = True
    sheet.cell(FIRST_ROW, OUTPUT).value = "藏"


def meta(key: str, value: str) -> Callable[[Any], None]:
    def change(opened: Any) -> None:
        for row in opened["_meta"].iter_rows():
            if row[0].value == key:
                row[1].value = value

    return change


def table(encoding: str) -> Spoil:
    return lambda _content: "企业,类别,本月产量\n示例企业1,冶炼分离,100\n".encode(encoding)


# {what is wrong: (the file, where the sentence points; "" where there is no cell)}
SPOILED: dict[str, tuple[Spoil, str]] = {
    "words for a figure": (cell(PLANTS, OUTPUT, "很多"), "B 冶炼分离!G4"),
    "a negative figure": (cell(PLANTS, OUTPUT, -5), "B 冶炼分离!G4"),
    "four decimals": (cell(PLANTS, OUTPUT, 1.2345), "B 冶炼分离!G4"),
    "a day for a figure": (cell(PLANTS, OUTPUT, date(2021, 9, 1)), "B 冶炼分离!G4"),
    "a truth value": (cell(PLANTS, OUTPUT, True), "B 冶炼分离!G4"),
    "two decimal points": (cell(MINES, OUTPUT, "1.2.3"), "A 采矿!G4"),
    "a share": (cell(MINES, OUTPUT, "12%"), "A 采矿!G4"),
    "not a number": (cell(MINES, OUTPUT, "NaN"), "A 采矿!G4"),
    "infinity": (cell(MINES, OUTPUT, "Infinity"), "A 采矿!G4"),
    "more than the world mines": (cell(MINES, OUTPUT, 1e20), "A 采矿!G4"),
    "another unit": (cell(MINES, OUTPUT, "5公斤"), "A 采矿!G4"),
    "two figures in one cell": (cell(MINES, OUTPUT, "5\n6"), "A 采矿!G4"),
    "a reason that is none": (cell(MINES, OUTPUT + 7, "放假"), "A 采矿!N4"),
    "a note too long": (cell(MINES, OUTPUT + 8, "长" * 501), "A 采矿!O4"),
    "words for an element": (cell(ELEMENTS, OUTPUT, "镧"), "C 分元素产量!G4"),
    "a stranger's code": (cell(PLANTS, 2, "91150000MA9999999X"), "B 冶炼分离!B4"),
    "another category": (cell(PLANTS, 3, "岩矿型稀土矿产品"), "B 冶炼分离!C4"),
    "a hidden row": (book(hidden_row), "B 冶炼分离!G4"),
    "a text that looks like a formula": (cell(MINES, OUTPUT, "'=1+1"), "A 采矿!G4"),
    "another form version": (book(meta("form", "2019-1")), ""),
    "another group": (book(meta("group", "southern-re")), ""),
    "another month": (book(meta("month", "2021-08")), ""),
    "a month that is none": (book(meta("month", "九月")), ""),
    "a merged cell": (book(lambda opened: opened[PLANTS].merge_cells("G4:G5")), "B 冶炼分离!G4"),
    "CSV in UTF-8": (table("utf-8-sig"), ""),
    "CSV in GB 18030": (table("gb18030"), ""),
    "CSV in UTF-16": (table("utf-16"), ""),
    "a page of the web": (lambda _content: b"<html><table><tr><td>1</td></tr></table></html>", ""),
    "half a file": (lambda content: content[: len(content) // 2], ""),
    "nothing": (lambda _content: b"", ""),
}


@pytest.fixture
def draft(world: World) -> ProductionReport:
    return world.filled()


def test_each_is_answered_at_once_with_its_place_and_nothing_is_stored(draft: ProductionReport) -> None:
    template = template_workbook(draft)
    before = list(ReportLine.objects.values())
    for name, (spoil, place) in SPOILED.items():
        content = spoil(template)
        started = time.monotonic()
        try:
            said = {refused.at: refused.sentence for refused in preview_upload(draft, content).refused}
        except NotValid as refusal:
            said = {place: str(refusal)}
            assert not place or place.rpartition("!")[2] in str(refusal), name
        assert time.monotonic() - started < 5, name
        assert list(said) == [place], name
        assert len(said[place]) > 5, name
    assert list(ReportLine.objects.values()) == before


def test_figures_as_people_type_them_are_understood(draft: ProductionReport) -> None:
    for text in ("１，２００．５", " 1,200.5 ", "1200.5吨", "1 200.5 t", "1200.50", "1２00.5　吨"):
        preview = preview_upload(draft, edited(template_workbook(draft), (PLANTS, FIRST_ROW, OUTPUT, text)))
        assert [change.new for change in preview.changed] == ["1200.5"], text
