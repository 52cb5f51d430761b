"""Output of a year summed by holder, month and category: from the kept sums, or from the lines where those do not reach.

Tonnes REO. With `as_of` by the versions that counted at that instant.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Max, QuerySet, Sum

from accounts.models import Organisation
from allocations.models import Takeover
from common.periods import Month
from reporting.models import OutputSum, ProductionReport, ReportLine
from reporting.models.line import ReportLineQuerySet

ZERO = Decimal(0)
Key = tuple[int, str]


def successors(year: int, *, as_of: datetime | None = None) -> dict[Key, int]:
    """Who took over a group's quota of the year, by (predecessor's id, category)."""
    taken = Takeover.objects.filter(year=year)
    if as_of is not None:
        taken = taken.filter(at__lte=as_of)
    rows = taken.order_by("at", "pk").values_list("succession__predecessor", "category", "succession__successor")
    return {(before, category): successor for before, category, successor in rows}


def handed_on(outputs: Mapping[Any, Decimal], successor_of: Mapping[Key, int]) -> dict[Any, Decimal]:
    """What a group made before its merger counts as the successor's, which has its quota: that year continues."""
    counted: dict[Any, Decimal] = {}
    for (group, category), output in outputs.items():
        holder = group
        while (holder, category) in successor_of:
            holder = successor_of[holder, category]
        counted[holder, category] = counted.get((holder, category), ZERO) + output
    return counted


def group_sums(until: Month, *by: str, as_of: datetime | None = None) -> dict[Any, Decimal]:
    """The output of groups in the year until the month, by these columns: from the kept sums.

    Of another instant from the lines: only what counts now is summed already."""
    of_lines = {"group": "report__group", "month": "report__month", "category": "category"}
    if as_of is not None:
        return line_sums(until, *(of_lines[name] for name in by), as_of=as_of)
    sums = OutputSum.objects.filter(year=until.year, month__lte=until.month)
    return {tuple(key): tonnes for *key, tonnes in sums.values_list(*by).annotate(tonnes=Sum("output")).order_by()}


def line_sums(
    until: Month,
    *by: str,
    enterprises: "list[int] | QuerySet[Any] | None" = None,
    group: Organisation | None = None,
    as_of: datetime | None = None,
    lines: ReportLineQuerySet | None = None,
) -> dict[Any, Decimal]:
    """The output of the year until the month, summed by these columns from the lines, or from those among them."""
    counted = (ReportLine.objects.all() if lines is None else lines).counting(until.year, as_of=as_of)
    counted = counted.filter(report__month__lte=until.month)
    if enterprises is not None:
        counted = counted.filter(enterprise__in=enterprises)
    if group is not None:
        counted = counted.filter(report__group=group)
    rows = counted.values_list(*by).annotate(tonnes=Sum("output")).order_by()
    return {tuple(key): output for *key, output in rows if output is not None}


def latest_months(until: Month, as_of: datetime | None) -> dict[int, int]:
    """The last month that each group has reported."""
    reports = ProductionReport.objects.counting(as_of).filter(year=until.year, month__lte=until.month)
    return dict(reports.values_list("group").annotate(latest=Max("month")).order_by())
