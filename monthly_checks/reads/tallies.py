"""Checks in numbers, counted by the database: the figures are read only of enterprises whose report may have changed."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q

from common.periods import Month
from monthly_checks.models import CheckedEnterprise, CheckVerdict, MonthlyCheck
from monthly_checks.reads.checks import Tally, check_rows
from reporting.models import ProductionReport, ReportLine

Verdict = CheckVerdict.Verdict
State = ProductionReport.State
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
# A version that came to one of these states gave its place back to the version before it.
GIVEN_BACK = (State.RETURNED, State.RECALLED, State.DISCARDED)


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
    moved = _moved_versions({check.period for check in checks})
    may_have = Q()
    for check in checks:
        first = first_verdicts.get(check.pk)
        for version, group, at in moved.get(check.period, ()) if first else ():
            if first and at >= first:
                reported = Q(row__enterprise__in=ReportLine.objects.filter(report=version).values("enterprise"))
                may_have |= Q(row__check_of=check, given_at__lte=at) & (Q(row__group=group) | reported)
    if not may_have:
        return {}
    judged = CheckVerdict.objects.filter(may_have, replaced=False).values("row")
    counts: dict[int, int] = {}
    for row in check_rows(CheckedEnterprise.objects.filter(pk__in=judged), people=()):
        if row.changes:
            counts[row.row.check_of_id] = counts.get(row.row.check_of_id, 0) + 1
    return counts


def _moved_versions(months: set[Month]) -> dict[Month, list[tuple[int, int, datetime]]]:
    """By month, each version that was ever sent, with its group and the last instant at which it took a place or gave
    it back: nothing later can have changed what a check shows."""
    sent = ProductionReport.objects.filter(
        year__in={month.year for month in months},
        month__in={month.month for month in months},
        submitted_at__isnull=False,
    )
    columns = ("pk", "group", "year", "month", "state", "submitted_at", "decided_at", "recalled_at")
    found: dict[Month, list[tuple[int, int, datetime]]] = {}
    for pk, group, year, month, state, submitted, decided, recalled in sent.order_by().values_list(*columns):
        instants = [submitted, *([decided, recalled] if state in GIVEN_BACK else [])]
        found.setdefault(Month(year, month), []).append((pk, group, max(at for at in instants if at)))
    return found
