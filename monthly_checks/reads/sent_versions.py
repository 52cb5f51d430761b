"""What a month's reports are now and were before: who may have other figures than those of a verdict, without reading them.

A verdict is given on what counts then. Once a version is sent its lines stay as they are, so figures are others than then
only where a version was sent or given back since, and the digest of the enterprise's lines is another one.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Max, Min, Q, Value, When

from common.periods import Month
from monthly_checks.models import CheckedEnterprise, MonthlyCheck
from monthly_checks.reads.checks import check_rows, digest_of_pairs, digest_of_rows, latest_versions, plain_enterprises
from reporting.models import ProductionReport, ReportLine
from reporting.rules.digests import digest_of_lines

State = ProductionReport.State
# A version that came to one of these states gave its place back to the version before it.
GIVEN_BACK = (State.RETURNED, State.RECALLED, State.DISCARDED)
COUNTING = (State.SUBMITTED, State.ACCEPTED)


@dataclass(frozen=True)
class SentVersion:
    """A version: when it was sent the last time, and when it last took a place or gave it back."""

    pk: int
    state: str
    sent: datetime
    moved: datetime


@dataclass(frozen=True)
class SentVersions:
    """All of one group's month, the latest last."""

    group: int
    month: Month
    versions: Sequence[SentVersion]

    @property
    def ids(self) -> list[int]:
        return [version.pk for version in self.versions]

    @property
    def last_move(self) -> datetime:
        """Nothing later can have changed what a check shows."""
        return max(version.moved for version in self.versions)

    @property
    def first_sent(self) -> datetime:
        """A verdict before was given on no report."""
        return min(version.sent for version in self.versions)

    @property
    def counts(self) -> bool:
        """Whether one of them is what a check shows."""
        return any(version.state in COUNTING for version in self.versions)

    def touches_all(self, verdict: datetime) -> bool:
        """Whether all of the group's enterprises may be others since then, not only those that differ."""
        return not self.counts or self.first_sent >= verdict

    def of_all(self) -> Q:
        """The verdicts on any of its enterprises."""
        reported = ReportLine.objects.filter(report__in=self.ids).order_by().values("enterprise")
        return Q(row__group=self.group) | Q(row__enterprise__in=reported)


def sent_versions(months: Collection[Month]) -> dict[Month, list[SentVersions]]:
    """By month, what each group has ever sent. One query."""
    sent = ProductionReport.objects.filter(
        year__in={month.year for month in months},
        month__in={month.month for month in months},
        submitted_at__isnull=False,
    )
    columns = ("pk", "group", "year", "month", "state", "submitted_at", "decided_at", "recalled_at")
    found: dict[tuple[Month, int], list[SentVersion]] = {}
    for pk, group, year, month, state, submitted, decided, recalled in sent.order_by("version").values_list(*columns):
        back = [at for at in (decided, recalled) if at] if state in GIVEN_BACK else []
        version = SentVersion(pk, state, submitted, max([submitted, *back]))
        found.setdefault((Month(year, month), group), []).append(version)
    by_month: dict[Month, list[SentVersions]] = {}
    for (period, group), versions in found.items():
        by_month.setdefault(period, []).append(SentVersions(group, period, versions))
    return by_month


def differing(groups: Iterable[SentVersions]) -> dict[Month, set[int]]:
    """By month, the enterprises whose lines are not the same in all versions of their group. One query."""
    several = [one for one in groups if len(one.versions) > 1]
    if not several:
        return {}
    wanted: Any = Case(
        *(When(report__in=one.ids, then=Value(len(one.ids))) for one in several), output_field=IntegerField()
    )
    lines = ReportLine.objects.filter(report__in=[pk for one in several for pk in one.ids]).order_by()
    rows: Any = lines.annotate(wanted=wanted).values(
        "report__group", "report__year", "report__month", "enterprise", "category", "wanted"
    )
    rows = rows.annotate(there=Count("pk"), low=Min("digest"), high=Max("digest"))
    found: dict[Month, set[int]] = {}
    for row in rows.filter(~Q(low=F("high")) | Q(low="") | Q(there__lt=F("wanted"))):
        found.setdefault(Month(row["report__year"], row["report__month"]), set()).add(row["enterprise"])
    return found


def current_digests(months: Collection[Month], enterprises: Any) -> dict[tuple[Month, int], str]:
    """By month and enterprise, the digest of what its latest lines say; empty where it is not known."""
    versions: Mapping[int, Month] = latest_versions(months)
    lines = ReportLine.objects.filter(report__in=list(versions), enterprise__in=enterprises).order_by()
    found: dict[tuple[Month, int], list[tuple[str, str]]] = {}
    for report, enterprise, category, digest in lines.values_list("report", "enterprise", "category", "digest"):
        found.setdefault((versions[report], enterprise), []).append((category, digest))
    return {key: digest_of_lines(own) for key, own in found.items()}


def plain_digest(check: MonthlyCheck) -> str:
    """Names the figures of all that may be agreed to together, as `digest_of_rows` does, without reading them."""
    plain = plain_enterprises(check)
    checked = CheckedEnterprise.objects.filter(check_of=check).order_by().values("enterprise")
    current = current_digests([check.period], checked)
    pairs = [(row, current.get((check.period, one), "")) for row, one in plain.values_list("pk", "enterprise")]
    if not all(digest for _row, digest in pairs):
        return digest_of_rows(check_rows(plain, people=()))
    return digest_of_pairs(pairs)
