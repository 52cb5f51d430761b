"""What enterprises have produced in a year, for the splits below: none goes below it unnoticed."""

from collections.abc import Collection
from decimal import Decimal

from django.db.models import Sum

from reporting.models import ReportLine


def produced(year: int, enterprises: Collection[int]) -> dict[tuple[int, str], Decimal]:
    """Reported output of the year by (enterprise id, category), t REO, from the reports that count. One query."""
    rows = (
        ReportLine.objects.counting(year)
        .filter(enterprise__in=enterprises)
        .values_list("enterprise", "category")
        .annotate(tonnes=Sum("output"))
        .order_by()
    )
    return {(enterprise, category): tonnes or Decimal(0) for enterprise, category, tonnes in rows}


def produced_of_year(year: int) -> dict[tuple[int, str], Decimal]:
    """The same of every enterprise that reported."""
    rows = ReportLine.objects.counting(year).values_list("enterprise", "category")
    summed = rows.annotate(tonnes=Sum("output")).order_by()
    return {(enterprise, category): tonnes or Decimal(0) for enterprise, category, tonnes in summed}
