"""What enterprises have produced in a year, for the splits below: none goes below it unnoticed."""

from collections.abc import Collection
from decimal import Decimal

from django.db.models import Sum

from reporting.models import EnterpriseOutput, ReportLine

MONTHS = 12


def produced(year: int, enterprises: Collection[int]) -> dict[tuple[int, str], Decimal]:
    """Reported output of the year by (enterprise id, category), t REO, from the reports that count. One query."""
    rows = EnterpriseOutput.objects.until(year, MONTHS).filter(enterprise__in=enterprises).order_by()
    found: dict[tuple[int, str], Decimal] = {}
    for enterprise, category, tonnes in rows.values_list("enterprise", "category", "tonnes"):
        found[enterprise, category] = found.get((enterprise, category), Decimal(0)) + tonnes
    return found


def produced_of_year(year: int) -> dict[tuple[int, str], Decimal]:
    """The same of every enterprise that reported."""
    rows = ReportLine.objects.counting(year).values_list("enterprise", "category")
    summed = rows.annotate(tonnes=Sum("output")).order_by()
    return {(enterprise, category): tonnes or Decimal(0) for enterprise, category, tonnes in summed}
