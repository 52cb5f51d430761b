"""The table of timeliness as a workbook: what the screen shows, with who exported it and when; in Chinese."""

from datetime import datetime
from decimal import Decimal

from accounts.models import User
from common.periods import day_text, instant_text
from documents.files.workbooks import Column, Sheet, Value, write_workbook
from reporting.reads.timeliness import MonthDuty, TimelinessRow

HEADS = {"met_on_time": "按时", "met_late": "迟报", "not_reported": "未报", "extended": "经延期"}


def timeliness_workbook(year: int, rows: list[TimelinessRow], user: User, at: datetime) -> bytes:
    """One sheet: one line per group, twelve months, and the number of months by status."""
    columns = [
        Column("稀土集团", width=40),
        *(Column(f"{month}月", width=16) for month in range(1, 13)),
        *(Column(head, width=10) for head in HEADS.values()),
    ]
    heading = [
        f"{year}年月度报表报送情况",
        f"导出时间 {instant_text(at)}　导出人 {user.name}　迟报、未报按工作日计",
    ]
    lines: list[list[Value]] = [
        [row.group.name_zh, *map(said, row.months), *(Decimal(row.counts[name]) for name in HEADS)] for row in rows
    ]
    total: list[Value] = ["合计", *[""] * 12, *(Decimal(sum(row.counts[name] for row in rows)) for name in HEADS)]
    sheet = Sheet("报送情况", columns, lines, total=total if rows else None, heading=heading)
    return write_workbook([sheet], meta={"kind": "timeliness", "year": str(year)})


def said(duty: MonthDuty | None) -> str:
    """A cell in words; a month without obligation is a dash."""
    if duty is None:
        return "–"
    timeliness, days = duty.timeliness, duty.punctuality.workdays
    words = {"not_open": "未到期", "open": f"待报，剩{days}个工作日", "met_on_time": "按时"}
    text = words.get(timeliness) or f"{HEADS[timeliness]}{days}个工作日"
    return f"{text}（延至{day_text(duty.obligation.due_on)}）" if duty.is_extended else text
