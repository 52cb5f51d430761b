"""Tables as offices hand them in: good ones from every program, and odd ones, each with its reading or its sentence."""

import time
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from common.constraints import NotValid
from documents.files.headings_unknown import HeadingsUnknown
from documents.files.keys import Former, Keys
from documents.files.layouts import Heading, Layout
from documents.files.reading import read_workbook
from documents.files.table_reader import Table, collect, read_tables
from tests.documents.tables.writers import WRITERS, Book, Error, Formula, Styled, excel
from tests.documents.workbooks.test_hostile_workbooks import REFUSED, UNREADABLE

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("in_process")]
A, B, C = "91150000MA0000001X", "91150000MA0000002Y", "91150000MA0000003Z"
KEYS = Keys.of([(A, "甲矿业有限公司", ()), (B, "乙稀土有限公司", ("Second Rare Earth",)), (C, "丙分离厂", ())])
LAYOUT = Layout(
    "test",
    (
        Heading("code", "统一社会信用代码", "credit code", "code", ("信用代码",)),
        Heading("name", "企业", "enterprise", "name", ("企业名称", "单位名称")),
        Heading("output", "本月产量", "output", variants=("产量",)),
        Heading("sales", "销售量", "sales", variants=("销量",)),
        Heading("note", "备注", "note", "text"),
        Heading("quota", "全年指标", "quota", read=False),
    ),
    notes=("系统模板说明",),
)
HEADINGS = ["企业", "统一社会信用代码", "全年指标", "本月产量（吨REO）", "销售量（吨REO）", "备注"]
RIGHT = {A: ("1234.567", "90"), B: ("0", "0"), C: ("0.5", None)}
FIGURES: dict[str, list[Any]] = {A: [1234.567, 90], B: [0, 0], C: [0.5, None]}
NAMES = {A: "甲矿业有限公司", B: "乙稀土有限公司", C: "丙分离厂"}


def body() -> list[list[Any]]:
    return [[NAMES[code], code, 5000, *FIGURES[code], None] for code in (A, B, C)]


def table(rows: Sequence[Sequence[Any]] | None = None, head: Sequence[Any] = HEADINGS) -> list[list[Any]]:
    return [list(head), *(list(row) for row in (rows or body()))]


def put(row: int, column: int, value: Any) -> Book:
    """The table with another value in one cell; row and column as in the sheet."""
    rows = table()
    rows[row - 1][column - 1] = value
    return Book(rows)


def read(content: bytes) -> list[Table]:
    return read_tables(read_workbook(content).sheets.values(), LAYOUT, KEYS)


def figures(tables: Sequence[Table]) -> tuple[dict[str, tuple[str | None, ...]], dict[str, str]]:
    """What was read, by code; and what is refused, by place without the sheet."""
    found, refused = {}, {}
    for one in tables:
        for number, code in one.lines:
            values = []
            for name in ("output", "sales"):
                try:
                    value = one.figure(number, name)
                    values.append(None if value is None else f"{value.normalize():f}")
                except ValidationError as fault:
                    refused[one.at(number, name).rpartition("!")[2]] = " ".join(fault.messages)
                    values.append("?")
            found[code] = tuple(values)
    refused |= {at.rpartition("!")[2]: sentence for at, sentence in collect(tables)[0]}
    return found, refused


# --- good files ---------------------------------------------------------------------------------------
def moved(*order: int) -> Callable[[], Book]:
    return lambda: Book([[row[place] for place in order] for row in table()])


SHAPES: dict[str, Callable[[], Book]] = {
    "as the template": lambda: Book(table()),
    "a helper column in the middle": lambda: Book(
        [[*row[:3], f"核对{number}", *row[3:]] for number, row in enumerate(table())]
    ),
    "columns in another order": moved(5, 4, 1, 0, 3, 2),
    "without the codes": moved(0, 2, 3, 4, 5),
    "without the names": moved(1, 3, 4),
    "rows in another order": lambda: Book(table(body()[::-1])),
    "title, date and unit above, blank rows between": lambda: Book(
        [["2021年9月生产情况"], [None, "单位：吨"], [], HEADINGS, *(line for row in body() for line in ([], row))]
    ),
    "totals and signatures below": lambda: Book(
        [*table(), ["合  计", None, None, 1235.067, 90], ["小计：", "", "", 1],
         ["填表人：张三", None, None, None, "审核人：李四"]]
    ),
    "the headings again on a second page": lambda: Book([*table()[:2], HEADINGS, *table()[2:]]),
    "headings as people write them": lambda: Book(
        table(head=["单位名称", "信用代码", "全年指标", "产量\n(吨)", " 销 量 /吨", "备 注"])
    ),
    "English headings": lambda: Book(table(head=["Enterprise", "Credit code", "Quota", "Output (t REO)", "SALES", "Note"])),
    "figures as texts": lambda: Book(
        [HEADINGS, ["甲矿业有限公司", A.lower(), None, "１，２３４．５６７", "90吨"],
         ["乙稀土有限公司", f" {B} ", None, "-0", "0.000"], ["丙分离厂\u200b", C, None, ".5", ""]]
    ),
    "hidden rows": lambda: Book(table(), hidden=frozenset({3})),
    "a plain format": lambda: Book(
        table([[*row[:3], Styled(row[3], "#,##0.000_ "), *row[4:]] for row in body()])
    ),
}  # fmt: skip


@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.__name__)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_good_file_of_any_program_is_read(writer: Callable[[Book], bytes], shape: str) -> None:
    assert figures(read(writer(SHAPES[shape]()))) == (RIGHT, {})


def test_there_are_at_least_a_hundred_good_files() -> None:
    assert len(WRITERS) * len(SHAPES) >= 100


# --- odd figures --------------------------------------------------------------------------------------
# {the content of D2: a part of its sentence}
REFUSED_FIGURES: dict[Any, str] = {
    **dict.fromkeys(
        ("很多", "1,23", "1.2.3", "12 34", "1\n234", "1e5", "NaN", "=1+1", "1/2", "2021-10-08", "5-6", "约5", "<5", "五",
         "1'234", "1。5", "同上", "待定", "见附件", "5磅", "￥5", "0,123", "(5", "#REF!", True), "not a figure"),
    **dict.fromkeys(("-", "/", "—", "无", "停产", "N/A", "－"), "there is nothing"),
    **dict.fromkeys(("5公斤", "5 kg", "5千克", "1.2万", "1.2万吨", "50%", "5元", "5㎏", "-5kg"), "not in tonnes"),
    **dict.fromkeys((-5, "−5", "(5)", "（5）", "5-", "－５"), "is negative"),
    **dict.fromkeys((1e7, 1e20, "99999999"), "more than"),
    **dict.fromkeys((1.2345, "0.0001", "1.2345吨"), "more than three"),
    date(2021, 9, 1): "2021-09-01",
    Formula("B1*2"): "formula without a value",
    Formula("B1*2", empty=True): "formula without a value",
    Formula("SUM(", -1): "is negative",
    Formula('IF(1,"无","")', "无"): "there is nothing",
    **{Error(text): text for text in ("#DIV/0!", "#N/A", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!")},
}  # fmt: skip
# (number format, value, what is shown)
FORMATS = (
    ('0.0"万"', 1.2, "1.2万"), ('0.0"万吨"', 1.2, "1.2万吨"), ('0"千克"', 5000, "5000千克"), ('#,##0"kg"', 5000, "5,000kg"),
    ("0%", 0.5, "50%"), ("0.00%", 0.125, "12.50%"), ("0‰", 0.005, "5‰"), ("#,##0,", 1234567, "1,235"),
    ("0.0,", 12345, "12.3"), ("0.00,,", 12345678, "12.35"), ('0!.0,"万"', 12345, "1.2万"), ("¥#,##0.00", 5, "¥5.00"),
    ("[$$-409]#,##0.00", 5, "$5.00"), ('"合格"', 5, "合格"), ('0"年"', 2021, "2021年"), ('#,##0"公斤"', 12, "12公斤"),
    ('[>=10000]0.0,"千";0', 12345, "12.3千"),
)  # fmt: skip
# {the content of D2: the value that is read}
READ_FIGURES: dict[Any, str | None] = {
    "1,200.5": "1200.5", "１，２００．５": "1200.5", " 1200.5 吨": "1200.5", "1 200.5 t": "1200.5", "5\u200b": "5",
    "\ufeff5": "5", "5\n": "5", "5\t": "5", "+5": "5", ".5": "0.5", "5.": "5", "-0": "0", "168000吨（REO）": "168000",
    "": None, " ": None, "\u3000": None, 0.1 + 0.2: "0.3", 1234.5669999999999: "1234.567", 1e-3: "0.001", 5.0: "5",
    Formula("A1*2", 12.5): "12.5", Formula('""', ""): None, Formula("T(1)", "12吨"): "12",
    Styled(1234.5, "#,##0.00_);(#,##0.00)"): "1234.5", Styled(5, '0.000"吨"'): "5", Styled(12345, "0.00E+00"): "12345",
    Styled(0, '0;-0;"-"'): "0", Styled(3, "@"): "3", Styled(0, "0%;0%;"): "0",
}  # fmt: skip


@pytest.mark.parametrize("value", REFUSED_FIGURES, ids=repr)
def test_an_odd_figure_is_refused_at_its_cell(value: Any) -> None:
    with translation.override("en"):
        found, refused = figures(read(excel(put(2, 4, value))))
    assert list(refused) == ["D2"]
    assert REFUSED_FIGURES[value] in refused["D2"]
    assert {code: found[code] for code in (B, C)} == {code: RIGHT[code] for code in (B, C)}


@pytest.mark.parametrize(("code", "value", "shown"), FORMATS)
def test_a_format_that_shows_something_else_is_refused_with_both(code: str, value: float, shown: str) -> None:
    _found, refused = figures(read(excel(put(2, 4, Styled(value, code)))))
    assert list(refused) == ["D2"]
    assert f"“{shown}”" in refused["D2"]
    assert f"“{Decimal(str(value)):f}”" in refused["D2"]


@pytest.mark.parametrize("value", READ_FIGURES, ids=repr)
def test_an_unusual_figure_is_read(value: Any) -> None:
    found, refused = figures(read(excel(put(2, 4, value))))
    assert (found[A][0], refused) == (READ_FIGURES[value], {})


# --- odd tables ---------------------------------------------------------------------------------------
def with_row(*row: Any) -> Callable[[], Book]:
    return lambda: Book([*table(), list(row)])


def with_head(**changes: str) -> Callable[[], Book]:
    """Headings by their columns' letters."""
    return lambda: Book(table(head=[changes.get("ABCDEF"[place], text) for place, text in enumerate(HEADINGS)]))


# {what is odd: (the book, {refused cell: a part of its sentence}, parts of what is said about what was left out)}
ODD: dict[str, tuple[Callable[[], Book], dict[str, str], tuple[str, ...]]] = {
    "a heading twice": (with_head(E="产量"), {"E1": "appears here again"}, ()),
    "the key's heading twice": (with_head(C="企业名称"), {"C1": "appears here again"}, ()),
    "a heading in kilograms": (with_head(D="本月产量（千克）"), {"D1": "千克"}, ()),
    "a heading in ten thousand tonnes": (with_head(D="产量/万吨"), {"D1": "万吨"}, ()),
    "a heading in per cent": (with_head(D="产量（%）"), {"D1": "%"}, ()),
    "the unit above the table": (lambda: Book([["单位：千克"], *table()]), {"A1": "千克"}, ()),
    "the unit above the table, in brackets": (lambda: Book([[None, "（单位：万吨）"], *table()]), {"B1": "万吨"}, ()),
    "a heading over two columns": (
        lambda: Book(table(), merged=["D1:E1"]), {"D1": "several columns", "E1": "several columns"}, (),
    ),
    "figures merged over rows": (
        lambda: Book(table(), merged=["D2:D3"]), {"D2": "D2:D3", "D3": "D2:D3"}, (),
    ),
    "figures merged over columns": (lambda: Book(table(), merged=["D2:E2"]), {"D2": "D2:E2", "E2": "D2:E2"}, ()),
    "figures without an enterprise": (with_row(None, None, None, 5, 6), {"A5": "names no enterprise"}, ()),
    "a figure as text without an enterprise": (with_row(None, None, None, "5吨"), {"A5": "names no enterprise"}, ()),
    "a code and another's name": (
        lambda: put(2, 1, NAMES[B]), {"A2": "乙稀土有限公司"}, (),
    ),
    "a heading nobody knows": (with_head(F="甲栏"), {}, ("“甲栏”",)),
    "totals": (with_row("合计", None, None, 9, 9), {}, ("“合计”",)),
    "totals in the second column": (with_row(None, "总 计", None, 9, 9), {}, ("“总 计”",)),
    "subtotals": (with_row("小计", None, None, 9), {}, ("“小计”",)),
    "totals in English": (with_row("Total", None, None, 9), {}, ("“Total”",)),
    "the year's sum": (with_row("全国合计", None, None, 9), {}, ("“全国合计”",)),
    "a note below": (with_row("注：本表数据截至月底"), {}, ("“注：本表数据截至月底”",)),
    "a signature below": (with_row("填表人：张三"), {}, ("“填表人：张三”",)),
    "a long note below": (with_row("说明" * 50), {}, ("…",)),
    "the system's own note": (with_row("系统模板说明，灰色已锁定"), {}, ()),
    "headings again": (lambda: Book([*table()[:3], HEADINGS, table()[3]]), {}, ("repeated",)),
    "hidden rows": (lambda: Book(table(), hidden=frozenset({2, 3})), {}, ("2, 3",)),
    "a title merged over the table": (lambda: Book([["九月"], *table()], merged=["A1:F1"]), {}, ()),
    "merged cells in a column that is not read": (lambda: Book(table(), merged=["C2:C4"]), {}, ()),
    "an error in a column that is not read": (lambda: put(2, 3, Error("#N/A")), {}, ()),
    "a formula without a value in a column that is not read": (lambda: put(2, 3, Formula("1+1")), {}, ()),
    "a day as a note": (lambda: put(2, 6, date(2021, 9, 1)), {}, ()),
    "a number as a note": (lambda: put(2, 6, 5), {}, ()),
    "an error as a note": (lambda: put(2, 6, Error("#N/A")), {}, ()),
    "blank rows and columns around": (
        lambda: Book([[], [], *([None, None, *row] for row in table())]), {}, (),
    ),
    "a name with blanks and full width": (lambda: put(2, 1, " 甲矿业　有限公司 "), {}, ()),
    "a code in small letters": (lambda: put(2, 2, A.lower()), {}, ()),
    "a code with an invisible character": (lambda: put(2, 2, f"\ufeff{A}\u200b"), {}, ()),
    "a name under which it is known as well": (lambda: put(3, 1, "second rare earth"), {}, ()),
    "another name beside the right code": (lambda: put(2, 1, "甲矿"), {}, ()),
    "a column without a heading": (lambda: Book([[*row, number] for number, row in enumerate(table())]), {}, ()),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_an_odd_table_is_read_or_refused_and_what_is_left_out_is_named(name: str) -> None:
    make, refused, left_out = ODD[name]
    with translation.override("en"):
        tables = read(excel(make()))
        found, sentences = figures(tables)
        said = "\n".join(sentence for _at, sentence in collect(tables)[1])
    assert set(sentences) == set(refused), sentences
    assert all(part in sentences[at] for at, part in refused.items())
    assert all(part in said for part in left_out), said
    if not refused:
        assert found == RIGHT
        assert bool(said) == bool(left_out)


# {what it is: the book}: foreign rows are distinguished from notes by the cells beside them.
@pytest.mark.parametrize(
    "row",
    [
        ["丁公司", None, None, 5],
        [None, "91150000MA0000009W", None, 5],
        ["甲矿业有限公司", "91150000MA0000009W", None, 5],
    ],
)
def test_a_stranger_with_figures_is_told_to_the_caller(row: list[Any]) -> None:
    tables = read(excel(with_row(*row)()))
    assert [code for _number, code in tables[0].lines] == [A, B, C, ""]


@pytest.mark.parametrize(
    "rows",
    [
        [[1, 2, 3]],
        [["企业", "备忘"]],
        [["本月产量"], [5]],
        [["统一社会信用代码"], [A]],
        [["随便"], ["什么"]],
        [["企业", "全年指标"]],
    ],
    ids=str,
)
def test_a_sheet_without_the_headings_is_told_with_those_it_has(rows: list[list[Any]]) -> None:
    with pytest.raises(HeadingsUnknown):
        read(excel(Book(rows)))


RENAMED = Keys.of(
    [(A, "甲矿业有限公司", ()), (B, "乙稀土有限公司", ()), (C, "丙分离厂", ())],
    [Former(A, "甲矿", "2020-12-31"), Former(B, "老厂", "2019-12-31"), Former(C, "老厂", "2018-12-31")],
)


def renamed(name: str, code: str | None) -> tuple[Table, str]:
    """The table with a row under this name, and what is said about it."""
    content = excel(Book([["企业", "统一社会信用代码", "本月产量"], [name, code, 5]]))
    with translation.override("en"):
        table = read_tables(read_workbook(content).sheets.values(), LAYOUT, RENAMED)[0]
    return table, "\n".join(found.sentence for found in (*table.refused, *table.remarks))


@pytest.mark.parametrize("code", [None, A])
def test_a_former_name_is_the_enterprises_and_the_preview_says_so(code: str | None) -> None:
    table, said = renamed("甲矿", code)
    assert [line.code for line in table.lines] == [A]
    assert "former name, until 2020-12-31, of 甲矿业有限公司" in said


def test_a_name_that_two_had_needs_the_code() -> None:
    table, said = renamed("老厂", None)
    assert (table.lines, "write the code" in said) == ([], True)
    assert [line.code for line in renamed("老厂", C)[0].lines] == [C]


def test_a_former_name_of_another_beside_a_code_is_refused() -> None:
    table, said = renamed("甲矿", B)
    assert (table.lines, "but the row names 甲矿业有限公司" in said) == ([], True)


def test_headings_matched_by_hand_come_before_those_of_the_form() -> None:
    rows = table(head=["企业", "统一社会信用代码", "产量", "实产", "卖出（吨）", "备注"])
    layout = LAYOUT.with_names({"产量": "", "实产": "output", "卖出": "sales"})
    tables = read_tables(read_workbook(excel(Book(rows))).sheets.values(), layout, KEYS)
    assert figures(tables) == (RIGHT, {})


def test_there_are_at_least_a_hundred_and_fifty_odd_workbooks() -> None:
    odd = [len(one) for one in (REFUSED, UNREADABLE, REFUSED_FIGURES, FORMATS, ODD)]
    assert sum(odd) >= 150


def test_the_largest_sheet_that_is_taken_is_read_in_time() -> None:
    rows = [[f"企业{number}", f"9115{number:014}", 1, number + 0.5, 1, None] for number in range(19_000)]
    content = excel(Book(table(rows)))
    started = time.process_time()
    try:
        assert len(read(content)[0].lines) == len(rows)
    except NotValid as refusal:
        assert refusal.code.startswith("workbook_")
    assert time.process_time() - started < 5
