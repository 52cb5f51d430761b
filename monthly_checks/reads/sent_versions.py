"""What a month's reports are now: when they last moved, and the digests of their lines by enterprise.

A verdict is given on what counts then. Once a version is sent its lines stay as they are, so figures are others than then
only if a version was sent or given back since, and the digest of the enterprise's lines is another one.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from common.periods import Month
from monthly_checks.models import CheckedEnterprise, MonthlyCheck
from monthly_checks.reads.checks import check_rows, digest_of_pairs, digest_of_rows, latest_versions, plain_enterprises
from reporting.models import ProductionReport, ReportLine
from reporting.rules.digests import digest_of_lines

State = ProductionReport.State
# A version that came to one of these states gave its place back to the version before it.
GIVEN_BACK = (State.RETURNED, State.RECALLED, State.DISCARDED)


def last_moves(months: Collection[Month]) -> dict[Month, datetime]:
    """By month, when a version last took a place or gave it back: nothing later can have changed what a check shows."""
    sent = ProductionReport.objects.filter(
        year__in={month.year for month in months},
        month__in={month.month for month in months},
        submitted_at__isnull=False,
    )
    found: dict[Month, datetime] = {}
    columns = ("year", "month", "state", "submitted_at", "decided_at", "recalled_at")
    for year, number, state, submitted, decided, recalled in sent.order_by().values_list(*columns):
        back = [at for at in (decided, recalled) if at] if state in GIVEN_BACK else []
        month = Month(year, number)
        found[month] = max([submitted, *back, *filter(None, [found.get(month)])])
    return found


def current_digests(months: Collection[Month], checks: Iterable[int]) -> dict[tuple[Month, int], str]:
    """By month and enterprise of these checks, the digest of what its latest lines say; empty where it is not known."""
    versions = latest_versions(months)
    checked = CheckedEnterprise.objects.filter(check_of__in=list(checks)).order_by().values("enterprise")
    lines = ReportLine.objects.filter(report__in=list(versions), enterprise__in=checked).order_by()
    found: dict[tuple[Month, int], list[tuple[str, str]]] = {}
    for report, enterprise, category, digest in lines.values_list("report", "enterprise", "category", "digest"):
        found.setdefault((versions[report], enterprise), []).append((category, digest))
    return {key: digest_of_lines(own) for key, own in found.items()}


def plain_digest(check: MonthlyCheck) -> str:
    """Names the figures of all that may be agreed to together, as `digest_of_rows` does, without reading them."""
    plain = plain_enterprises(check)
    current = current_digests([check.period], [check.pk])
    pairs = [(row, current.get((check.period, one), "")) for row, one in plain.values_list("pk", "enterprise")]
    if not all(digest for _row, digest in pairs):
        return digest_of_rows(check_rows(plain, people=()))
    return digest_of_pairs(pairs)
