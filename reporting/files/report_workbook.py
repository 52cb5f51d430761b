"""A report's workbook as it goes out: sheets A, B, C with one row per line, D for the signatures; and its headings.

The workbook is in Chinese, like the official form. Entry cells are open; everything else is locked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from common.periods import day_of
from common.quantities import Category
from documents.files.layouts import CODE_NAMES, ENTERPRISE_NAMES, Heading, Layout
from documents.files.workbooks import Column, Sheet, Value
from enterprises.reads.past import named_then
from reporting.files.awaited import AWAITED
from reporting.models import ProductionReport, ReportLine
from reporting.reads.beside import Beside, known_beside
from reporting.reads.cells import ELEMENT
from reporting.reads.histories import lines_with_parts
from reporting.reads.labels import OTHER_NAMES
from reporting.rules.form import (
    ELEMENT_NAMES_ZH,
    ELEMENTS,
    FEEDS,
    FLOWS,
    FORM_VERSION,
    LABEL_ZH,
    NO_PRODUCTION,
)
from reporting.rules.violations import CATEGORY_NAMES

UNIT = "吨REO"
ZERO = Decimal(0)
REASON_BY_NAME = {names[0]: code for code, names in NO_PRODUCTION.items()}
FIXED = (
    Column("企业", width=30),
    Column("统一社会信用代码", width=21),
    Column("类别", width=20),
    Column("全年指标", UNIT, 12, "tonnes"),
    Column("截至上月累计", UNIT, 13, "tonnes"),
    Column("上月产量", UNIT, 12, "tonnes"),
)
NOTES = (
    "灰色单元格已锁定。没有发生的数量请填0；空格不等于0。",
    f"未生产原因请填：{'；'.join(REASON_BY_NAME)}。",
)
_PASSED_OVER = (
    Heading("quota", "全年指标", "annual quota", variants=("指标", "年度指标", "本年指标"), read=False),
    Heading("before", "截至上月累计", "output until last month", variants=("累计产量", "本年累计", "累计"), read=False),
    Heading("last", "上月产量", "output last month", read=False),
    Heading("number", "序号", "no.", "text", variants=("编号", "no"), read=False),
)
# Every sheet of the form, or one sheet with all of it: columns by heading, rows by enterprise and category.
LAYOUT = Layout(
    "report",
    (
        Heading("code", "统一社会信用代码", "unified social credit code", "code", CODE_NAMES),
        Heading("name", "企业", "enterprise", "name", ENTERPRISE_NAMES),
        Heading("category", "类别", "category", "part", ("产品类别", "指标类别", "矿种", "品种")),
        *(Heading(one.name, one.zh, one.en, variants=OTHER_NAMES.get(one.name, ())) for one in (*FLOWS, *FEEDS)),
        *(
            Heading(ELEMENT + name, ELEMENT_NAMES_ZH[name], name, variants=(f"{ELEMENT_NAMES_ZH[name]} {name}",))
            for name in ELEMENTS
        ),
        Heading("reason", "未生产原因", "reason for no production", "text", ("停产原因", "未生产的原因")),
        Heading("note", "备注", "note", "text", ("说明", "remark", "remarks", "notes")),
        *_PASSED_OVER,
    ),
    NOTES,
)


@dataclass(frozen=True)
class Entry:
    """A column that is filled in: the field of the cell's name, its head, and whether it holds text."""

    field: str
    head: str
    text: bool = False

    @property
    def column(self) -> Column:
        if self.text:
            return Column(self.head, width=22, locked=False)
        return Column(self.head, UNIT, 13, "tonnes", locked=False)


_FIGURES = tuple(Entry(column.name, column.zh) for column in FLOWS)
_TEXTS = (Entry("reason", "未生产原因", text=True), Entry("note", "备注", text=True))


@dataclass(frozen=True)
class SheetForm:
    """One sheet of the form: the categories of its rows, and its entry columns after the fixed ones."""

    title: str
    categories: frozenset[str]
    entries: tuple[Entry, ...]


SHEETS = (
    SheetForm("A 采矿", frozenset({Category.MINING_ROCK, Category.MINING_IONIC}), (*_FIGURES, *_TEXTS)),
    SheetForm(
        "B 冶炼分离",
        frozenset({Category.SEPARATION}),
        (*_FIGURES, *(Entry(column.name, column.zh) for column in FEEDS), *_TEXTS),
    ),
    SheetForm(
        "C 分元素产量",
        frozenset({Category.SEPARATION}),
        tuple(
            Entry(ELEMENT + name, f"{ELEMENT_NAMES_ZH[name]} {name}" if name != "mixed" else "混合")
            for name in ELEMENTS
        ),
    ),
)


def meta_of(report: ProductionReport) -> dict[str, str]:
    """What the hidden sheet says: whose month this is, and in which form."""
    return {
        "form": FORM_VERSION,
        "group": report.group.code,
        "month": str(report.period),
        "report": report.number,
    }


def template_sheets(report: ProductionReport) -> list[Sheet]:
    """The sheets of a report with its present figures."""
    lines = named_then(lines_with_parts(report), report.period.last_day)
    known = known_beside(report, lines)
    sheets = [_sheet(report, form, lines, known) for form in SHEETS]
    return [*(sheet for sheet in sheets if sheet.rows), _signatures(report)]


def _sheet(
    report: ProductionReport,
    form: SheetForm,
    lines: Iterable[ReportLine],
    known: Mapping[tuple[int, str], Beside],
) -> Sheet:
    rows = [
        _row(form, line, known[line.enterprise_id, line.category]) for line in lines if line.category in form.categories
    ]
    return Sheet(
        title=form.title,
        columns=[*FIXED, *(entry.column for entry in form.entries)],
        rows=rows,
        heading=(
            f"{report.group.name_zh} {report.year}年{report.month}月生产调度报表 {form.title}",
            LABEL_ZH,
        ),
        notes=NOTES,
    )


def _row(form: SheetForm, line: ReportLine, beside: Beside) -> list[Value]:
    history = beside.history
    parts = {part.element: part.tonnes for part in line.elements.all()}
    values: list[Value] = [
        line.enterprise.name_zh,
        line.enterprise.credit_code,
        CATEGORY_NAMES[line.category][0],
        AWAITED if beside.awaited else history.quota,
        history.output_before,
        history.last_output,
    ]
    for entry in form.entries:
        if entry.field == "reason":
            values.append(NO_PRODUCTION[line.no_production_reason][0] if line.no_production_reason else None)
        elif entry.field == "note":
            values.append(line.note or None)
        elif entry.field.startswith(ELEMENT):
            values.append(parts.get(entry.field.removeprefix(ELEMENT)))
        else:
            values.append(getattr(line, entry.field))
    return values


def _signatures(report: ProductionReport) -> Sheet:
    signed = report.signer or None
    day = day_of(report.submitted_at) if report.submitted_at else None
    rows: list[list[Value]] = [
        ["负责人", signed],
        ["填表人", report.drafted_by.name],
        ["日期", day],
        ["盖章", "（公章）"],
    ]
    return Sheet(title="D 签字", columns=[Column("项目", width=14), Column("内容", width=40)], rows=rows)
