"""Quota against production (指标执行情况): from the ledger and the reports in force, category by category.

Tonnes REO throughout; categories are never added together. Each read asks a constant number of queries. With `as_of` a
read answers what was known at that instant: by the ledger's transfers and the versions that counted then.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import Organisation, Province
from allocations.reads.outlook import QuotaOutlook, quota_outlook
from allocations.reads.quotas import (
    GroupQuota,
    NationQuota,
    categories_in_order,
    group_quotas,
    nation_and_group_quotas,
    nation_quotas,
)
from common.periods import Month, day_of, today
from common.quantities import Category, places_needed
from deadlines.reads.parameters import Name, numbers_on
from reporting.models import ReportLine
from reporting.reads.places import output_by_province, quota_by_province
from reporting.reads.sums import group_sums, handed_on, latest_months, successors

ZERO = Decimal(0)
Key = tuple[int, str]


@dataclass(frozen=True)
class Executed:
    """One holder's year in one category up to a month: quota and output, t REO."""

    category: str
    quota: Decimal
    output: Decimal
    # There is no quota yet, and a batch of the year may still give it (待下达).
    awaited: bool = False
    # The day whose parameters say what is marked; None is today.
    judged_on: date | None = field(default=None, compare=False)

    @classmethod
    def total(cls, category: str, cells: Iterable["Executed"]) -> "Executed":
        """Their sum; it waits for quota where there is none and one of them does."""
        summed = list(cells)
        quota = sum((cell.quota for cell in summed), ZERO)
        waits = not quota and any(cell.awaited for cell in summed)
        return cls(category, quota, sum((cell.output for cell in summed), ZERO), waits, _judged_on(summed))

    @property
    def remaining(self) -> Decimal:
        """What the quota leaves; negative when it is exceeded."""
        return self.quota - self.output

    @property
    def left(self) -> Decimal | None:
        """The same for people: None while it waits for quota."""
        return None if self.awaited else self.remaining

    @property
    def completion(self) -> Decimal | None:
        """Output over quota; None without quota."""
        return self.output / self.quota if self.quota else None

    @property
    def is_over(self) -> bool:
        """Above the quota; what waits for the quota is not."""
        return self.output > self.quota and not self.awaited

    @property
    def warning(self) -> int:
        """The highest level that is reached, in per cent of the quota; 0 while none is."""
        return reached(self, numbers_on(Name.EXECUTION_WARNINGS, self.judged_on or today()))

    @property
    def warning_text(self) -> str:
        """That level as text: “90%”."""
        return f"{self.warning}%"

    def runs_out_on(self, until: Month) -> date | None:
        """The day on which the quota is used up when the year goes on as it went so far; None when it lasts the year.

        A straight line from 1 January through what was produced until the end of the month. A forecast, no finding.
        """
        first = date(until.year, 1, 1)
        days = (until.last_day - first).days + 1
        if not self.output or not self.quota:
            return None
        day = first + timedelta(days=int(self.quota * days / self.output))
        return day if day.year == until.year else None

    @property
    def label(self) -> str:
        """The category for people."""
        return str(Category(self.category).label)


def reached(cell: Executed, levels: Iterable[int]) -> int:
    """The highest of the levels, in per cent of the quota, that the output has reached; 0 for none."""
    return max((level for level in levels if cell.quota and cell.output * 100 >= cell.quota * level), default=0)


def _judged_on(cells: list[Executed]) -> date | None:
    return cells[0].judged_on if cells else None


@dataclass(frozen=True)
class Places:
    """How many decimals a table's columns need, so that each is exact and even."""

    quota: int
    output: int

    @classmethod
    def of(cls, cells: Iterable[Executed]) -> "Places":
        """For these figures."""
        shown = list(cells)
        quota = places_needed(cell.quota for cell in shown)
        return cls(quota, max(quota, places_needed(cell.output for cell in shown)))


@dataclass(frozen=True)
class GroupRow:
    """A group's execution by category; a category in which it has neither quota nor output is left out."""

    group: Organisation
    by_category: Mapping[str, Executed]
    latest: Month | None

    @property
    def cells(self) -> list[Executed]:
        """Its categories, in the order of annex 1."""
        return list(self.by_category.values())


@dataclass(frozen=True)
class ProvinceRow:
    """The enterprises of one province, by category."""

    province: Province
    by_category: Mapping[str, Executed]

    @property
    def cells(self) -> list[Executed]:
        """Its categories, in the order of annex 1."""
        return list(self.by_category.values())


@dataclass(frozen=True)
class MonthOutput:
    """The output of one month and the year's until then."""

    month: Month
    output: Decimal
    cumulative: Decimal


def national(until: Month, *, as_of: datetime | None = None) -> list[Executed]:
    """The nation's year by category: the total that notices give, and all output until the month."""
    over = quota_outlook(until.year, as_of=as_of).over
    quotas = nation_quotas(until.year, as_of=as_of)
    return _national(quotas, group_sums(until, "category", as_of=as_of), as_of, over=over)


def by_group(until: Month, *, as_of: datetime | None = None) -> list[GroupRow]:
    """Every group's year by category, in the order of the notices."""
    outlook, quotas = quota_outlook(until.year, as_of=as_of), group_quotas(until.year, as_of=as_of)
    return _by_group(until, quotas, group_sums(until, "group", "category", as_of=as_of), as_of, outlook)


def nation_and_groups(until: Month, *, as_of: datetime | None = None) -> tuple[list[Executed], list[GroupRow]]:
    """Both of them for one page, from the same quotas, sums and outlook."""
    outlook, outputs = quota_outlook(until.year, as_of=as_of), group_sums(until, "group", "category", as_of=as_of)
    summed: dict[Any, Decimal] = {}
    for (_group, category), output in outputs.items():
        summed[(category,)] = summed.get((category,), ZERO) + output
    nation, groups = nation_and_group_quotas(until.year, as_of=as_of)
    return _national(nation, summed, as_of, over=outlook.over), _by_group(until, groups, outputs, as_of, outlook)


def _national(
    quotas: Mapping[str, NationQuota], outputs: Mapping[Any, Decimal], as_of: datetime | None, *, over: bool
) -> list[Executed]:
    totals = {category: quota.total for category, quota in quotas.items()}
    return [
        Executed(
            category,
            totals.get(category, ZERO),
            outputs.get((category,), ZERO),
            awaited=not totals.get(category) and not over,
            judged_on=as_of and day_of(as_of),
        )
        for category in categories_in_order()
        if category in totals or (category,) in outputs
    ]


def _by_group(
    until: Month,
    shares: Mapping[Key, GroupQuota],
    reported: Mapping[Any, Decimal],
    as_of: datetime | None,
    outlook: QuotaOutlook,
) -> list[GroupRow]:
    quotas = {key: quota.share for key, quota in shares.items()}
    successor_of = successors(until.year, as_of=as_of)
    outputs = handed_on(reported, successor_of)
    latest = latest_months(until, as_of)
    for (before, _category), successor in successor_of.items():
        if before in latest:
            latest[successor] = max(latest[before], latest.get(successor, 0))
    keys = {key for key in (*quotas, *outputs) if key not in successor_of}
    groups = Organisation.objects.filter(pk__in={group for group, _category in keys}).order_by("position")
    waiting = {key for key in outputs if not quotas.get(key) and outlook.may_come(key[0])}
    rows = [
        GroupRow(
            group=group,
            by_category=executed_of(group.pk, quotas, outputs, waiting, as_of),
            latest=Month(until.year, latest[group.pk]) if group.pk in latest else None,
        )
        for group in groups
    ]
    return [row for row in rows if row.by_category or row.latest]


def by_province(until: Month, *, as_of: datetime | None = None) -> list[ProvinceRow]:
    """The year of each province by category: output where it was made, quota where its holders lay in the last month."""
    quotas, outputs = quota_by_province(until, as_of=as_of), output_by_province(until, as_of=as_of)
    codes = {province for province, _category in {*quotas, *outputs}}
    without = [key for key in outputs if not quotas.get(key)]
    waiting = awaited_of(until, "enterprise__province", without, as_of=as_of)
    rows = Province.objects.filter(pk__in=codes).order_by("code")
    found = [ProvinceRow(province, executed_of(province.pk, quotas, outputs, waiting, as_of)) for province in rows]
    return [row for row in found if row.by_category]


def executed_of(
    holder: Any,
    quotas: Mapping[Any, Decimal],
    outputs: Mapping[Any, Decimal],
    waiting: Collection[Any],
    as_of: datetime | None,
) -> dict[str, Executed]:
    return {
        str(category): Executed(
            category,
            quotas.get((holder, category), ZERO),
            outputs.get((holder, category), ZERO),
            awaited=(holder, category) in waiting,
            judged_on=as_of and day_of(as_of),
        )
        for category in categories_in_order()
        if quotas.get((holder, category)) or outputs.get((holder, category))
    }


def awaited_of(until: Month, by: str, keys: Collection[Any], *, as_of: datetime | None) -> set[Any]:
    """Of these (holder, category) without quota, those whose whole output waits for it. No query where there are none.

    What was produced in a month after the group's first split does not wait: then the enterprise knew it had none.
    """
    if not keys:
        return set()
    outlook = quota_outlook(until.year, as_of=as_of)
    lines = ReportLine.objects.counting(until.year, as_of=as_of).filter(
        report__month__lte=until.month, output__gt=ZERO, **{f"{by}__in": {holder for holder, _category in keys}}
    )
    months: dict[Any, bool] = {}
    rows = lines.values_list(by, "category", "report__group", "report__month").order_by().distinct()
    for holder, category, group, month in rows:
        waits = outlook.awaits(group, Month(until.year, month))
        months[holder, category] = months.get((holder, category), True) and waits
    return {key for key in keys if months.get(key, False)}


def monthly(
    until: Month, *, category: str, group: Organisation | None = None, as_of: datetime | None = None
) -> list[MonthOutput]:
    """The output of each month of the year in one category, of the nation or of one group."""
    return monthly_by_category(until, group=group, as_of=as_of).get(category, [])


def monthly_by_category(
    until: Month, *, group: Organisation | None = None, as_of: datetime | None = None
) -> dict[str, list[MonthOutput]]:
    """The same by category with output; a group counts the months of those it took over."""
    outputs = group_sums(until, "group", "category", "month", as_of=as_of)
    successor_of = successors(until.year, as_of=as_of) if group is not None else {}
    found: dict[str, dict[int, Decimal]] = {}
    for (reporter, category, number), output in outputs.items():
        if group is None or group.pk in (reporter, successor_of.get((reporter, category))):
            months = found.setdefault(category, {})
            months[number] = months.get(number, ZERO) + output
    return {category: _cumulated(until.year, months) for category, months in found.items()}


def _cumulated(year: int, outputs: Mapping[int, Decimal]) -> list[MonthOutput]:
    months, cumulative = [], ZERO
    for number, output in sorted(outputs.items()):
        cumulative += output
        months.append(MonthOutput(Month(year, number), output, cumulative))
    return months


def month_outputs(until: Month, *, as_of: datetime | None = None, nation: bool = False) -> dict[Any, Decimal]:
    """The output of that one month by (group, category), or by (category,) of the nation."""
    by = ("category",) if nation else ("group", "category")
    found = group_sums(until, "month", *by, as_of=as_of)
    that_month = {tuple(key): output for (number, *key), output in found.items() if number == until.month}
    return that_month if nation else handed_on(that_month, successors(until.year, as_of=as_of))
