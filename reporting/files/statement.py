"""The statement of a year (年度执行情况) as a workbook and as a PDF: nation, groups, enterprises, and what was corrected
since it was closed."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from django.utils import translation

from accounts.models import User
from common.periods import day_of, day_text, instant_text
from common.quantities import Category, places_needed
from documents.files.pdf import render_pdf
from documents.files.workbooks import Column, Sheet, Value, write_workbook
from reporting.models import StatementLine, YearStatement
from reporting.reads.statements import Correction

TITLES = {
    StatementLine.Holder.NATION: "全国",
    StatementLine.Holder.GROUP: "稀土集团",
    StatementLine.Holder.ENTERPRISE: "企业",
}
COLUMNS = [
    Column("名称", width=42),
    Column("类别", width=24),
    *(Column(name, "吨REO", 18, "tonnes") for name in ("全年指标", "全年产量", "超指标产量", "失效指标")),
    Column("完成率", width=12),
]
CORRECTED = [
    Column("名称", width=42),
    Column("类别", width=24),
    *(
        Column(name, "吨REO", 18, "tonnes")
        for name in ("印发时指标", "更正后指标", "印发时产量", "更正后产量", "印发时失效指标", "更正后失效指标")
    ),
]


def statement_workbook(
    statement: YearStatement, lines: Sequence[StatementLine], corrected: Iterable[Correction], user: User, at: datetime
) -> bytes:
    """A sheet per kind of holder, and one of what was corrected since; with who exported it and when."""
    with translation.override("zh-hans"):
        exported = f"导出时间 {instant_text(at)}　导出人 {user.name}"
        heading = [str(statement), f"{statement.number}　{_dated(statement)}　{exported}"]
        sheets = [
            Sheet(title, COLUMNS, [_cells(line) for line in lines if line.holder == holder], heading=heading)
            for holder, title in TITLES.items()
            if any(line.holder == holder for line in lines)
        ]
        changes = [_change(one) for one in corrected]
        if changes:
            sheets.append(Sheet("印发后更正", CORRECTED, changes, heading=heading))
        empty = Sheet("说明", [Column("说明", width=60)], [["没有可查看的数据。"]], heading=heading)
    return write_workbook(sheets or [empty], meta={"kind": "year-statement", "number": statement.number})


def _dated(statement: YearStatement) -> str:
    if statement.decided_at is None or statement.is_draft:
        return "草稿"
    return f"印发时间 {instant_text(statement.decided_at)}"


def _cells(line: StatementLine) -> list[Value]:
    completion = "–" if line.completion is None else f"{line.completion * 100:.1f}%"
    over: Decimal | None = line.over or None
    return [line.name_zh, str(line.get_category_display()), line.quota, line.output, over, line.lapsed, completion]


def _change(one: Correction) -> list[Value]:
    line = one.line
    head: list[Value] = [line.name_zh, str(line.get_category_display())]
    return [*head, line.quota, one.quota, line.output, one.output, line.lapsed, one.lapsed]


def statement_document(
    statement: YearStatement, lines: Sequence[StatementLine], corrected: Sequence[Correction], user: User, at: datetime
) -> bytes:
    """On A4 landscape. Raises Refusal when this machine cannot print."""
    with translation.override("zh-hans"):
        context = {
            "statement": statement,
            "whole": user.sees_everything,
            "tables": [
                (category.label, own, places_needed(value for line in own for value in (line.quota, line.output)))
                for category in Category
                if (own := [line for line in lines if line.category == category])
            ],
            "corrected": corrected,
            "maker": statement.drafted_by.name,
            "reviewer": "" if statement.is_draft else statement.decider,
            "dated": day_text(day_of(statement.decided_at or statement.drafted_at)),
            "unit": user.organisation.name_zh if user.organisation.is_ministry else "工业和信息化部",
            "known": day_text(day_of(at)),
        }
        return render_pdf("reporting/statements/statement_pdf.html", context)
