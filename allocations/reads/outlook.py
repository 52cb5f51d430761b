"""Which output waits for the year's quota (待下达): before the first notice, or before the group's first split of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Min

from allocations.models import EnterpriseAllocation, Filing, Notice
from common.periods import Month, day_of, now
from deadlines.models import Obligation


@dataclass(frozen=True)
class QuotaOutlook:
    """Since when the quota of a year is with the enterprises, group by group, and whether any may still come.

    What an enterprise without quota produced by the month in which its group's first split took effect waits for the
    quota of any batch of the year. It is production without quota when the year is over and has given it none.
    """

    year: int
    first_splits: Mapping[int, Month]
    direct_since: Month | None = None
    # Of groups whose first split is overdue: the month in which it was due.
    overdue_splits: Mapping[int, Month] = field(default_factory=dict)
    over: bool = False
    # The groups that still have to split a notice of the year when it is over.
    outstanding: frozenset[int] = frozenset()

    def first_split(self, group: int) -> Month | None:
        """The month in which quota of the year first reached the group's enterprises, or should have; None while it
        has not."""
        split = self.first_splits.get(group) or self.overdue_splits.get(group)
        return min((month for month in (split, self.direct_since) if month is not None), default=None)

    def may_come(self, group: int) -> bool:
        """Whether a batch of the year can still give the group's enterprises quota."""
        return not self.over or group in self.outstanding

    def awaits(self, group: int, month: Month) -> bool:
        """Whether the output of an enterprise without quota waits for it."""
        first = self.first_split(group)
        return self.may_come(group) and (first is None or month <= first)


def quota_outlook(year: int, *, as_of: datetime | None = None) -> QuotaOutlook:
    """The outlook now, or as it was at an instant; in a constant number of queries."""
    at = as_of or now()
    over = day_of(at) > date(year, 12, 31)
    return QuotaOutlook(
        year=year,
        first_splits=_first_splits(year, at),
        direct_since=_direct_since(year, at),
        overdue_splits=_overdue_splits(year, at),
        over=over,
        outstanding=_outstanding(year) if over else frozenset(),
    )


def _first_splits(year: int, at: datetime) -> dict[int, Month]:
    decided = Filing.objects.filter(
        year=year, state__in=(Filing.State.ACCEPTED, Filing.State.SUPERSEDED), decided_at__lte=at
    )
    rows = decided.values_list("group").annotate(first=Min("decided_at")).order_by()
    return {group: Month.of(day_of(first)) for group, first in rows}


def _overdue_splits(year: int, at: datetime) -> dict[int, Month]:
    duties = Obligation.objects.filter(kind=Obligation.Kind.FILING, year=year, late_from__lte=at)
    rows = duties.values_list("organisation").annotate(first=Min("due_on")).order_by()
    return {group: Month.of(due_on) for group, due_on in rows}


def _direct_since(year: int, at: datetime) -> Month | None:
    """From when on enterprises got their quota from the ministries themselves."""
    notices = Notice.objects.issued().filter(
        pk__in=EnterpriseAllocation.objects.filter(notice__year=year).values("notice"), issued_at__lte=at
    )
    first = notices.aggregate(first=Min("issued_at"))["first"]
    return Month.of(day_of(first)) if first else None


def _outstanding(year: int) -> frozenset[int]:
    duties = Obligation.objects.open().filter(kind=Obligation.Kind.FILING, year=year)
    waiting = Filing.objects.open().filter(year=year)
    return frozenset((*duties.values_list("organisation", flat=True), *waiting.values_list("group", flat=True)))
