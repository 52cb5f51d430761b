"""Workbooks of the year 2020 as a ministry's clerk would fill them in, and the way through the verbs.

The shares of 2020 are what the first batch of 2021 is 60 % of; they sum to the official totals of 2020.
"""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from history.models import HistoryImport
from history.services.imports import confirm_history, upload_history
from tests.builders import credit_code, enterprise
from tests.conftest import Cast

YEAR = 2020
ROCK, IONIC, SEPARATION = "岩矿型稀土（轻）", "离子型稀土（以中重为主）", "冶炼分离"
NORTHERN, SOUTHERN = "中国北方稀土（集团）高科技股份有限公司", "中国南方稀土集团有限公司"
HEADS: list[list[Any]] = [
    ["年度", "批次", "标题", "发文字号", "发布日期", "含前批", "备案工作日", "岩矿型稀土总量", "离子型稀土总量",
     "冶炼分离总量"],
    [2020, 1, "关于下达2020年度第一批指标的通知", None, "2020-02-20", "否", 10, 60000, 6000, 63500],
    [2020, 2, "关于下达2020年度指标的通知", None, "2020-07-02", "是", 10, 120850, 19150, 135000],
]  # fmt: skip
SHARES: list[list[Any]] = [
    ["批次", "稀土集团", ROCK, IONIC, SEPARATION],
    [1, NORTHERN, 60000, None, 63500],
    [1, SOUTHERN, None, 6000, None],
    [2, "中国稀有稀土股份有限公司", 14550, 2500, 23879],
    [2, "五矿稀土集团有限公司", None, 2010, 5658],
    [2, NORTHERN, 73550, None, 63784],
    [2, "厦门钨业股份有限公司", None, 3440, 3963],
    [2, SOUTHERN, 32750, 8500, 27112],
    [2, "广东省稀土产业集团有限公司", None, 2700, 10604],
]
MINE, PLANT, OTHER = 1, 2, 3
SPLITS: list[list[Any]] = [
    ["统一社会信用代码", "企业", "稀土集团", ROCK, SEPARATION],
    [credit_code(MINE), "示例企业1", NORTHERN, 70000, None],
    [credit_code(PLANT), "示例企业2", NORTHERN, None, 60000],
]
Sheets = Mapping[str, Sequence[Sequence[Any]]]


def wide(mine: Sequence[Any], plant: Sequence[Any]) -> list[list[Any]]:
    """Outputs with a column for each month."""
    months = [f"{number}月" for number in range(1, 13)]
    return [
        ["统一社会信用代码", "企业", "类别", *months],
        [credit_code(MINE), "示例企业1", "岩矿型", *mine],
        [credit_code(PLANT), "示例企业2", "冶炼分离", *plant],
    ]


# By hand: the mine 5,000 t in January and 100 t more each month, 66,600 t in the year; 60,000 t in twelve months.
MINE_OUTPUT: list[Any] = [5000 + 100 * number for number in range(12)]
PLANT_OUTPUT: list[Any] = [5000] * 12
OUTPUTS = wide(MINE_OUTPUT, PLANT_OUTPUT)


def content(sheets: Sheets) -> bytes:
    """An XLSX file of these sheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def upload(sheets: Sheets, name: str = "2020年历史数据.xlsx") -> SimpleUploadedFile:
    """As a browser sends it."""
    return SimpleUploadedFile(name, content(sheets))


NOTICES: Sheets = {"通知": HEADS, "集团指标": SHARES}


def register_rows() -> None:
    """A mine and two plants of 2020: two of the northern group, one of the southern."""
    enterprise(MINE, kind="mine", has_rock=True, papers=False)
    enterprise(PLANT, papers=False)
    enterprise(OTHER, group="southern-re", province="36", papers=False)


def uploaded(cast: Cast, kind: str, sheets: Sheets, year: int | None = YEAR) -> HistoryImport:
    """Uploaded by the ministry's clerk, with its preview."""
    return upload_history(kind=kind, year=year, upload=upload(sheets), by=cast.miit_clerk)


def booked(cast: Cast, kind: str, sheets: Sheets, year: int | None = YEAR) -> HistoryImport:
    """Uploaded by the clerk and confirmed by the officer."""
    batch = uploaded(cast, kind, sheets, year)
    assert batch.state == HistoryImport.State.PREVIEWED, batch.preview["en"]
    return confirm_history(batch=batch, by=cast.miit_officer)


def whole_year(cast: Cast) -> list[HistoryImport]:
    """Notices, splits and outputs of 2020."""
    return [
        booked(cast, "notices", NOTICES),
        booked(cast, "splits", {"分解方案": SPLITS}),
        booked(cast, "outputs", {"月度产量": OUTPUTS}),
    ]


def sentences(batch: HistoryImport, name: str = "refused") -> list[str]:
    """The sentences of a part of the English preview."""
    return [one["sentence"] for one in batch.preview["en"][name]]
