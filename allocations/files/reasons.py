"""Reasons of returns and corrections as a workbook: what the screen shows, with who exported it and when; in Chinese."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from accounts.models import User
from allocations.reads.reasons import MONTHS, ReasonRow, ReasonTable
from common.periods import instant_text
from documents.files.workbooks import Column, Sheet, Value, write_workbook


def reasons_workbook(year: int, tables: Iterable[ReasonTable], user: User, at: datetime) -> bytes:
    """A sheet for each kind: one line per reason and, below it, one per group with it; then each group's sum."""
    columns = [
        Column("原因", width=28),
        Column("稀土集团", width=40),
        *(Column(f"{month}月", "次", kind="count", width=8) for month in MONTHS),
        Column("全年", "次", kind="count", width=8),
    ]
    heading = [
        f"{year}年退回与更正原因统计",
        f"导出时间 {instant_text(at)}　导出人 {user.name}　按退回或者更正的月份计",
    ]
    sheets = [Sheet(table.label, columns, _lines(table), total=_line("合计", "", table.total), heading=heading)
              for table in tables]  # fmt: skip
    return write_workbook(sheets, meta={"kind": "reasons", "year": str(year)})


def _lines(table: ReasonTable) -> list[list[Value]]:
    lines = []
    for reason in table.reasons:
        lines.append(_line(reason.label, "", reason))
        lines += [_line(reason.label, group.label, group) for group in reason.groups]
    return lines + [_line("小计", group.label, group) for group in table.groups]


def _line(reason: str, group: str, row: ReasonRow) -> list[Value]:
    return [reason, group, *map(Decimal, row.months), Decimal(row.total)]
