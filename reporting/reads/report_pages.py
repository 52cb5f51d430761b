"""A report's tables with a page of rows each: the totals are over all rows, summed by the database. Tonnes REO."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Sum, prefetch_related_objects
from django.http import QueryDict

from accounts.models import User
from allocations.reads.outlook import quota_outlook
from allocations.reads.quotas import enterprise_quotas
from common.listing import Listing, list_page
from common.quantities import Category, places_needed
from reporting.models import ElementOutput, EnterpriseOutput, ProductionReport, ReportLine
from reporting.models.line import ReportLineQuerySet
from reporting.reads.cells import Key
from reporting.reads.grid import GridPart, grid_of
from reporting.reads.histories import lines_with_parts
from reporting.reads.places import lines_in
from reporting.rules.form import ELEMENTS, FEEDS, FLOWS, WITH_ELEMENTS

ZERO = Decimal(0)
# Rows of a part at once. Three tables of separation stand one below another.
ROWS = 25
SORTS = {
    "place": ("enterprise__province", "enterprise__credit_code"),
    "enterprise": ("enterprise__name_zh",),
}


@dataclass(frozen=True)
class Totals:
    """The sums of a part over all its rows."""

    columns: Mapping[str, Decimal | None]
    elements: Mapping[str, Decimal]
    quota: Decimal
    output_before: Decimal


@dataclass(frozen=True)
class PartPage(GridPart):
    """A part of which a page of rows is there, and the totals of all."""

    page: Listing[ReportLine]
    totals: Totals

    @property
    def places(self) -> int:
        """As many decimals as the figures in sight and the totals need."""
        summed = [*self.flow_totals, *self.feed_totals, *self.element_totals, self.quota, self.totals.output_before]
        return max(super().places, places_needed(summed))

    @property
    def flow_totals(self) -> list[Decimal | None]:
        return [self.totals.columns.get(column.name) for column in FLOWS]

    @property
    def feed_totals(self) -> list[Decimal | None]:
        return [self.totals.columns.get(column.name) for column in FEEDS]

    @property
    def element_totals(self) -> list[Decimal | None]:
        return [self.totals.elements.get(name) for name in ELEMENTS]

    @property
    def quota(self) -> Decimal:
        return self.totals.quota

    @property
    def output(self) -> Decimal:
        return self.totals.columns.get("output") or ZERO

    @property
    def cumulative(self) -> Decimal:
        return self.totals.output_before + self.output

    @property
    def feed_total(self) -> Decimal:
        return sum((one for one in self.feed_totals if one is not None), ZERO)

    @property
    def element_total(self) -> Decimal:
        return sum(self.totals.elements.values(), ZERO)


def part_pages(
    report: ProductionReport, user: User, asked: QueryDict, *, whole: bool, search: str = ""
) -> list[PartPage]:
    """The parts of the report that this person may see; `search` narrows the rows, not the totals."""
    seen = lines_with_parts(report).filter(pk__in=ReportLine.objects.visible_to(user))
    shown = seen.searched(search) if search else seen
    pages = {category: _page(shown.prefetch_related(None), category, asked) for category in Category}
    lines, province = [line for page in pages.values() for line in page], user.organisation.province_id
    # Once for all parts: as many queries for a report of one category as for one of three.
    prefetch_related_objects(lines, "elements", "findings", "enterprise__former_names")
    drawn = grid_of(report, lines=lines, whole=whole, province=province)
    parts = {part.category: part for part in drawn}
    of_report = seen.order_by().values_list("enterprise", flat=True)
    quotas = enterprise_quotas(report.year, enterprises=of_report, as_of=report.submitted_at)
    return [
        PartPage(
            category,
            parts[category].rows if category in parts else [],
            page,
            _totals(report, seen, category, province, quotas),
        )
        for category, page in pages.items()
        if page or (search and seen.filter(category=category).exists())
    ]


def _page(lines: ReportLineQuerySet, category: Category, asked: QueryDict) -> Listing[Any]:
    rows = lines.filter(category=category)
    return list_page(rows, asked, sorts=SORTS, size=ROWS, slot=f"{category}-")


def _totals(
    report: ProductionReport,
    seen: ReportLineQuerySet,
    category: Category,
    province: str | None,
    quotas: Mapping[Key, Decimal],
) -> Totals:
    lines = seen.filter(category=category).order_by()
    columns = lines.aggregate(**{column.name: Sum(column.name) for column in (*FLOWS, *FEEDS)})
    elements: dict[str, Decimal] = {}
    if category in WITH_ELEMENTS:
        parts = ElementOutput.objects.filter(line__in=lines.values("pk")).order_by()
        elements = dict(parts.values_list("element").annotate(Sum("tonnes")))
    enterprises = list(lines.values_list("enterprise", flat=True))
    quota = _quota(report, category, enterprises, _of(quotas, category))
    return Totals(columns, elements, quota, _before(report, lines, category, province))


def _quota(
    report: ProductionReport, category: Category, enterprises: list[int], known: Mapping[int, Decimal]
) -> Decimal:
    """The quota on file at submission; where there was none and it was awaited, what came later."""
    without = [one for one in enterprises if not known.get(one)]
    total = sum((known.get(one, ZERO) for one in enterprises), ZERO)
    if not without or report.submitted_at is None:
        return total
    if not quota_outlook(report.year, as_of=report.submitted_at).awaits(report.group_id, report.period):
        return total
    return total + sum(_of(enterprise_quotas(report.year, enterprises=without), category).values(), ZERO)


def _of(quotas: Mapping[Key, Decimal], category: Category) -> dict[int, Decimal]:
    return {enterprise: tonnes for (enterprise, of), tonnes in quotas.items() if of == category}


def _before(report: ProductionReport, lines: ReportLineQuerySet, category: Category, province: str | None) -> Decimal:
    """What the same enterprises produced of it in the year before this month; to a province, while they lay there."""
    if report.month == 1:
        return ZERO
    of = lines.values("enterprise")
    if province is None:
        kept = EnterpriseOutput.objects.until(report.year, report.month - 1).filter(category=category)
        total = kept.filter(enterprise__in=of).aggregate(total=Sum("tonnes"))["total"]
    else:
        counting = lines_in(province).counting(report.year).filter(report__month__lt=report.month, category=category)
        total = counting.filter(enterprise__in=of).aggregate(total=Sum("output"))["total"]
    return total or ZERO
