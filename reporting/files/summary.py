"""The national summary of a month (全国稀土总量控制指标执行情况): one table per category, as a workbook and as a PDF."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from django.utils import translation

from accounts.models import Organisation, User
from common.periods import Month, day_of, day_text, instant_text
from common.quantities import Category, places_needed
from documents.files.pdf import render_pdf
from documents.files.workbooks import Column, Sheet, write_workbook
from reporting.files.awaited import AWAITED
from reporting.reads.execution import Executed, GroupRow, by_group, month_outputs, national

ZERO = Decimal(0)


@dataclass(frozen=True)
class SummaryRow:
    """A group, or the nation: its year, and what of it the month made; t REO."""

    name: str
    executed: Executed
    month_output: Decimal


@dataclass(frozen=True)
class SummaryTable:
    """One category: its groups and the nation's total."""

    category: Category
    rows: list[SummaryRow]
    total: SummaryRow

    @cached_property
    def places(self) -> int:
        """How many decimals make every figure exact."""
        rows = [*self.rows, self.total]
        figures = [figure for row in rows for figure in (row.executed.quota, row.executed.output, row.month_output)]
        return places_needed(figures)


def national_summary(until: Month, *, as_of: datetime | None = None) -> list[SummaryTable]:
    """By category, each group under its name of that month; a total is the nation's own figure, not a sum of rows."""
    groups, totals = by_group(until, as_of=as_of), national(until, as_of=as_of)
    made, made_in_all = month_outputs(until, as_of=as_of), month_outputs(until, as_of=as_of, nation=True)
    return [
        SummaryTable(
            Category(total.category),
            [
                SummaryRow(_name(row.group, until), row.by_category[total.category], made.get(_key(row, total), ZERO))
                for row in groups
                if total.category in row.by_category
            ],
            SummaryRow("全国合计", total, made_in_all.get((total.category,), ZERO)),
        )
        for total in totals
    ]


def _key(row: GroupRow, total: Executed) -> tuple[int, str]:
    return row.group.pk, total.category


def _name(group: Organisation, month: Month) -> str:
    return str(group.name_on(month.last_day))


def summary_workbook(until: Month, user: User, at: datetime, *, as_of: datetime | None = None) -> bytes:
    """The summary as XLSX, a sheet per category, with who exported it and when."""
    with translation.override("zh-hans"):
        sheets = [_sheet(table, until, user, at, as_of) for table in national_summary(until, as_of=as_of)]
    return write_workbook(sheets or [_nothing(until)], meta={"kind": "national-summary", "until": str(until)})


def _sheet(table: SummaryTable, until: Month, user: User, at: datetime, as_of: datetime | None) -> Sheet:
    columns = [
        Column("稀土集团", width=40),
        *(Column(name, "吨REO", 18, "tonnes") for name in ("全年指标", "本月产量", "累计产量")),
        Column("完成率", width=12),
        Column("剩余指标", "吨REO", 18, "tonnes"),
        Column("备注", width=20),
    ]
    known = f"　数据截至 {day_text(day_of(as_of))}" if as_of else ""
    heading = [
        f"{until.year}年1—{until.month}月稀土总量控制指标执行情况：{table.category.label}",
        f"导出时间 {instant_text(at)}　导出人 {user.name}{known}",
    ]
    rows = [_cells(row) for row in table.rows]
    return Sheet(str(table.category.label), columns, rows, total=_cells(table.total), heading=heading)


def _nothing(until: Month) -> Sheet:
    return Sheet("无", [Column("说明", width=60)], [[f"{until.year}年尚未下达指标，也没有报表。"]])


def _cells(row: SummaryRow) -> list[str | Decimal | None]:
    cell = row.executed
    return [
        row.name,
        AWAITED if cell.awaited else cell.quota,
        row.month_output,
        cell.output,
        "–" if cell.completion is None else f"{cell.completion * 100:.1f}%",
        None if cell.awaited else cell.remaining,
        remark(cell),
    ]


def remark(cell: Executed) -> str:
    """What has to be noticed: above the quota, at it, or close to it; in Chinese."""
    if cell.awaited:
        return AWAITED
    if cell.is_over:
        return "超指标" if cell.quota else "无指标生产"
    return f"已达{cell.warning}%" if cell.warning else ""


def summary_document(until: Month, user: User, at: datetime, *, as_of: datetime | None = None) -> bytes:
    """The summary on A4 landscape. Raises Refusal when this machine cannot print."""
    with translation.override("zh-hans"):
        context = {
            "until": until,
            "tables": [
                (table, [(row, remark(row.executed)) for row in (*table.rows, table.total)])
                for table in national_summary(until, as_of=as_of)
            ],
            "known": day_text(day_of(as_of or at)),
            "maker": user.name,
            "reviewer": "",
            "dated": day_text(day_of(at)),
            "unit": user.organisation.name_zh,
        }
        return render_pdf("reporting/execution/execution_pdf.html", context)
