"""Checks in numbers, counted by the database: the figures are read only of enterprises whose report may have changed."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q

from common.periods import Month
from monthly_checks.models import CheckedEnterprise, CheckVerdict, MonthlyCheck
from monthly_checks.reads.checks import Tally, check_rows
from monthly_checks.reads.sent_versions import GIVEN_BACK, SentVersion, SentVersions
from reporting.models import ProductionReport

Verdict = CheckVerdict.Verdict
CURRENT = Q(verdicts__replaced=False)
ASKED = CURRENT & Q(verdicts__verdict=Verdict.QUESTION)
COUNTED = {
    "judged": Count("verdicts", filter=CURRENT),
    "agree": Count("verdicts", filter=CURRENT & Q(verdicts__verdict=Verdict.AGREE)),
    "question": Count("verdicts", filter=ASKED & Q(verdicts__answered_at=None)),
    "answered": Count("verdicts", filter=ASKED & Q(verdicts__answered_at__isnull=False)),
    "to_inspect": Count("verdicts", filter=CURRENT & Q(verdicts__verdict=Verdict.INSPECT)),
    "first": Min("verdicts__given_at", filter=CURRENT),
}


def tallies_of(checks: Iterable[MonthlyCheck]) -> dict[int, Tally]:
    """The numbers of these checks by the check's id; as many queries for a year as for a month."""
    listed = list(checks)
    rows = CheckedEnterprise.objects.filter(check_of__in=listed).order_by()
    numbers: Any = rows.values("check_of").annotate(enterprises=Count("pk", distinct=True), **COUNTED)
    counted: dict[int, dict[str, Any]] = {row["check_of"]: row for row in numbers}
    changed = _changed(listed, {pk: row["first"] for pk, row in counted.items() if row["first"]})
    return {check.pk: _tally(counted.get(check.pk, {}), changed.get(check.pk, 0)) for check in listed}


def _tally(row: dict[str, Any], changed: int) -> Tally:
    if not row:
        return Tally()
    names = ("enterprises", "agree", "question", "answered", "to_inspect")
    return Tally(unjudged=row["enterprises"] - row["judged"], changed=changed, **{name: row[name] for name in names})


def _changed(checks: Sequence[MonthlyCheck], first_verdicts: dict[int, datetime]) -> dict[int, int]:
    """How many enterprises of each check have other figures than those their verdict was given on."""
    sent = _sent_versions({check.period for check in checks})
    may_have = Q()
    for check in checks:
        first = first_verdicts.get(check.pk)
        for versions in sent.get(check.period, ()) if first else ():
            if first and versions.last_move >= first:
                may_have |= Q(row__check_of=check) & versions.may_have_changed()
    if not may_have:
        return {}
    judged = CheckVerdict.objects.filter(may_have, replaced=False).values("row")
    counts: dict[int, int] = {}
    for row in check_rows(CheckedEnterprise.objects.filter(pk__in=judged), people=()):
        if row.changes:
            counts[row.row.check_of_id] = counts.get(row.row.check_of_id, 0) + 1
    return counts


def _sent_versions(months: set[Month]) -> dict[Month, list[SentVersions]]:
    """By month, what each group has ever sent."""
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
        by_month.setdefault(period, []).append(SentVersions(group, versions))
    return by_month
