"""The demo's reports: what clerks, officers and the ministry did in 2021, through the verbs of everybody.

Deterministic: the figures follow from enterprise, month and quota. Among the regular months are late ones,
one returned and mended, one corrected after acceptance, a shutdown, and a difference from the traceability
system."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from accounts.models import Organisation, User
from allocations.models import Filing
from common.periods import SHANGHAI, Month
from deadlines.rules.calendar import WorkCalendar
from deadlines.services.calendar import current_calendar
from deadlines.services.obligations import report_due
from enterprises.reads.verdicts import verdicts
from reporting.models import ProductionReport, ReportLine
from reporting.reads.cells import Cells
from reporting.reads.histories import NOTHING, History, histories, lines_with_parts
from reporting.rules.form import cell_name
from reporting.services.checks import check, explanation_cell
from reporting.services.decisions import accept_report, return_report, submit_report
from reporting.services.drafts import save_report, start_correction, start_report

# Working days after the due day.
LATE = {("guangdong-re", 5): 2, ("xiamen-tungsten", 8): 16}
RETURNED = {("southern-re", 6)}
CORRECTED = {("xiamen-tungsten", 4), ("northern-re", 7)}
SHUTDOWN = {("chinalco-re", 7)}
UNTRACED = {("minmetals-re", 8)}

DUE_DAY = 10
RULE_SET = "2021"
SENT_AT = 15
TENTH = Decimal("0.1")
ZERO = Decimal(0)
# The first batch carries a group until this month; the annual notice until December.
FIRST_BATCH_UNTIL = 9
# What the fictional plants make of their feed, in parts of a thousand.
LIGHT = {"La": 255, "Ce": 480, "PrNd": 205, "Sm": 12, "Eu": 2, "Gd": 6, "Y": 4, "mixed": 36}
HEAVY = {
    "La": 190, "Ce": 30, "PrNd": 230, "Sm": 40, "Eu": 8, "Gd": 45, "Tb": 7, "Dy": 42, "Ho": 8, "Er": 24,
    "Tm": 3, "Yb": 18, "Lu": 3, "Y": 320, "mixed": 32,
}  # fmt: skip
LIGHT_PROVINCES = {"15", "37", "51"}
FEED_PARTS = {"feed_own": 68, "feed_domestic": 17, "feed_imported": 10, "feed_other": 3, "feed_secondary": 2}
EXPLANATIONS = {
    "output_jump": "年度指标下达后，按新分解的指标和订单安排当月生产，已列入集团生产计划。",
    "traceability_differs": "月末批次在追溯系统次月入账，差额已由企业逐批核对。",
    "opening_differs": "盘点后更正上月末库存，盘点表留存企业备查。",
    "stock_does_not_close": "运输途中货物次月确认，单据留存企业备查。",
    "yield_implausible": "本月投料含上月在制品，按季度平衡。",
    "over_quota": "订单集中交付，已停止投料，超出部分报集团处理。",
    "no_quota": "试生产，已报所在省主管部门。",
}


@dataclass(frozen=True)
class People:
    """Who does a group's reports."""

    clerk: User
    officer: User
    miit_officer: User
    expected: Mapping[str, Decimal]


@dataclass(frozen=True)
class Step:
    """Something that somebody did at an instant."""

    at: datetime
    do: Callable[[], object]


def demo_steps(
    *,
    group: Organisation,
    months: Iterable[Month],
    clerk: User,
    officer: User,
    miit_officer: User,
    expected: Mapping[str, Decimal],
) -> Iterator[Step]:
    """A group's reports of successive months of one year, in their order.

    `expected` is the share of the first batch by category: what is produced before it comes follows from it.

    The steps of several groups are taken in the order of their instants, with the clock set to each.
    """
    people, calendar = People(clerk, officer, miit_officer, expected), current_calendar()
    free_from = datetime(1990, 1, 1, tzinfo=SHANGHAI)
    for month in months:
        steps = [Step(at, do) for at, do in _month_steps(group, month, people, calendar, free_from)]
        free_from = steps[1].at + timedelta(hours=2)
        yield from steps


def _month_steps(
    group: Organisation, month: Month, people: People, calendar: WorkCalendar, free_from: datetime
) -> Iterator[tuple[datetime, Callable[[], object]]]:
    """Filled in two working days before the due day, sent one before.

    Late months later, and never before the last.
    """
    key, due = (group.code, month.month), report_due(month, DUE_DAY, calendar).day

    def when(day: date, hour: int) -> datetime:
        return datetime.combine(day, time(hour, group.position * 7 % 55), SHANGHAI)

    def latest() -> ProductionReport:
        return ProductionReport.objects.of_month(group, month)[0]

    def submit() -> object:
        return submit_report(report=latest(), by=people.officer)

    def accept() -> object:
        return accept_report(report=latest(), by=people.miit_officer)

    late = LATE.get(key, 0)
    sent = calendar.add_workdays(due, late) if late else calendar.take_workdays(due, 1)
    filled = max(when(calendar.take_workdays(sent, 1), 10), free_from)
    sent = max(sent, filled.date() if filled.hour < SENT_AT else calendar.next_workday(filled.date()))
    yield filled, lambda: fill_month(group, month, people)
    yield when(sent, SENT_AT), submit
    if key in RETURNED:
        yield when(due, 9), lambda: _return(latest(), people)
        yield when(due, 13), lambda: _mend(latest(), people)
        yield when(due, 16), submit
    decided = calendar.add_workdays(max(sent, due), 2)
    yield when(decided, 11), accept
    if key in CORRECTED:
        later = calendar.add_workdays(decided, 5)
        yield when(later, 10), lambda: correct_month(latest(), people)
        yield when(later, 14), submit
        yield when(calendar.next_workday(later), 10), accept


def fill_month(group: Organisation, month: Month, people: People) -> None:
    """The clerk's draft of a month, filled in and explained."""
    report = start_report(group=group, month=month, by=people.clerk)
    lines = list(lines_with_parts(report))
    if not any(history.quota for history in histories(month, [line.enterprise_id for line in lines]).values()):
        _fill_before_any_quota(report, lines, people)
        return
    known = histories(month, [line.enterprise_id for line in lines])
    annual = Filing.objects.in_force(month.year).filter(group=group, notice__batch__gte=2).exists()
    key = (group.code, month.month)
    cells: Cells = {}
    for number, line in enumerate(lines):
        history = known.get((line.enterprise_id, line.category), NOTHING)
        output = ZERO if key in SHUTDOWN and number == 0 else _output(line, history, month, annual=annual)
        cells |= _cells(line, output, gap=key in UNTRACED and number == 0)
    if key in RETURNED:
        cells |= _misread(lines[0], cells)
    save_report(report=report, cells=cells, by=people.clerk)
    _explain(report, people)


def _fill_before_any_quota(report: ProductionReport, lines: list[ReportLine], people: People) -> None:
    """The year's first quota is not with the enterprises yet. Those that may get some produce in expectation of it,
    a little below a month's part; the others do not produce."""
    found = verdicts([line.enterprise for line in lines], as_of=report.period.last_day, rule_set=RULE_SET)
    eligible = [line for line in lines if found[line.enterprise_id, line.category].is_eligible]
    cells: Cells = {}
    for line in lines:
        alike = sum(1 for other in eligible if other.category == line.category)
        output = ZERO
        if line in eligible:
            monthly = people.expected.get(line.category, ZERO) / alike / FIRST_BATCH_UNTIL
            output = monthly * (Decimal(70 + _pick(line, report.period, 20)) / 100)
        cells |= _cells(line, output.quantize(TENTH, rounding="ROUND_DOWN"), gap=False)
        if not output:
            cells[cell_name("reason", line.enterprise_id, line.category)] = "no_quota"
    save_report(report=report, cells=cells, by=people.clerk)
    _explain(report, people)


def _explain(report: ProductionReport, people: People) -> None:
    cells: Cells = {explanation_cell(fault): EXPLANATIONS[fault.code] for fault in check(report).unexplained}
    save_report(report=report, cells=cells, by=people.clerk)


def _output(line: ReportLine, history: History, month: Month, *, annual: bool) -> Decimal:
    """What is left of 96 % of the quota, spread over the months it has to last for, unevenly.

    Never over the quota.
    """
    left = history.quota - history.output_before
    last_month = 12 if annual else max(FIRST_BATCH_UNTIL, month.month)
    spread = (history.quota * Decimal("0.96") - history.output_before) / (last_month - month.month + 1)
    planned = spread * (Decimal(92 + _pick(line, month, 17)) / 100)
    return max(ZERO, min(planned, left)).quantize(TENTH, rounding="ROUND_DOWN")


def _cells(line: ReportLine, output: Decimal, *, gap: bool) -> Cells:
    month = line.report.period
    opening = line.opening_stock if line.opening_stock is not None else (output * 3 / 10).quantize(TENTH)
    share = Decimal(88 + _pick(line, month, 20, "sales")) / 100
    out = min((output * share).quantize(TENTH), opening + output)
    used = (out * 7 / 10).quantize(TENTH) if line.category != "separation" else ZERO
    values: dict[str, Decimal | str] = {
        "output": output,
        "opening_stock": opening,
        "purchases": ZERO,
        "used": used,
        "sales": out - used,
        "closing_stock": opening + output - out,
        "traceability_quantity": (output * Decimal("0.975")).quantize(TENTH) if gap else output,
        "reason": "" if output else "maintenance",
    }
    if line.category == "separation":
        feed = (output * 100 / 92).quantize(TENTH)
        values |= _parts(feed, FEED_PARTS)
        mix = LIGHT if line.enterprise.province_id in LIGHT_PROVINCES else HEAVY
        values |= {f"el_{name}": tonnes for name, tonnes in _parts(output, mix).items() if output}
    return {cell_name(name, line.enterprise_id, line.category): value for name, value in values.items()}


def _parts(whole: Decimal, shares: dict[str, int]) -> dict[str, Decimal]:
    """The whole by these shares; what rounding leaves goes to the first."""
    of = sum(shares.values())
    parts = {name: (whole * share / of).quantize(TENTH, rounding="ROUND_DOWN") for name, share in shares.items()}
    first = next(iter(shares))
    parts[first] += whole - sum(parts.values(), ZERO)
    return parts


def _pick(line: ReportLine, month: Month, below: int, salt: str = "") -> int:
    """A number from 0 that depends on enterprise, category and month only."""
    seed = f"{line.enterprise.credit_code}{line.category}{month}{salt}"
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4], "big") % below


def _misread(line: ReportLine, cells: Cells) -> Cells:
    """Sales 10 t too high and the stock too low by the same: it balances, and it is wrong."""
    sales, closing = (cell_name(name, line.enterprise_id, line.category) for name in ("sales", "closing_stock"))
    return {sales: Decimal(str(cells[sales])) + 10, closing: Decimal(str(cells[closing])) - 10}


def _return(report: ProductionReport, people: People) -> None:
    line = lines_with_parts(report)[0]
    cell = cell_name("sales", line.enterprise_id, line.category)
    return_report(
        report=report,
        reason="个别企业销售量与增值税发票不符，请核对后重报。",
        cells={cell: "与当月发票合计相差10吨"},
        by=people.miit_officer,
    )


def _mend(report: ProductionReport, people: People) -> None:
    successor = start_correction(report=report, reason="", by=people.clerk)
    _shift_sales(successor, Decimal(-10), people)


def correct_month(report: ProductionReport, people: People) -> None:
    """The clerk's correction of an accepted month: two cells of the first line."""
    reason = "企业补报一批漏记的销售，库存相应减少。"
    _shift_sales(start_correction(report=report, reason=reason, by=people.clerk), Decimal(2), people)


def _shift_sales(report: ProductionReport, by_tonnes: Decimal, people: People) -> None:
    line = lines_with_parts(report)[0]
    key = (line.enterprise_id, line.category)
    cells: Cells = {
        cell_name("sales", *key): (line.sales or ZERO) + by_tonnes,
        cell_name("closing_stock", *key): (line.closing_stock or ZERO) - by_tonnes,
    }
    save_report(report=report, cells=cells, by=people.clerk)
    _explain(report, people)
