"""Written workbooks: exact figures, locked cells, no active formula; reading one returns what was written."""

import io
import time
from datetime import date
from decimal import Decimal
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook

from documents.files.reading import read_workbook
from documents.files.workbooks import META_SHEET, Column, Sheet, http_workbook, write_workbook

pytestmark = pytest.mark.once
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://example.org")', "＝1")
COLUMNS = (
    Column("企业", width=30),
    Column("日期", kind="day"),
    Column("产量", "吨REO", kind="tonnes", locked=False),
)
ROWS = (("甲企业", date(2021, 9, 30), Decimal("1234.567")), ("乙企业", None, None), ("丙企业", None, Decimal("0.000")))
SHEET = Sheet(
    "A 采矿", COLUMNS, ROWS, total=("合计", None, Decimal("1234.567")), heading=("报表", "说明"), notes=("注",)
)
META = {"form": "1", "month": "2021-09", "group": "northern-re"}


def written(sheet: Sheet = SHEET):
    return load_workbook(io.BytesIO(write_workbook([sheet], meta=META)))


def test_what_is_written_is_read_back() -> None:
    book = read_workbook(write_workbook([SHEET], meta=META))
    assert book.meta == META
    assert list(book.sheets) == ["A 采矿"]
    values = [tuple(cell.value for cell in row) for row in book.sheets["A 采矿"]]
    assert values[2] == ("企业", "日期", "产量（吨REO）")
    assert values[3:6] == [(name, day, value) for name, day, value in ROWS]
    assert values[6][2] == Decimal("1234.567")


@pytest.mark.parametrize("tonnes", ["0.001", "0.1", "99999.999", "168000", "9999999.999", "0"])
def test_tonnes_come_back_exactly(tonnes: str) -> None:
    sheet = Sheet("S", (Column("t", kind="tonnes"),), [(Decimal(tonnes),)])
    cell = read_workbook(write_workbook([sheet], meta={})).sheets["S"][1][0]
    assert (cell.address, cell.value) == ("A2", Decimal(tonnes))


def test_an_empty_cell_is_not_zero() -> None:
    rows = read_workbook(write_workbook([SHEET], meta=META)).sheets["A 采矿"]
    assert rows[4][2].value is None
    assert rows[5][2].value == 0


def test_fixed_cells_are_locked_and_entry_cells_open() -> None:
    page = written()["A 采矿"]
    assert page.protection.sheet
    assert not page.protection.password
    assert [page.cell(4, column).protection.locked for column in (1, 2, 3)] == [True, True, False]
    assert page["C7"].protection.locked, "a total is computed, never typed"


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_is_never_a_live_formula(text: str) -> None:
    sheet = Sheet(text, (Column(text), Column("n", kind="tonnes")), [(text, None)], (text, None), (text,), (text,))
    data = write_workbook([sheet], meta={"key": text})
    for page in load_workbook(io.BytesIO(data)).worksheets:
        for row in page.iter_rows():
            assert {cell.data_type for cell in row} <= {"s", "n"}
    book = read_workbook(data)
    assert book.meta["key"] == text
    assert next(iter(book.sheets.values()))[2][0].value == text


def test_a_text_with_control_characters_is_written_without_them() -> None:
    data = write_workbook([Sheet("S", (Column("a"),), [("甲\x00\x0b乙",)])], meta={})
    assert read_workbook(data).sheets["S"][1][0].value == "甲乙"


def test_it_prints_on_a4_with_its_header_repeated_and_its_pages_counted() -> None:
    page = written()["A 采矿"]
    assert (page.page_setup.orientation, int(page.page_setup.paperSize)) == ("landscape", 9)
    assert page.print_title_rows == "$1:$3"
    assert "&P" in page.oddFooter.center.text
    assert "&N" in page.oddFooter.center.text
    assert page.freeze_panes == "B4"


def test_figures_show_no_idle_zeros_and_no_idle_point() -> None:
    page = written()["A 采矿"]
    cell = page["C4"]
    assert cell.number_format == "#,##0.###"
    whole = {str(area.sqref): area.rules[0] for area in page.conditional_formatting}["C4:C7"]
    assert (whole.formula, whole.dxf.numFmt.formatCode) == (["C4=INT(C4)"], "#,##0")
    assert cell.alignment.horizontal == "right"
    assert written()["A 采矿"]["B4"].number_format == "yyyy-mm-dd"


def test_the_sheet_that_says_what_it_is_is_very_hidden() -> None:
    assert written()[META_SHEET].sheet_state == "veryHidden"


def test_a_comment_marks_its_cell() -> None:
    marked = Sheet("S", (Column("t", kind="tonnes", locked=False),), [(Decimal(1),)], comments={(2, 1): "超出指标"})
    data = write_workbook([marked], meta={})
    assert data == write_workbook([marked], meta={})
    comment = load_workbook(io.BytesIO(data))["S"]["A2"].comment
    assert comment is not None
    assert comment.text == "超出指标"
    assert read_workbook(data).sheets["S"][1][0].value == 1, "it can be uploaded again"


def test_the_same_figures_are_the_same_bytes() -> None:
    first = write_workbook([SHEET], meta=META)
    time.sleep(1.1)
    assert write_workbook([SHEET], meta=META) == first


def test_a_title_that_excel_refuses_is_mended() -> None:
    assert written(Sheet("A/B:[C]*?" + "长" * 40, COLUMNS, ROWS)).sheetnames[0] == "ABC" + "长" * 28


def test_the_download_has_a_safe_name() -> None:
    response = http_workbook('2021年9月\r\nX: "报表".xlsx', b"data")
    disposition = response["Content-Disposition"]
    assert disposition.startswith("attachment")
    assert "\n" not in disposition
    assert unquote(disposition.partition("UTF-8''")[2]).startswith("2021年9月")


def test_a_count_is_a_number() -> None:
    page = written(Sheet("统计", (Column("事项"), Column("件数", "件", kind="count")), (("甲", 1200), ("乙", None))))[
        "统计"
    ]
    cell = page["B2"]
    assert (cell.value, cell.number_format, cell.alignment.horizontal) == (1200, "#,##0", "right")
