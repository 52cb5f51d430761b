"""Output and quota by the place where an enterprise lay: a month counts where it lay on the month's last day."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from accounts.models import Organisation
from allocations.reads.quotas import enterprise_quotas, province_quotas
from common.periods import Month, end_of
from enterprises.models import Enterprise
from enterprises.models.places import Stay, all_stays, by_month, day_seen, lay_in, stays_of
from enterprises.reads.past import named_then
from reporting.models import EnterpriseOutput, ReportLine
from reporting.models.line import ReportLineQuerySet

ZERO = Decimal(0)
# Province or enterprise, and category.
PlaceKey = tuple[str, str]
Key = tuple[int, str]


def output_by_province(until: Month, *, as_of: datetime | None = None) -> dict[PlaceKey, Decimal]:
    """The year's output until the month: of who never moved in one sum, of who did month by month."""
    moved = all_stays()
    lines = ReportLine.objects.counting(until.year, as_of=as_of).filter(report__month__lte=until.month)
    ids = {stay.enterprise for stay in moved}
    sums: QuerySet[Any, Any]
    if as_of is None:
        kept = EnterpriseOutput.objects.until(until.year, until.month).exclude(enterprise__in=ids)
        sums = kept.values_list("enterprise__province", "category").annotate(summed=Sum("tonnes")).order_by()
    else:
        stayed = lines.exclude(enterprise__in=ids).values_list("enterprise__province", "category")
        sums = stayed.annotate(summed=Sum("output")).order_by()
    found = {(province, category): tonnes for province, category, tonnes in sums if tonnes is not None}
    months = lines.filter(enterprise__in=ids).values_list("enterprise", "report__month", "category")
    for enterprise, number, category, tonnes in months.annotate(tonnes=Sum("output")).order_by() if ids else ():
        key = _place(moved, enterprise, Month(until.year, number)), category
        found[key] = found.get(key, ZERO) + (tonnes or ZERO)
    return found


def quota_by_province(until: Month, *, as_of: datetime | None = None) -> dict[PlaceKey, Decimal]:
    """The quota of the year, where the enterprises lay at the end of the month: it is never split by months."""
    found: dict[PlaceKey, Decimal] = dict(province_quotas(until.year, as_of=as_of))
    lay = {stay.enterprise: stay.province for stay in all_stays() if stay.holds_on(until.last_day)}
    if not lay:
        return found
    lies = dict(Enterprise.objects.filter(pk__in=lay).values_list("pk", "province"))
    for (enterprise, category), quota in enterprise_quotas(until.year, enterprises=list(lay), as_of=as_of).items():
        now, then = (lies[enterprise], category), (lay[enterprise], category)
        found[now] = found.get(now, ZERO) - quota
        found[then] = found.get(then, ZERO) + quota
    return found


def lines_in(province: str) -> ReportLineQuerySet:
    """The lines of the months in which their enterprises lay in the province."""
    return ReportLine.objects.filter(lay_in(province, stays_of(province), by_month("report__year", "report__month")))


def quotas_in(
    province: str, quotas: Mapping[Key, Decimal], until: Month, *, given_by: Organisation | None = None
) -> dict[Key, Decimal]:
    """Of these quotas those that concern a province: none of who lies elsewhere at the end of the month; of who has left
    since, as it was on the last day there."""
    ids, moved = {enterprise for enterprise, _category in quotas}, stays_of(province)
    there = [stay for stay in moved if stay.enterprise in ids and stay.holds_on(until.last_day)]
    gone = {stay.enterprise for stay in there if stay.province != province}
    found = {key: quota for key, quota in quotas.items() if key[0] not in gone}
    for stay in there:
        if stay.province == province and stay.last is not None:
            known, of = end_of(stay.last), [stay.enterprise]
            found |= enterprise_quotas(until.year, enterprises=of, given_by=given_by, as_of=known)
    return found


def named_in(province: str | None, enterprises: QuerySet[Enterprise], until: Month) -> list[Enterprise]:
    """In the register's order, with their names of the month's last day; to a province with those of the last day there."""
    rows = enterprises.select_related("province").order_by("province", "credit_code")
    if province is None:
        return named_then(rows, until.last_day)
    return named_then(rows, lambda row: day_seen(province, row.pk, until.last_day))


def _place(moved: Iterable[Stay], enterprise: int, month: Month) -> str:
    return next(one.province for one in moved if one.enterprise == enterprise and one.holds_on(month.last_day))
