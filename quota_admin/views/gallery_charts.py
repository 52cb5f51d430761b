"""Example data of the gallery's charts."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from allocations.reads.quota_steps import Document, QuotaStep
from common.periods import Month
from common.quantities import Category
from reporting.reads.execution import Executed
from reporting.reads.progress import Progress
from reporting.reads.trends import Trend, YearRow

UNTIL = Month(2021, 8)
OUTPUTS = [Decimal(tonnes) for tonnes in (5200, 6100, 8400, 0, 8800, 9100, 8700, 9000)]
BEFORE = [Decimal(4800)] * 12
HEAT = ("met_on_time", "met_late", "not_reported", "open", "not_open")


def example_charts() -> dict[str, Any]:
    """A year that is over its pace, one that is over its quota, one that waits for quota; each state of a heat table."""
    category = str(Category.SEPARATION)
    first = QuotaStep(category, date(2021, 2, 19), Decimal(40000), Decimal(40000), Document("notice", 1, 1))
    second = QuotaStep(category, date(2021, 9, 30), Decimal(41000), Decimal(81000), Document("notice", 2, 2))
    outputs = [*OUTPUTS, *[None] * 4]
    total = sum(OUTPUTS, Decimal(0))
    years = [
        Progress(Executed(category, Decimal(81000), total), UNTIL, outputs, BEFORE, [first, second]),
        Progress(Executed(category, Decimal(40000), total), UNTIL, outputs, [None] * 12, [first]),
        Progress(Executed(category, Decimal(0), total, awaited=True), UNTIL, outputs, [None] * 12, []),
    ]
    rows = [YearRow(2020, Decimal(63500), Decimal(57600), Decimal(38400), None, []),
            YearRow(2021, Decimal(81000), None, total, Decimal(38400), [])]  # fmt: skip
    return {
        "overview": SimpleNamespace(progress=years, until=UNTIL),
        "marks": [(date(2021, 3, 9), "finding"), (date(2021, 6, 20), "inspection"), (date(2021, 7, 30), "correction")],
        "trend": Trend(Category.SEPARATION, rows),
        "heat": [SimpleNamespace(timeliness=code, is_late=code in HEAT[1:3], url="#", punctuality=SimpleNamespace(workdays=2),
                                 group=SimpleNamespace(short="示例集团"), month=UNTIL) for code in HEAT],
        "completions": [Decimal(0), Decimal("0.5"), Decimal("0.9"), Decimal("1.2"), None],
        "outputs": outputs,
        "mark_kinds": ["quota", "finding", "inspection", "correction"],
    }  # fmt: skip
