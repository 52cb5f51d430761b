"""What a correction changes besides its own cells: later cumulatives, completion, and findings, before it is sent.

A read: nothing of it is stored. It asks a constant number of queries, however many lines and months there are.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from django.db.models import Q

from allocations.reads.outlook import QuotaOutlook, quota_outlook
from allocations.reads.quotas import enterprise_quotas
from common.periods import Month, speaks_chinese, today
from common.quantities import places_needed
from enterprises.models import Enterprise
from reporting.models import ProductionReport, ReportLine
from reporting.reads.cells import Key
from reporting.reads.histories import ZERO, limits_on
from reporting.rules.facts import Limits, LineFacts
from reporting.rules.report import check_lines
from reporting.rules.violations import Violation

OPENS, CLOSES, CHANGES = "opens", "closes", "changes"


@dataclass(frozen=True)
class CumulativeEffect:
    """The year's output of an enterprise and category up to a month, before and after, t REO."""

    enterprise: Enterprise
    category_label: str
    month: Month
    quota: Decimal
    before: Decimal
    after: Decimal

    @property
    def completion_before(self) -> Decimal | None:
        return self.before / self.quota if self.quota else None

    @property
    def completion_after(self) -> Decimal | None:
        return self.after / self.quota if self.quota else None

    @property
    def is_over(self) -> bool:
        """Whether production exceeds the quota afterwards."""
        return self.after > self.quota


@dataclass(frozen=True)
class FindingEffect:
    """A finding that opens, closes, or stays with other figures."""

    month: Month
    kind: str
    fault: Violation

    @property
    def sentence(self) -> str:
        """What was or would be found, in the reader's language."""
        return self.fault.sentence(chinese=speaks_chinese())


@dataclass(frozen=True)
class Effects:
    """Compared with `former`: the version in force, or the returned one that this one answers."""

    former: ProductionReport
    cumulatives: list[CumulativeEffect] = field(default_factory=list)
    findings: list[FindingEffect] = field(default_factory=list)

    @cached_property
    def places(self) -> int:
        """As many decimals as the finest figure needs."""
        return places_needed(value for row in self.cumulatives for value in (row.quota, row.before, row.after))


def effects_of(report: ProductionReport) -> Effects | None:
    """What the figures of a version change when it is accepted; None for a first version."""
    former = in_force_beside(report) or report.supersedes
    if former is None:
        return None
    new, old = (list(version.lines.select_related("report", "enterprise")) for version in (report, former))
    ids = {line.enterprise_id for line in (*new, *old)}
    others = list(_counting(report, ids))
    quotas = enterprise_quotas(report.year, enterprises=ids)
    outlook = quota_outlook(report.year)
    before, after = (_Known([*others, *lines], report.year, quotas, outlook) for lines in (old, new))
    return Effects(former, _cumulatives(report, before, after), _findings(report, before, after))


def in_force_beside(report: ProductionReport) -> ProductionReport | None:
    """The version of the same month whose figures count while this one's do not."""
    versions = ProductionReport.objects.of_month(report.group, report.period)
    return versions.in_force().exclude(pk=report.pk).first()


def _counting(report: ProductionReport, enterprises: Iterable[int]) -> Iterable[ReportLine]:
    """The lines that count around the month: the whole year, the month before it and the month after it."""
    year = Q(report__year=report.year)
    beside = Q(report__year=report.year - 1, report__month=12) | Q(report__year=report.year + 1, report__month=1)
    return (
        ReportLine.objects.filter(year | beside, report__in_force=True, enterprise__in=list(enterprises))
        .exclude(report__group=report.group_id, report__year=report.year, report__month=report.month)
        .select_related("report", "enterprise")
    )


class _Known:
    """What would be known with one of the two versions counting."""

    def __init__(self, lines: list[ReportLine], year: int, quotas: dict[Key, Decimal], outlook: QuotaOutlook) -> None:
        self.lines, self.quotas, self.outlook = lines, quotas, outlook
        self.by_month: dict[tuple[Month, Key], list[ReportLine]] = {}
        self.sums: dict[tuple[Month, Key], Decimal] = {}
        for line in lines:
            place = line.report.period, key_of(line)
            self.by_month.setdefault(place, []).append(line)
        for number in range(1, 13):
            month = Month(year, number)
            for key in {key_of(line) for line in lines}:
                made = sum((line.output or ZERO for line in self.by_month.get((month, key), ())), ZERO)
                before = self.sums.get((Month(year, number - 1), key), ZERO) if number > 1 else ZERO
                self.sums[month, key] = before + made

    def until(self, month: Month, key: Key) -> Decimal:
        """The year's output up to and with the month."""
        return self.sums.get((month, key), ZERO)

    def facts(self, line: ReportLine) -> LineFacts:
        """What the rules to explain look at."""
        month, key = line.report.period, key_of(line)
        last = self.by_month.get((month.previous, key), [None])[-1]
        return LineFacts(
            enterprise=line.enterprise_id,
            name_zh=line.enterprise.name_zh,
            name_en=line.enterprise.name_en,
            category=line.category,
            quota=self.quotas.get(key, ZERO),
            quota_awaited=self.outlook.awaits(line.report.group_id, month),
            output_before=self.until(month.previous, key) if month.month > 1 else ZERO,
            last_output=last.output if last else None,
            last_closing=last.closing_stock if last else None,
            figures=line.figures,
            no_production_reason=line.no_production_reason,
        )

    def faults(self, group: int, since: Month, limits: Limits) -> dict[tuple[Month, Key, str], Violation]:
        """What has to be explained in the group's lines from the month on, by month, line and rule."""
        found = {}
        for line in self.lines:
            if line.report.group_id == group and line.report.period >= since:
                for fault in check_lines([self.facts(line)], limits):
                    if not fault.blocks:
                        found[line.report.period, key_of(line), fault.code] = fault
        return found


def key_of(line: ReportLine) -> Key:
    """Enterprise and category."""
    return line.enterprise_id, line.category


def _cumulatives(report: ProductionReport, before: _Known, after: _Known) -> list[CumulativeEffect]:
    """Of each line whose cumulative changes: this month and every later one that is reported."""
    shown = {key_of(line): line for line in (*before.lines, *after.lines)}
    months = [Month(report.year, number) for number in range(report.month, 13)]
    return [
        CumulativeEffect(
            line.enterprise,
            str(line.get_category_display()),
            month,
            after.quotas.get(key, ZERO),
            before.until(month, key),
            after.until(month, key),
        )
        for key, line in sorted(shown.items())
        for month in months
        if before.until(month, key) != after.until(month, key)
        and (month == report.period or (month, key) in after.by_month)
    ]


def _findings(report: ProductionReport, before: _Known, after: _Known) -> list[FindingEffect]:
    limits = limits_on(today())
    old, new = (known.faults(report.group_id, report.period, limits) for known in (before, after))
    effects = []
    for place in sorted({*old, *new}):
        was, becomes = old.get(place), new.get(place)
        if was == becomes:
            continue
        kind = OPENS if was is None else CLOSES if becomes is None else CHANGES
        fault = becomes or was
        if fault is not None:
            effects.append(FindingEffect(place[0], kind, fault))
    return effects
