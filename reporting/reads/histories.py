"""The information beside a report's cells: the year before the month, last month, and the quota on file."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum, prefetch_related_objects

from accounts.models import Organisation, User
from allocations.models import Notice
from allocations.reads.quotas import enterprise_quotas
from common.periods import Month
from deadlines.reads.parameters import Name, figure_on
from enterprises.models import Enterprise, GroupMembership
from enterprises.models.places import by_month, lay_in, stays_of
from reporting.models import ProductionReport, ReportLine
from reporting.models.line import ReportLineQuerySet
from reporting.reads.cells import Key
from reporting.rules.facts import Limits
from reporting.rules.form import WITH_ELEMENTS

ZERO = Decimal(0)


@dataclass(frozen=True)
class History:
    """What is known of an enterprise and category around a month, t REO; None where nothing was reported."""

    quota: Decimal = ZERO
    output_before: Decimal = ZERO
    last_output: Decimal | None = None
    last_closing: Decimal | None = None
    last_year_before: Decimal | None = None
    last_year_output: Decimal | None = None
    last_year_quota: Decimal = ZERO


NOTHING = History()


def members_of(group: Organisation, month: Month) -> QuerySet[Enterprise]:
    """The enterprises that belonged to the group on at least one day of the month."""
    memberships = GroupMembership.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=month.first_day), group=group, valid_from__lte=month.last_day
    )
    return Enterprise.objects.filter(pk__in=memberships.values("enterprise"))


def histories(
    month: Month, enterprises: Iterable[int], *, as_of: datetime | None = None, province: str | None = None
) -> dict[Key, History]:
    """By enterprise and category, in a constant number of queries.

    The quota is that known at `as_of`, else now. With `province` only the months in which they lay there.
    """
    ids = list(enterprises)
    quotas = enterprise_quotas(month.year, enterprises=ids, as_of=as_of)
    here = Q() if province is None else lay_in(province, stays_of(province), by_month("report__year", "report__month"))
    before = _sums(ids, month.year, here & Q(report__month__lt=month.month))
    last = _month(ids, month.previous, here)
    year_ago = Month(month.year - 1, month.month)
    last_year_quotas = enterprise_quotas(year_ago.year, enterprises=ids)
    same_month = _month(ids, year_ago, here)
    year_ago_before = _sums(ids, year_ago.year, here & Q(report__month__lt=month.month))
    return {
        key: History(
            quota=quotas.get(key, ZERO),
            output_before=before.get(key, ZERO),
            last_output=last[key].output if key in last else None,
            last_closing=last[key].closing_stock if key in last else None,
            last_year_before=year_ago_before.get(key),
            last_year_output=same_month[key].output if key in same_month else None,
            last_year_quota=last_year_quotas.get(key, ZERO),
        )
        for key in {*quotas, *before, *last, *same_month, *last_year_quotas}
    }


def limits_on(day: date) -> Limits:
    """From where on a figure has to be explained, as the parameters of that day say."""
    return Limits(
        traceability_absolute=figure_on(Name.TRACEABILITY_TOLERANCE_TONNES, day),
        traceability_relative=figure_on(Name.TRACEABILITY_TOLERANCE_SHARE, day),
    )


def notice_of(year: int, user: User) -> Notice | None:
    """The latest notice of the year that is in force and that this person may see."""
    return Notice.objects.visible_to(user).issued().filter(year=year).order_by("-batch").first()


def lines_with_parts(report: ProductionReport) -> ReportLineQuerySet:
    """A report's lines with what a page or a rule needs of them, in the order of the form."""
    # Through the report, so that its lines know it and what was read of it.
    rows: ReportLineQuerySet = report.lines.all()
    return (
        rows.select_related("enterprise__province", "report")
        .prefetch_related("elements", "findings", "enterprise__former_names")
        .order_by("enterprise__province", "enterprise__credit_code", "category")
    )


def lines_to_fill(report: ProductionReport, enterprises: Collection[int] | None = None) -> list[ReportLine]:
    """A report's lines, or those of some enterprises, with what is filled in: their figures, and elements where a
    category has them. For ten thousand mines the empty elements would take longer than the figures."""
    rows = report.lines.select_related("enterprise")
    lines = list(rows if enterprises is None else rows.filter(enterprise__in=enterprises))
    prefetch_related_objects([line for line in lines if line.category in WITH_ELEMENTS], "elements")
    return lines


def _sums(enterprises: list[int], year: int, which: Q) -> dict[Key, Decimal]:
    rows = (
        ReportLine.objects.counting(year)
        .filter(which, enterprise__in=enterprises)
        .values_list("enterprise", "category")
        .annotate(tonnes=Sum("output"))
        .order_by()
    )
    return {(enterprise, category): tonnes or ZERO for enterprise, category, tonnes in rows}


def _month(enterprises: list[int], month: Month, which: Q) -> dict[Key, ReportLine]:
    lines = ReportLine.objects.counting(month.year).filter(which, report__month=month.month, enterprise__in=enterprises)
    return {(line.enterprise_id, line.category): line for line in lines}
