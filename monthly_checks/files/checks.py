"""The monthly check as workbooks: the content of the pages, with who exported it and when."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils import translation

from accounts.models import User
from common.periods import instant_text
from documents.files.workbooks import Column, Sheet, Value, write_workbook
from monthly_checks.models import MonthlyCheck
from monthly_checks.reads.checks import CheckRow
from reporting.files.awaited import AWAITED
from reporting.reads.execution import Executed

STATES_ZH = {
    "unjudged": "未核查",
    "agree": "同意",
    "question": "已询问，待答复",
    "answered": "已答复，待核查",
    "to_inspect": "提请检查",
}

ELIGIBILITY_ZH = {"eligible": "符合", "not_eligible": "不符合", "evidence_missing": "缺少证明"}


def _exported(user: User, as_of: datetime) -> str:
    return f"导出时间 {instant_text(as_of)}　导出人 {user.name}（{user.organisation.name_zh}）"


def checks_workbook(lines: Iterable[Any], *, year: int, user: User, as_of: datetime) -> bytes:
    """The checks of a year by province and month, in numbers."""
    counts = ("企业数", "同意", "待答复", "待核查答复", "提请检查", "核查后数据有变化", "未核查")
    columns = [
        Column("月份"), Column("省份", width=18), Column("状态"), *(Column(name, kind="count") for name in counts),
        Column("截止日期", kind="day"), Column("办结时间", width=22), Column("办结人", width=24),
        Column("报告意见", width=40),
    ]  # fmt: skip
    with translation.override("zh-hans"):
        rows: list[list[Value]] = [_list_row(line) for line in lines]
        heading = [f"{year}年按月调度检查情况", _exported(user, as_of)]
        return write_workbook([Sheet("按月检查", columns, rows, heading=heading)], meta={"kind": "checks"})


def _list_row(line: Any) -> list[Value]:
    check, tally = line.check, line.tally
    counts = (tally.enterprises, tally.agree, tally.question, tally.answered, tally.to_inspect, tally.changed)
    return [
        str(check.period), check.province.name_zh, str(check.get_state_display()),
        *counts, tally.unjudged,
        line.duty.due_on if line.duty else None, instant_text(check.closed_at) if check.closed_at else "",
        check.closer, check.summary,
    ]  # fmt: skip


def check_workbook(
    check: MonthlyCheck,
    rows: Iterable[CheckRow],
    executed: Mapping[int, list[Executed]],
    *,
    user: User,
    as_of: datetime,
) -> bytes:
    """One month of one province, a row per enterprise and category, and a sheet of what changed since."""
    listed = list(rows)
    figures = ("本月产量", "追溯系统数据", "全年指标", "累计产量")
    columns = [
        Column("企业", width=34), Column("统一社会信用代码", width=22), Column("集团", width=22), Column("类别", width=18),
        *(Column(name, "吨REO", kind="tonnes") for name in figures),
        Column("待说明事项", kind="count"), Column("核查意见", width=18), Column("内容", width=36), Column("答复", width=36),
        Column("核查后变化", kind="count"),
    ]  # fmt: skip
    changed = [
        Column("企业", width=34),
        Column("数据项", width=34),
        Column("核查时", width=18),
        Column("现在", width=18),
    ]
    with translation.override("zh-hans"):
        heading = [str(check), f"{check.number}　{check.get_state_display()}", _exported(user, as_of)]
        table = [line for row in listed for line in _enterprise_rows(row, executed)]
        changes: list[list[Value]] = [
            [row.row.enterprise.name_zh, change.label, *change.shown] for row in listed for change in row.changes
        ]
        sheets = [
            Sheet("核查情况", columns, table, heading=heading),
            Sheet("核查后变化", changed, changes, heading=heading),
        ]
        return write_workbook(sheets, meta={"kind": "check", "check": check.number})


def _quota(year: Executed | None) -> Value:
    if year is None:
        return None
    return AWAITED if year.awaited else year.quota


def _enterprise_rows(row: CheckRow, executed: Mapping[int, list[Executed]]) -> list[list[Value]]:
    enterprise, verdict = row.row.enterprise, row.verdict
    years = {one.category: one for one in executed.get(enterprise.pk, [])}
    says: list[Value] = [
        row.findings,
        STATES_ZH[row.state],
        verdict.text if verdict else "",
        verdict.answer if verdict else "",
        len(row.changes),
    ]
    head: list[Value] = [enterprise.name_zh, enterprise.credit_code, row.row.group.name_zh]
    rows: list[list[Value]] = []
    for line in row.lines:
        year = years.get(line.category)
        figures: list[Value] = [
            line.output, line.traceability_quantity, _quota(year), year.output if year else None,
        ]  # fmt: skip
        rows.append([*head, str(line.get_category_display()), *figures, *says])
    return rows or [[*head, "", None, None, None, None, *says]]
