"""Checks in numbers, counted by the database: of figures only their digests are compared, where a report has moved."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q

from common.periods import Month
from monthly_checks.models import CheckedEnterprise, CheckVerdict, MonthlyCheck
from monthly_checks.reads.checks import Tally, check_rows
from monthly_checks.reads.sent_versions import current_digests, differing, sent_versions
from reporting.rules.digests import EMPTY

Verdict = CheckVerdict.Verdict
ASKED = Q(verdict=Verdict.QUESTION)
COUNTED = {
    "judged": Count("pk"),
    "agree": Count("pk", filter=Q(verdict=Verdict.AGREE)),
    "question": Count("pk", filter=ASKED & Q(answered_at=None)),
    "answered": Count("pk", filter=ASKED & Q(answered_at__isnull=False)),
    "to_inspect": Count("pk", filter=Q(verdict=Verdict.INSPECT)),
    "first": Min("given_at"),
}


def tallies_of(checks: Iterable[MonthlyCheck]) -> dict[int, Tally]:
    """The numbers of these checks by the check's id; as many queries for a year as for a month."""
    listed = list(checks)
    rows = CheckedEnterprise.objects.filter(check_of__in=listed).order_by()
    sizes: Any = rows.values_list("check_of").annotate(Count("pk"))
    enterprises: dict[int, int] = dict(sizes)
    current = CheckVerdict.objects.filter(row__check_of__in=listed, replaced=False).order_by()
    numbers: Any = current.values("row__check_of").annotate(**COUNTED)
    counted: dict[int, dict[str, Any]] = {row["row__check_of"]: row for row in numbers}
    changed = _changed(listed, {pk: row["first"] for pk, row in counted.items()})
    return {
        check.pk: _tally(enterprises.get(check.pk, 0), counted.get(check.pk, {}), changed.get(check.pk, 0))
        for check in listed
    }


def _tally(enterprises: int, row: dict[str, Any], changed: int) -> Tally:
    names = ("agree", "question", "answered", "to_inspect")
    counts = {name: row.get(name, 0) for name in names}
    return Tally(enterprises, enterprises - row.get("judged", 0), changed=changed, **counts)


def _changed(checks: Sequence[MonthlyCheck], first_verdicts: dict[int, datetime]) -> dict[int, int]:
    """How many enterprises of each check have other figures than those their verdict was given on."""
    sent = sent_versions({check.period for check in checks})
    moved = {
        check.pk: [one for one in sent.get(check.period, ()) if one.last_move >= first_verdicts[check.pk]]
        for check in checks
        if check.pk in first_verdicts
    }
    periods = {check.pk: check.period for check in checks if moved.get(check.pk)}
    if not periods:
        return {}
    differ = differing({(one.group, one.month): one for pk in periods for one in moved[pk]}.values())
    may_have = Q(row__check_of__in=periods, row__enterprise__in=set().union(*differ.values()))
    for pk in periods:
        for one in moved[pk]:
            if one.touches_all(first_verdicts[pk]):
                may_have |= Q(row__check_of=pk) & one.of_all()
    candidates = CheckVerdict.objects.filter(may_have, replaced=False)
    judged: Any = candidates.values_list("row", "row__check_of", "row__enterprise", "digest")
    return _compared(list(judged), periods)


def _compared(judged: Sequence[tuple[int, int, int, str]], periods: dict[int, Month]) -> dict[int, int]:
    """Of these verdicts, as row, check, enterprise and digest, how many of each check were given on other figures."""
    now_are = current_digests(set(periods.values()), {enterprise for _row, _check, enterprise, _digest in judged})
    counts: dict[int, int] = {}
    unknown = []
    for row, check, enterprise, digest in judged:
        current = now_are.get((periods[check], enterprise), EMPTY)
        if not digest or not current:
            unknown.append(row)
        elif digest != current:
            counts[check] = counts.get(check, 0) + 1
    for one in check_rows(CheckedEnterprise.objects.filter(pk__in=unknown), people=()) if unknown else ():
        if one.changes:
            counts[one.row.check_of_id] = counts.get(one.row.check_of_id, 0) + 1
    return counts
