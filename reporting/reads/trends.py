"""Years side by side: quota and output of every year, and the same months of each. Tonnes REO, category by category."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum

from accounts.models import Organisation, User
from allocations.models import Notice
from allocations.reads.quota_years import YearKey, enterprise_by_year, group_by_year, nation_by_year
from allocations.reads.quotas import enterprise_quotas
from common.quantities import Category
from documents.models import Attachment
from enterprises.models import Enterprise
from reporting.models import OutputSum, ProductionReport, ReportLine

ZERO = Decimal(0)


@dataclass(frozen=True)
class YearRow:
    """A year in one category; `until_month` is the output of January to the month that all years are compared by.

    `before` is the same of the year before. An output is None where nothing of it is in the system. `sources` are the
    workbooks that the year's notices and reports were imported from, if they were.
    """

    year: int
    quota: Decimal
    output: Decimal | None
    until_month: Decimal | None
    before: Decimal | None
    sources: list[Attachment]

    @property
    def completion(self) -> Decimal | None:
        """Output of the year over its quota; None without quota."""
        return self.output / self.quota if self.quota and self.output is not None else None

    @property
    def change(self) -> Decimal | None:
        """The change of the compared months as a share of the year before; None without one."""
        return (self.until_month - self.before) / self.before if self.before and self.until_month is not None else None


@dataclass(frozen=True)
class Trend:
    """The years of one category, earliest first."""

    category: Category
    rows: list[YearRow]


def trend_of_nation(month: int) -> list[Trend]:
    """The nation's years. In a constant number of queries."""
    return _trends(nation_by_year(), _outputs(OutputSum.objects.all(), month), _sources(ProductionReport.objects.all()))


def trend_of_group(group: Organisation, month: int) -> list[Trend]:
    """A group's years."""
    sums, reports = OutputSum.objects.filter(group=group), ProductionReport.objects.filter(group=group)
    return _trends(group_by_year(group), _outputs(sums, month), _sources(reports))


def trend_of_enterprise(enterprise: Enterprise, reader: User, month: int, *, left: bool) -> list[Trend]:
    """An enterprise's years, from the lines that the reader sees; `left` when it belongs to the reader's group no
    longer, which then sees what it gave and reported itself."""
    lines = ReportLine.objects.visible_to(reader).filter(enterprise=enterprise, report__in_force=True)
    outputs = _outputs(lines, month, year="report__year", of_month="report__month")
    quotas = enterprise_by_year(enterprise.pk)
    if left:
        years = {year for year, _category in (*quotas, *outputs)}
        quotas = {
            (year, category): tonnes
            for year in years
            for (_pk, category), tonnes in enterprise_quotas(
                year, enterprises=[enterprise.pk], given_by=reader.organisation
            ).items()
        }
    reports = ProductionReport.objects.filter(pk__in=lines.values("report"))
    return _trends(quotas, outputs, _sources(reports))


def _outputs(
    rows: QuerySet[Any], month: int, *, year: str = "year", of_month: str = "month"
) -> dict[YearKey, tuple[Decimal, Decimal]]:
    """Output of the year and of its first months, by year and category."""
    first = Sum("output", filter=Q(**{f"{of_month}__lte": month}))
    summed = rows.values_list(year, "category").annotate(whole=Sum("output"), first=first).order_by()
    return {(number, category): (whole, part or ZERO) for number, category, whole, part in summed if whole is not None}


def _sources(reports: QuerySet[ProductionReport]) -> dict[int, list[Attachment]]:
    """The workbooks of each year whose notices or reports were imported."""
    notices = Notice.objects.issued().exclude(imported_from=None).order_by("year")
    imported = reports.filter(in_force=True).exclude(imported_from=None).order_by("year")
    pairs = [*notices.values_list("year", "imported_from"), *imported.values_list("year", "imported_from").distinct()]
    files = Attachment.objects.in_bulk([pk for _year, pk in pairs])
    found: dict[int, list[Attachment]] = {}
    for year, pk in dict.fromkeys(pairs):
        if pk in files:
            found.setdefault(year, []).append(files[pk])
    return found


def _trends(
    quotas: Mapping[YearKey, Decimal],
    outputs: Mapping[YearKey, tuple[Decimal, Decimal]],
    sources: Mapping[int, list[Attachment]],
) -> list[Trend]:
    keys = {key for key, tonnes in quotas.items() if tonnes} | set(outputs)
    trends = []
    for category in Category:
        years = sorted(year for year, own in keys if own == category)
        rows = []
        for year in years:
            whole, part = outputs.get((year, category), (None, None))
            before = outputs.get((year - 1, category))
            rows.append(
                YearRow(
                    year=year,
                    quota=quotas.get((year, category), ZERO),
                    output=whole,
                    until_month=part,
                    before=before[1] if before else None,
                    sources=sources.get(year, []),
                )
            )
        if rows:
            trends.append(Trend(category, rows))
    return trends
