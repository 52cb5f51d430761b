"""Differences from the traceability system as a workbook, in Chinese: the language of record."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import translation

from accounts.models import User
from common.periods import instant_text
from documents.files.workbooks import Column, Sheet, write_workbook
from reporting.models import Difference


def differences_workbook(rows: Iterable[Difference], user: User, as_of: datetime) -> bytes:
    """Differences from the traceability system, t REO, with who exported them and when."""
    with translation.override("zh-hans"):
        columns = [
            Column("月份"),
            Column("稀土集团", width=24),
            Column("企业", width=32),
            Column("统一社会信用代码", width=22),
            Column("类别", width=24),
            Column("项目"),
            *(Column(name, "吨REO", kind="tonnes") for name in ("上报", "追溯系统", "差异")),
            Column("状态"),
            Column("持续天数", kind="count"),
            Column("说明", width=36),
            Column("处理意见", width=36),
        ]
        table = [
            [
                str(row.period), row.group.name_zh, row.enterprise.name_zh, row.enterprise.credit_code,
                str(row.get_category_display()), str(row.get_quantity_display()), row.reported, row.traced, row.gap,
                str(row.get_state_display()), row.age(as_of), row.explanation, row.decision,
            ]
            for row in rows
        ]  # fmt: skip
        heading = ["与稀土产品追溯系统数据的差异", f"导出时间 {instant_text(as_of)}　导出人 {user.name}"]
        return write_workbook([Sheet("差异", columns, table, heading=heading)], meta={"kind": "differences"})
