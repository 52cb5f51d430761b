"""A figure belongs to an enterprise, a category and a column, never to a place: whatever a clerk does to the sheet."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from documents.files.previews import Preview
from reporting.models import ProductionReport
from reporting.services.report_workbook import apply_upload, preview_upload, template_workbook
from tests.reporting.conftest import World, t
from tests.reporting.workbooks.test_upload import FIRST_ROW, MINES, OUTPUT, PLANTS

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("in_process")]
HEAD = 3
WORDS = ("产量", "本月产量/吨", "本月产量\n（吨REO）", " 本 月 产 量 ", "Output (t)", "本月产量(t REO)")


@pytest.fixture
def draft(world: World) -> ProductionReport:
    return world.filled()


def changed(report: ProductionReport, change: Callable[[Any], Any], sheet: str = PLANTS) -> Preview:
    """The preview of the template after something was done to one of its sheets in Excel."""
    book = load_workbook(io.BytesIO(template_workbook(report)))
    change(book[sheet])
    stream = io.BytesIO()
    book.save(stream)
    return preview_upload(report, stream.getvalue())


def column_of(page: Worksheet, word: str) -> int:
    return next(place for place, cell in enumerate(page[HEAD], start=1) if word in str(cell.value))


def said(preview: Preview) -> str:
    return "\n".join(f"{at} {sentence}" for at, sentence in preview.remarks)


def values(preview: Preview) -> list[tuple[str, str]]:
    return [(change.label, change.new) for change in (*preview.new, *preview.changed)]


class TestPositionIsNotIdentity:
    """Cases 1 and 2."""

    def test_a_helper_column_in_the_middle_moves_nothing(self, world: World, draft: ProductionReport) -> None:
        def insert(page: Worksheet) -> None:
            page.insert_cols(OUTPUT)
            page.cell(HEAD, OUTPUT).value, page.cell(FIRST_ROW, OUTPUT).value = "核对", 999
            page.cell(FIRST_ROW, column_of(page, "月初库存")).value = 1443.1

        preview = changed(draft, insert)
        assert not preview.refused
        assert values(preview) == [("月初库存", "1443.1")]
        assert "核对" in said(preview)
        apply_upload(report=draft, preview=preview.to_json(), by=world.cast.northern_clerk)
        line = draft.lines.get(enterprise=world.plant)
        assert (line.opening_stock, line.purchases, line.output) == (t("1443.1"), None, t(100))

    def test_a_helper_column_without_a_heading_moves_nothing(self, draft: ProductionReport) -> None:
        def insert(page: Worksheet) -> None:
            page.insert_cols(1)
            page.cell(FIRST_ROW, 1).value = 1

        assert values(changed(draft, insert)) == []

    def test_two_columns_exchanged_with_their_headings(self, draft: ProductionReport) -> None:
        def exchange(page: Worksheet) -> None:
            one, other = column_of(page, "本月产量"), column_of(page, "销售量")
            for row in range(HEAD, page.max_row + 1):
                first, second = page.cell(row, one), page.cell(row, other)
                first.value, second.value = second.value, first.value

        assert values(changed(draft, exchange)) == []

    @pytest.mark.parametrize(
        "word", ["产量", "本月产量/吨", "本月产量\n（吨REO）", " 本 月 产 量 ", "Output (t)", "本月产量(t REO)"]
    )
    def test_a_heading_under_another_name(self, draft: ProductionReport, word: str) -> None:
        def rename(page: Worksheet) -> None:
            page.cell(HEAD, OUTPUT).value = word
            page.cell(FIRST_ROW, OUTPUT).value = 120

        assert values(changed(draft, rename)) == [("本月产量", "120")]

    def test_a_heading_nobody_knows_is_named_and_what_it_would_fill_stays(self, draft: ProductionReport) -> None:
        def rename(page: Worksheet) -> None:
            page.cell(HEAD, OUTPUT).value = "甲栏"
            page.cell(FIRST_ROW, OUTPUT).value = 120

        preview = changed(draft, rename)
        assert values(preview) == []
        assert "甲栏" in said(preview)

    def test_a_heading_that_stands_twice_is_refused(self, draft: ProductionReport) -> None:
        def double(page: Worksheet) -> None:
            page.cell(HEAD, page.max_column + 1).value = "产量"

        preview = changed(draft, double)
        assert len(preview.refused) == 1
        assert f"{PLANTS}!G3" in preview.refused[0].sentence

    def test_a_heading_in_another_unit_is_refused(self, draft: ProductionReport) -> None:
        preview = changed(draft, lambda page: setattr(page.cell(HEAD, OUTPUT), "value", "本月产量（千克）"))
        assert [(one.at, "千克" in one.sentence) for one in preview.refused] == [(f"{PLANTS}!G3", True)]

    def test_a_sheet_in_another_unit_is_refused(self, draft: ProductionReport) -> None:
        preview = changed(draft, lambda page: setattr(page.cell(2, 5), "value", "单位：万吨"))
        assert [(one.at, "万吨" in one.sentence) for one in preview.refused] == [(f"{PLANTS}!E2", True)]

    def test_rows_sorted_otherwise(self, draft: ProductionReport) -> None:
        def below(page: Worksheet) -> None:
            page.insert_rows(FIRST_ROW, 3)
            page.cell(FIRST_ROW + 3, OUTPUT).value = 130

        assert values(changed(draft, below)) == [("本月产量", "130")]

    def test_sorted_by_another_column_every_figure_stays_with_its_enterprise(
        self, world: World, draft: ProductionReport
    ) -> None:
        head = ["单位名称", "矿种", "产量", "销量"]
        rows: list[list[Any]] = [
            [world.plant.name_zh, "冶炼分离", 120, 91],
            [world.mine.name_zh, "岩矿型稀土", 130, 92],
        ]
        book = Workbook()
        page = book.active
        assert page is not None
        for row in (head, *sorted(rows, key=lambda row: row[2], reverse=True)):
            page.append(row)
        stream = io.BytesIO()
        book.save(stream)
        preview = preview_upload(draft, stream.getvalue())
        assert {(one.enterprise, one.label, one.new) for one in (*preview.new, *preview.changed)} == {
            (world.plant.name, "本月产量", "120"),
            (world.plant.name, "销售量", "91"),
            (world.mine.name, "本月产量", "130"),
            (world.mine.name, "销售量", "92"),
        }

    def test_a_row_deleted_is_named(self, world: World, draft: ProductionReport) -> None:
        preview = changed(draft, lambda page: page.delete_rows(FIRST_ROW))
        assert values(preview) == []
        assert world.plant.name_zh in said(preview)

    def test_a_row_of_totals_is_left_out_and_named(self, draft: ProductionReport) -> None:
        def total(page: Worksheet) -> None:
            page.cell(FIRST_ROW + 1, 1).value = "合 计"
            page.cell(FIRST_ROW + 1, OUTPUT).value = 100

        preview = changed(draft, total)
        assert (preview.refused, values(preview)) == ([], [])
        assert f"{PLANTS}!A5" in said(preview)

    def test_a_row_of_figures_that_names_nobody_is_refused(self, draft: ProductionReport) -> None:
        preview = changed(draft, lambda page: setattr(page.cell(FIRST_ROW + 1, OUTPUT), "value", 7))
        assert [one.at for one in preview.refused] == [f"{PLANTS}!A5"]

    def test_headings_copied_along_with_a_block_are_left_out(self, draft: ProductionReport) -> None:
        def repeat(page: Worksheet) -> None:
            page.insert_rows(FIRST_ROW)
            for column in range(1, page.max_column + 1):
                page.cell(FIRST_ROW, column).value = page.cell(HEAD, column).value

        preview = changed(draft, repeat)
        assert (preview.refused, values(preview)) == ([], [])
        assert f"{PLANTS}!A4" in said(preview)

    def test_a_code_beside_anothers_name_is_refused(self, world: World, draft: ProductionReport) -> None:
        preview = changed(draft, lambda page: setattr(page.cell(FIRST_ROW, 1), "value", world.mine.name_zh))
        assert [one.at for one in preview.refused] == [f"{PLANTS}!A4"]
        assert world.mine.name in preview.refused[0].sentence

    def test_without_codes_the_full_name_says_whose_a_row_is(self, draft: ProductionReport) -> None:
        def nameless(page: Worksheet) -> None:
            page.delete_cols(2)
            page.cell(FIRST_ROW, OUTPUT - 1).value = 140

        assert values(changed(draft, nameless)) == [("本月产量", "140")]

    def test_sheets_renamed_hidden_and_moved(self, draft: ProductionReport) -> None:
        def hide(page: Worksheet) -> None:
            page.title, page.sheet_state = "Sheet1", "hidden"
            assert page.parent is not None
            page.parent.move_sheet(page, 3)
            page.cell(FIRST_ROW, OUTPUT).value = 150
            page.row_dimensions[FIRST_ROW].hidden = True
            page.column_dimensions["G"].hidden = True

        preview = changed(draft, hide)
        assert [(one.at, one.new) for one in preview.changed] == [("Sheet1!G4", "150")]
        assert "4" in said(preview)

    def test_the_same_figure_in_two_sheets_is_refused(self, draft: ProductionReport) -> None:
        preview = changed(draft, lambda page: page.parent.copy_worksheet(page))
        assert preview.refused
        assert PLANTS in preview.refused[0].sentence


# (number format, value, what the cell shows)
UNITS = [('0.0"万"', 1.2, "1.2万"), ('0"千克"', 5000, "5000千克"), ("0%", 0.5, "50%"), ("#,##0,", 1234567, "1,235")]


class TestAFigureHasAUnit:
    """Cases 6 and 7."""

    @pytest.mark.parametrize(("code", "value", "shown"), UNITS)
    def test_a_format_that_shows_another_unit_is_refused_with_what_it_shows(
        self, draft: ProductionReport, code: str, value: float, shown: str
    ) -> None:
        def dress(page: Worksheet) -> None:
            cell = page.cell(FIRST_ROW, OUTPUT)
            cell.value, cell.number_format = value, code

        preview = changed(draft, dress, MINES)
        assert [one.at for one in preview.refused] == [f"{MINES}!G4"]
        assert f"“{shown}”" in preview.refused[0].sentence
        assert f"“{value}”" in preview.refused[0].sentence

    @pytest.mark.parametrize("text", ["5\u200b", "\ufeff5", "5\n", "5\t", "\u00a05", "5 \u3000", "5."])
    def test_what_cannot_be_seen_is_ignored(self, draft: ProductionReport, text: str) -> None:
        preview = changed(draft, lambda page: setattr(page.cell(FIRST_ROW, OUTPUT), "value", text), MINES)
        assert (preview.refused, values(preview)) == ([], [("本月产量", "5")])

    @pytest.mark.parametrize("text", ["−5", "(5)", "（5）", -5])
    def test_a_negative_figure_is_said_to_be_negative(self, draft: ProductionReport, text: Any) -> None:
        preview = changed(draft, lambda page: setattr(page.cell(FIRST_ROW, OUTPUT), "value", text), MINES)
        assert "负数" in preview.refused[0].sentence

    @pytest.mark.parametrize("text", ["-0", -0.0])
    def test_minus_zero_is_zero(self, draft: ProductionReport, text: Any) -> None:
        preview = changed(draft, lambda page: setattr(page.cell(FIRST_ROW, OUTPUT), "value", text), MINES)
        assert (preview.refused, values(preview)) == ([], [("本月产量", "0")])

    @pytest.mark.parametrize("text", ["-", "/", "无"])
    def test_a_nil_mark_asks_for_zero_or_a_reason(self, draft: ProductionReport, text: str) -> None:
        preview = changed(draft, lambda page: setattr(page.cell(FIRST_ROW, OUTPUT), "value", text), MINES)
        assert "0" in preview.refused[0].sentence
        assert "未生产原因" in preview.refused[0].sentence
