"""How far a year is: output by month against the quota as it was given, the even pace, and the year before. Tonnes REO."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Max, Sum

from accounts.models import Organisation, User
from allocations.reads.quota_steps import QuotaStep
from allocations.reads.quotas import categories_in_order
from common.periods import Month
from common.quantities import Category
from enterprises.models import Enterprise
from enterprises.models.places import by_month, lay_in, stays_of
from reporting.models import EnterpriseOutput, OutputSum, ReportLine
from reporting.models.enterprise_output import MONTH_COLUMNS
from reporting.models.line import ReportLineQuerySet
from reporting.reads.execution import Executed
from reporting.reads.sums import line_sums, successors

ZERO = Decimal(0)
MONTHS = range(1, 13)
# (year, month, category) → tonnes
MonthlyOutputs = Mapping[tuple[int, int, str], Decimal]


@dataclass(frozen=True)
class Progress:
    """A holder's year in one category until a month. `outputs` and `before` have January to December."""

    executed: Executed
    until: Month
    outputs: Sequence[Decimal | None]
    before: Sequence[Decimal | None]
    steps: Sequence[QuotaStep]

    @property
    def category(self) -> str:
        return self.executed.category

    @property
    def label(self) -> str:
        """The category in the reader's language."""
        return str(Category(self.category).label)

    @property
    def pace(self) -> Decimal:
        """What the even pace would have made until the month: a twelfth of the quota each month."""
        return self.executed.quota * self.until.month / 12

    @property
    def ahead(self) -> Decimal | None:
        """How far the output is ahead of the even pace; negative when it is behind; None without quota."""
        return self.executed.output - self.pace if self.executed.quota else None

    @property
    def lag(self) -> Decimal | None:
        """By how much it is behind."""
        return -self.ahead if self.ahead is not None else None

    @property
    def runs_out_on(self) -> date | None:
        """The day on which the quota is used up when the year goes on as it went so far."""
        return self.executed.runs_out_on(self.until)

    @property
    def of_month(self) -> Decimal | None:
        """The output of the month itself."""
        return self.outputs[self.until.month - 1]

    @property
    def until_before(self) -> Decimal | None:
        """The output of the same months of the year before; None where nothing of it is in the system."""
        known = [output for output in self.before[: self.until.month] if output is not None]
        return sum(known, ZERO) if known else None

    @property
    def change(self) -> Decimal | None:
        """The change against them, as a share of them."""
        former = self.until_before
        return (self.executed.output - former) / former if former else None


def progress(
    executed: Iterable[Executed], outputs: MonthlyOutputs, steps: Iterable[QuotaStep], until: Month
) -> list[Progress]:
    """By category, in the order of annex 1."""
    by_category = {cell.category: cell for cell in executed}
    given = list(steps)
    return [
        Progress(
            by_category[category],
            until,
            [outputs.get((until.year, number, category)) if number <= until.month else None for number in MONTHS],
            [outputs.get((until.year - 1, number, category)) for number in MONTHS],
            [step for step in given if step.category == category],
        )
        for category in map(str, categories_in_order())
        if category in by_category
    ]


def latest_reported(outputs: MonthlyOutputs, until: Month) -> Month:
    """The last month of the year, until this one, that has any output; this one when there is none."""
    months = [month for year, month, _category in outputs if year == until.year and month <= until.month]
    return Month(until.year, max(months, default=until.month))


def last_reported(until: Month) -> Month:
    """The same of all groups together, from the kept sums. One query."""
    counted = OutputSum.objects.filter(year=until.year, month__lte=until.month).aggregate(Max("month"))
    return Month(until.year, counted["month__max"] or until.month)


def outputs_of_nation(year: int) -> MonthlyOutputs:
    """The output of a year and the one before it by month and category, from the kept sums. One query."""
    rows = _two_years(year).values_list("year", "month", "category").annotate(tonnes=Sum("output")).order_by()
    return {(of, month, category): tonnes for of, month, category, tonnes in rows}


def outputs_of_group(year: int, group: Organisation) -> MonthlyOutputs:
    """The same of a group, with the months of those whose quota of the year it took over."""
    before = {key for key, successor in successors(year).items() if successor == group.pk}
    found: dict[tuple[int, int, str], Decimal] = {}
    for row in _two_years(year).filter(group__in=[group.pk, *(pk for pk, _category in before)]):
        if row.group_id == group.pk or (row.group_id, row.category) in before:
            key = (row.year, row.month, row.category)
            found[key] = found.get(key, ZERO) + row.output
    return found


def outputs_of_enterprise(year: int, enterprise: Enterprise, reader: User) -> MonthlyOutputs:
    """The same of an enterprise, from the lines that the reader sees."""
    return _summed(ReportLine.objects.visible_to(reader).filter(enterprise=enterprise), year)


def outputs_of_province(year: int, province: str) -> MonthlyOutputs:
    """The same of the enterprises of a province, each month of those that lay there then."""
    moved = {stay.enterprise for stay in stays_of(province)}
    kept = EnterpriseOutput.objects.filter(enterprise__province=province, year__in=(year - 1, year))
    if moved:
        kept = kept.exclude(enterprise__in=moved)
    found: dict[tuple[int, int, str], Decimal] = {}
    months: Any = {f"sum_{name}": Sum(name) for name in MONTH_COLUMNS}
    rows: Any = kept.order_by().values("year", "category").annotate(**months)
    for row in rows:
        for month, name in enumerate(MONTH_COLUMNS, 1):
            tonnes = row[f"sum_{name}"]
            if tonnes is not None:
                found[row["year"], month, row["category"]] = tonnes
    if not moved:
        return found
    here = lay_in(province, stays_of(province), by_month("report__year", "report__month"))
    lines = _summed(ReportLine.objects.filter(here, enterprise__in=moved), year)
    return {key: found.get(key, ZERO) + lines.get(key, ZERO) for key in {**found, **lines}}


def outputs_of_each(
    until: Month, enterprises: list[int], *, as_of: datetime | None = None
) -> dict[tuple[int, str], list[Decimal | None]]:
    """A year's output by month of each of these enterprises and categories: for the small line beside a row."""
    found: dict[tuple[int, str], list[Decimal | None]] = {}
    sums = line_sums(until, "enterprise", "category", "report__month", enterprises=enterprises, as_of=as_of)
    for (enterprise, category, month), tonnes in sums.items():
        found.setdefault((enterprise, category), [None] * 12)[month - 1] = tonnes
    return found


def _two_years(year: int) -> Any:
    return OutputSum.objects.filter(year__in=(year - 1, year))


def _summed(lines: ReportLineQuerySet, year: int) -> MonthlyOutputs:
    counted = lines.filter(report__year__in=(year - 1, year), report__in_force=True, output__isnull=False)
    rows = counted.values_list("report__year", "report__month", "category").annotate(tonnes=Sum("output"))
    return {(of, month, category): tonnes or ZERO for of, month, category, tonnes in rows.order_by()}
