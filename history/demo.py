"""The demo's past years: the groups' shares of 2018 to 2020 as the ministry's people would import them.

The totals and many of the shares are the published ones; `data/quotas_2018_2020.csv` says of each where it is from. Of 2018
and 2020 only the annual notice is there, which includes the first batch. Document numbers that are not known stay empty,
and each title says that some of its shares are derived.
"""

import csv
from datetime import date
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from common.quantities import parse_tonnes
from documents.files.content_types import XLSX
from documents.files.workbooks import Column, Sheet, Value, write_workbook
from history.services.imports import confirm_history, upload_history

FIGURES = Path(__file__).parent / "data" / "quotas_2018_2020.csv"
FIELDS = ("mining_rock_t_reo", "mining_ionic_t_reo", "separation_t_reo")
TOTAL = "合计"
YEARS = (2018, 2019, 2020)
# When each notice was published, and in how many working days the splits were due; the 15 of 2019 are our reading.
PUBLISHED = {
    (2018, 2): (date(2018, 7, 30), 30),
    (2019, 1): (date(2019, 3, 21), 15),
    (2019, 2): (date(2019, 11, 8), 15),
    (2020, 2): (date(2020, 7, 17), 20),
}
NUMBERS = {(2020, 2): "工信部联原〔2020〕103号"}
TITLES = {
    (2018, 2): "2018年度稀土开采、冶炼分离总量控制指标（系统启用前下达，部分集团指标为演示推算）",
    (2019, 1): "2019年第一批稀土开采、冶炼分离总量控制指标（系统启用前下达，部分集团指标为演示推算）",
    (2019, 2): "2019年度稀土开采、冶炼分离总量控制指标（系统启用前下达，部分集团指标为演示推算）",
    (2020, 2): "2020年度稀土开采、冶炼分离总量控制指标（系统启用前下达，部分集团指标为演示推算）",
}
HEADS = (
    "年度",
    "批次",
    "标题",
    "发文字号",
    "发布日期",
    "含前批",
    "备案工作日",
    "岩矿型稀土总量",
    "离子型稀土总量",
    "冶炼分离总量",
)
SHARES = ("年度", "批次", "稀土集团", "岩矿型稀土（轻）", "离子型稀土（以中重为主）", "冶炼分离")


def import_past_years(*, clerk: User, officer: User) -> None:
    """One workbook for each year, uploaded by the clerk and confirmed by the officer."""
    for year in YEARS:
        upload = SimpleUploadedFile(f"{year}年指标.xlsx", past_year(year), XLSX)
        confirm_history(batch=upload_history(kind="notices", year=year, upload=upload, by=clerk), by=officer)


def past_year(year: int) -> bytes:
    """The workbook of a year's notices and of the groups' shares in them."""
    with FIGURES.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["year"] == str(year)]
    heads = [_head(row) for row in rows if row["group"] == TOTAL]
    shares = [[row["year"], row["batch"], row["group"], *_figures(row)] for row in rows if row["group"] != TOTAL]
    return write_workbook(
        [_sheet("通知", HEADS, heads), _sheet("集团指标", SHARES, shares)], meta={"form": "history-notices"}
    )


def _head(row: dict[str, str]) -> list[Value]:
    key = (int(row["year"]), int(row["batch"]))
    published, days = PUBLISHED[key]
    includes = "是" if row["figures_include_prior"] == "yes" else "否"
    return [row["year"], row["batch"], TITLES[key], NUMBERS.get(key), published, includes, str(days), *_figures(row)]


def _figures(row: dict[str, str]) -> list[Value]:
    return [parse_tonnes(row[name]) for name in FIELDS]


def _sheet(title: str, heads: tuple[str, ...], rows: list[list[Value]]) -> Sheet:
    return Sheet(title=title, columns=[_column(head) for head in heads], rows=rows)


def _column(head: str) -> Column:
    if head == "发布日期":
        return Column(head, width=12, kind="day")
    if head in HEADS[-3:] or head in SHARES[-3:]:
        return Column(head, "吨REO", 14, "tonnes")
    return Column(head, width=14)
