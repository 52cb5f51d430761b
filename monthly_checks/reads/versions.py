"""Which versions of a report lie behind "changed since your check": the one judged then and the one that counts now."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from accounts.models import User
from monthly_checks.models import CheckVerdict
from monthly_checks.reads.checks import CheckRow
from reporting.models import ProductionReport


@dataclass(frozen=True)
class VersionPair:
    """Two versions of a group's month; their page shows every cell that differs, as far as the reader may see it."""

    judged: ProductionReport
    current: ProductionReport

    @property
    def url(self) -> str:
        """The page on which they are compared."""
        return f"{reverse('report_compare', args=[self.current.pk])}?with={self.judged.version}"


def pairs_of(rows: Iterable[CheckRow], reader: User) -> dict[int, VersionPair]:
    """By the row's id, for those of one check that have changed; one query, of versions that the reader may see.

    A row without a pair came from another group's report: there are no two versions to compare.
    """
    changed = [row for row in rows if row.changes]
    if not changed:
        return {}
    month, groups = changed[0].row.check_of.period, {row.row.group_id for row in changed}
    visible = ProductionReport.objects.visible_to(reader).filter(group__in=groups, submitted_at__isnull=False)
    sent = list(visible.filter(year=month.year, month=month.month).order_by("-version"))
    found = {}
    for row in changed:
        verdict, own = row.verdict, [report for report in sent if report.group_id == row.row.group_id]
        pair = _pair(verdict, own) if verdict else None
        if pair:
            found[row.row.pk] = pair
    return found


def _pair(verdict: CheckVerdict, versions: list[ProductionReport]) -> VersionPair | None:
    """`versions` has the latest first."""
    current = next((one for one in versions if one.ceased_at is None), None)
    judged = next((one for one in versions if one != current and _counted_at(one, verdict)), None)
    return VersionPair(judged, current) if current and judged else None


def _counted_at(report: ProductionReport, verdict: CheckVerdict) -> bool:
    """Whether it had been submitted, and not been returned, when the verdict was given."""
    if report.submitted_at is None or report.submitted_at > verdict.given_at:
        return False
    return report.ceased_at is None or report.ceased_at > verdict.given_at
