"""How long the work takes, by month: issue to split, opening to submission, submission to decision; and what was right
the first time.

Days are calendar days, on average. Only first versions count, and nothing that was imported.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from accounts.models import User
from allocations.models import Filing
from common.periods import Month, day_of, start_of
from reporting.models import ProductionReport

MONTHS = range(1, 13)
TENTH = Decimal("0.1")
SECONDS_OF_A_DAY = Decimal(24 * 60 * 60)
# Where a version ends that was decided and had not to be corrected.
RIGHT = frozenset({"accepted", "superseded"})
WRONG = frozenset({"returned"})


class Measure(NamedTuple):
    """An average over so many cases; None without any."""

    average: Decimal | None
    cases: int


class ServiceRow(NamedTuple):
    """A month, or the whole year. Splits are under the month of the notice's issue, reports under their own month."""

    label: str
    issue_to_split: Measure
    opening_to_submission: Measure
    submission_to_decision: Measure
    # Per cent of the first versions that were decided and not returned.
    right_at_first: Measure


class Case(NamedTuple):
    """One first version: what it adds to a measure of a month."""

    measure: str
    month: int
    value: Decimal


def service_rows(year: int, user: User) -> list[ServiceRow]:
    """The months of a year and, last, the whole year, over what this person may see. Two queries."""
    cases = [*_of_splits(year, user), *_of_reports(year, user)]
    by_month: dict[int, list[Case]] = defaultdict(list)
    for case in cases:
        by_month[case.month].append(case)
    months = [_row(Month(year, number).label, by_month[number]) for number in MONTHS]
    return [*months, _row("", cases)]


def _row(label: str, cases: Iterable[Case]) -> ServiceRow:
    values: dict[str, list[Decimal]] = defaultdict(list)
    for case in cases:
        values[case.measure].append(case.value)
    return ServiceRow(label, *(_average(values[measure]) for measure in ServiceRow._fields[1:]))


def _average(values: list[Decimal]) -> Measure:
    if not values:
        return Measure(None, 0)
    return Measure((sum(values, Decimal(0)) / len(values)).quantize(TENTH, ROUND_HALF_UP), len(values))


def _of_splits(year: int, user: User) -> Iterable[Case]:
    """From the issue of the notice to the first submission of a group's split under it."""
    rows = (
        Filing.objects.visible_to(user)
        .filter(year=year, submitted_at__isnull=False, imported_from=None, notice__issued_at__isnull=False)
        .order_by("version")
        .values_list("group", "notice", "notice__issued_at", "submitted_at")
    )
    seen = set()
    for group, notice, issued, submitted in rows:
        if issued and (group, notice) not in seen:
            seen.add((group, notice))
            yield Case("issue_to_split", day_of(issued).month, _days(issued, submitted))


def _of_reports(year: int, user: User) -> Iterable[Case]:
    """Of each group's first version of a month: its submission, its decision, and whether it had to be corrected."""
    rows = (
        ProductionReport.objects.visible_to(user)
        .filter(year=year, version=1, submitted_at__isnull=False, imported_from=None)
        .values_list("month", "state", "submitted_at", "decided_at")
    )
    for month, state, submitted, decided in rows:
        opened = start_of(Month(year, month).next.first_day)
        yield Case("opening_to_submission", month, _days(opened, submitted))
        if decided:
            yield Case("submission_to_decision", month, _days(submitted, decided))
        if state in RIGHT | WRONG:
            yield Case("right_at_first", month, Decimal(100 if state in RIGHT else 0))


def _days(since: datetime | None, until: datetime | None) -> Decimal:
    if since is None or until is None:
        raise ValueError("both ends of a time are needed")
    return Decimal(int((until - since).total_seconds())) / SECONDS_OF_A_DAY
