"""Checks in numbers, counted by the database: of figures only their digests are compared, where a report has moved."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q

from monthly_checks.models import CheckedEnterprise, CheckVerdict, MonthlyCheck
from monthly_checks.reads.checks import Tally, check_rows
from monthly_checks.reads.sent_versions import current_digests, last_moves
from reporting.rules.digests import EMPTY

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
    moves = last_moves({check.period for check in checks})
    moved = {}
    for check in checks:
        first, last = first_verdicts.get(check.pk), moves.get(check.period)
        if first and last and last >= first:
            moved[check.pk] = check
    if not moved:
        return {}
    counts: dict[int, int] = {}
    unknown = []
    now_are = current_digests({check.period for check in moved.values()}, moved)
    judged = CheckVerdict.objects.filter(row__check_of__in=moved, replaced=False)
    columns: Any = judged.values_list("row", "row__check_of", "row__enterprise", "digest")
    for row, check, enterprise, digest in columns:
        current = now_are.get((moved[check].period, enterprise), EMPTY)
        if not digest or not current:
            unknown.append(row)
        elif digest != current:
            counts[check] = counts.get(check, 0) + 1
    for one in check_rows(CheckedEnterprise.objects.filter(pk__in=unknown), people=()) if unknown else ():
        if one.changes:
            counts[one.row.check_of_id] = counts.get(one.row.check_of_id, 0) + 1
    return counts
