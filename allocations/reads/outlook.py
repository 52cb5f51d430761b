"""Which output waits for the year's quota (待下达): before the first notice, or before the group's first split of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Min

from allocations.models import EnterpriseAllocation, Filing, Notice
from common.periods import Month, day_of, now
from deadlines.models import Obligation

# Nothing of the year waits for these.
DECIDED = (Filing.State.ACCEPTED, Filing.State.SUPERSEDED, Filing.State.DISCARDED)


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
    """The outlook now, or as it was at an instant; in three queries."""
    at = as_of or now()
    over = day_of(at) > date(year, 12, 31)
    filings = list(Filing.objects.filter(year=year).values_list("group", "state", "decided_at").order_by())
    duties = Obligation.objects.filter(kind=Obligation.Kind.FILING, year=year).order_by()
    owed = list(duties.values_list("organisation", "due_on", "late_from", "met_at"))
    waiting = {group for group, state, _decided_at in filings if state not in DECIDED}
    return QuotaOutlook(
        year=year,
        first_splits=_first_splits(filings, at),
        direct_since=_direct_since(year, at),
        overdue_splits=_first((group, due_on) for group, due_on, late_from, _met_at in owed if late_from <= at),
        over=over,
        outstanding=frozenset(waiting | {group for group, *_days, met_at in owed if met_at is None})
        if over
        else frozenset(),
    )


def _first_splits(filings: Iterable[tuple[int, str, datetime | None]], at: datetime) -> dict[int, Month]:
    decided = (Filing.State.ACCEPTED, Filing.State.SUPERSEDED)
    return _first(
        (group, day_of(decided_at))
        for group, state, decided_at in filings
        if state in decided and decided_at is not None and decided_at <= at
    )


def _first(days: Iterable[tuple[int, date]]) -> dict[int, Month]:
    """By group the month of the first of its days."""
    found: dict[int, date] = {}
    for group, day in days:
        found[group] = min(day, found.get(group, day))
    return {group: Month.of(day) for group, day in found.items()}


def _direct_since(year: int, at: datetime) -> Month | None:
    """From when on enterprises got their quota from the ministries themselves."""
    notices = Notice.objects.issued().filter(
        pk__in=EnterpriseAllocation.objects.filter(notice__year=year).values("notice"), issued_at__lte=at
    )
    first = notices.aggregate(first=Min("issued_at"))["first"]
    return Month.of(day_of(first)) if first else None
