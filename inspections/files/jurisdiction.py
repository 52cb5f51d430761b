"""A province's jurisdiction as a workbook: the content of the page, with who exported it and when."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import translation

from accounts.models import User
from documents.files.workbooks import Column, Sheet, Value, write_workbook
from inspections.reads.jurisdiction import LocatedRow, total_of
from monthly_checks.files.checks import ELIGIBILITY_ZH, _exported
from reporting.files.awaited import AWAITED
from reporting.reads.execution import Executed


def jurisdiction_workbook(
    title: str, notice: str, tables: Iterable[tuple[Any, list[LocatedRow]]], *, user: User, as_of: datetime
) -> bytes:
    """A province's enterprises as its page shows them: a sheet for each category, never mixed in one sum."""
    columns = [
        Column("企业", width=34), Column("统一社会信用代码", width=22), Column("所在地", width=14), Column("集团", width=22),
        *(Column(name, "吨REO", kind="tonnes") for name in ("全年指标", "累计产量", "剩余")), Column("完成率"),
        Column("资格"), Column("不符合事项", width=44), Column("失效日期", kind="day"), Column("将失效事项", width=44),
        Column("未决追溯差异", kind="count"), Column("未决事项", kind="count"), Column("最近检查", kind="day"),
    ]  # fmt: skip
    with translation.override("zh-hans"):
        heading = [line for line in (title, notice, _exported(user, as_of)) if line]
        sheets = [
            Sheet(str(category.label), columns, [_located(row) for row in rows], _total(rows), heading)
            for category, rows in tables
        ]
        empty = Sheet("企业", columns, [], heading=heading)
        return write_workbook(sheets or [empty], meta={"kind": "jurisdiction"})


def _total(rows: list[LocatedRow]) -> list[Value]:
    total = total_of(rows)
    figures: list[Value] = [total.quota, total.output, total.remaining, _completion(total)]
    return ["合计", "", "", "", *figures, "", "", None, "", None, None, None]


def _completion(executed: Executed) -> str:
    return "–" if executed.completion is None else f"{executed.completion * 100:.1f}%"


def _located(row: LocatedRow) -> list[Value]:
    executed, visit = row.executed, row.last_inspection
    return [
        row.enterprise.name_zh, row.enterprise.credit_code, row.enterprise.city,
        row.group.name_zh if row.group else "", AWAITED if executed.awaited else executed.quota, executed.output,
        None if executed.awaited else executed.remaining,
        _completion(executed),
        ELIGIBILITY_ZH[row.verdict.status] if row.verdict else f"{row.left_on}后迁出", row.why_not,
        row.runs_out_on, row.what_runs_out,
        row.differences, row.findings, visit.inspected_on if visit else None,
    ]  # fmt: skip
