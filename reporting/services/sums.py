"""Sums of output: kept with every report that comes into force or leaves it, rebuilt and compared by a command."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import models, transaction
from django.db.models import Sum

from common.periods import Month
from reporting.models import OutputSum, ProductionReport, ReportLine
from reporting.services.enterprise_outputs import drifted, keep_month, rebuild_outputs

ZERO = Decimal(0)
# group, category, year, month
Key = tuple[int, str, int, int]
COLUMNS = ("report__group", "category", "report__year", "report__month")


@dataclass(frozen=True)
class Drift:
    """A sum that is not what the lines in force add up to, t REO; None where it is missing or should not be."""

    key: Key
    kept: Decimal | None
    lines: Decimal | None
    # Of one enterprise; None for the group's sum.
    enterprise: int | None = None


def come_into_force(report: ProductionReport, at: datetime) -> None:
    """From this instant on the report's figures count. The caller saves the report, then calls `keep_sums`."""
    report.in_force, report.counts_from, report.counts_until = True, at, None


def leave_force(report: ProductionReport, at: datetime) -> None:
    """From this instant on they do not; what was known before stays known for every day until then."""
    report.in_force = False
    if report.counts_from is not None and report.counts_until is None:
        report.counts_until = at


def keep_sums(group: int, month: Month) -> None:
    """Sums one group's month anew, in the caller's transaction, from the report in force."""
    which = {"group": group, "year": month.year, "month": month.month}
    OutputSum.objects.filter(**which).delete()
    lines = ReportLine.objects.filter(report__group=group, report__year=month.year, report__month=month.month)
    OutputSum.objects.bulk_create(_rows(_summed(lines).items()))
    keep_month(group, month)


def compare() -> list[Drift]:
    """Every sum that has drifted from its lines; none should."""
    kept = {(row.group_id, row.category, row.year, row.month): row.output for row in OutputSum.objects.all()}
    lines = _summed(ReportLine.objects.all())
    sums = [
        Drift(key, kept.get(key), lines.get(key)) for key in sorted({*kept, *lines}) if kept.get(key) != lines.get(key)
    ]
    return [
        *sums,
        *(
            Drift((group, category, year, month), found, right, enterprise)
            for (year, group, enterprise, category), month, found, right in drifted()
        ),
    ]


@transaction.atomic
def rebuild() -> int:
    """Sums everything anew; the number of sums. Reports wait meanwhile."""
    list(ProductionReport.objects.select_for_update().in_force().values_list("pk", flat=True))
    OutputSum.objects.all().delete()
    rebuild_outputs()
    return len(OutputSum.objects.bulk_create(_rows(_summed(ReportLine.objects.all()).items()), batch_size=1000))


def _summed(lines: models.QuerySet[ReportLine]) -> dict[Key, Decimal]:
    counted = lines.filter(report__in_force=True, output__isnull=False)
    rows = counted.values_list(*COLUMNS).annotate(tonnes=Sum("output")).order_by()
    return {(group, category, year, month): tonnes for group, category, year, month, tonnes in rows}


def _rows(sums: Iterable[tuple[Key, Decimal]]) -> list[OutputSum]:
    return [
        OutputSum(group_id=group, category=category, year=year, month=month, output=tonnes)
        for (group, category, year, month), tonnes in sorted(sums)
    ]
