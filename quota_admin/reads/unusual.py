"""What is unusual in a year, as far as a person may see it: for the first screens."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Window
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.periods import Month, today
from common.quantities import Category
from deadlines.reads.parameters import Name, numbers_on
from reporting.models import Difference, Finding
from reporting.reads.execution import Executed

ZERO = Decimal(0)
# Of each kind so many rows are named; the count says how many there are.
SHOWN = 3
# The latest of all kinds, from which those are taken; a kind that is older than all of them waits until they are decided.
LOOKED_AT = 100
KINDS: dict[str, Any] = {
    "no_quota": gettext_lazy("Production without quota"),
    "over_quota": gettext_lazy("Output over the quota"),
    "output_jump": gettext_lazy("Jumps of output"),
    "stock_does_not_close": gettext_lazy("Stocks that do not close"),
    "opening_differs": gettext_lazy("Stocks that do not close"),
    "yield_implausible": gettext_lazy("Implausible yields"),
}


@dataclass(frozen=True)
class UnusualRow:
    """One of them: whose, which month, and its page."""

    title: str
    url: str


@dataclass(frozen=True)
class Unusual:
    """One kind of what is unusual: how many, the first of them, and where all are."""

    label: str
    count: int
    rows: list[UnusualRow]
    url: str = ""


def near_quota(holders: Iterable[tuple[str, str, Executed]]) -> list[Unusual]:
    """Whose output has reached the first of the levels that are marked, the highest first; by name and page. What is
    above the quota is a finding of its own. No query."""
    near = [(name, url, cell) for name, url, cell in holders if cell.warning and not cell.is_over]
    near.sort(key=lambda one: one[2].completion or ZERO, reverse=True)
    rows = [
        UnusualRow(f"{name} · {Category(cell.category).label} {(cell.completion or ZERO) * 100:.1f}%", url)
        for name, url, cell in near[:SHOWN]
    ]
    if not rows:
        return []
    label = _("Output at %(level)s%% of the quota or more") % {
        "level": min(numbers_on(Name.EXECUTION_WARNINGS, today()))
    }
    return [Unusual(label, len(near), rows)]


def unusual_of(user: User, year: int) -> list[Unusual]:
    """Findings that nobody has decided by their rule, and differences with the traceability system. Three queries."""
    return [*_findings(user, year), *_differences(user, year)]


def _findings(user: User, year: int) -> Iterable[Unusual]:
    """Differences with the traceability system have cases of their own."""
    pending = Finding.objects.visible_to(user).undecided().filter(line__report__year=year, code__in=KINDS)
    counted: Any = pending.order_by().values_list("code").annotate(Count("pk"))
    of_code: dict[str, int] = dict(counted)
    latest = pending.select_related("line__enterprise", "line__report").order_by("-line__report__month", "pk")
    counts: dict[str, dict[str, int]] = {}
    titles: dict[str, list[UnusualRow]] = {}
    for finding in latest[:LOOKED_AT] if of_code else ():
        kind = str(KINDS[finding.code])
        counts.setdefault(kind, {})[finding.code] = of_code[finding.code]
        rows = titles.setdefault(kind, [])
        if len(rows) < SHOWN:
            title = f"{finding.line.enterprise.name} · {finding.line.report.period.label}"
            rows.append(UnusualRow(title, reverse("report_detail", args=[finding.line.report_id])))
    for kind in dict.fromkeys(map(str, KINDS.values())):
        if kind in counts:
            yield Unusual(kind, sum(counts[kind].values()), titles[kind])


def _differences(user: User, year: int) -> Iterable[Unusual]:
    pending = Difference.objects.visible_to(user).pending().filter(year=year)
    first = list(
        pending.annotate(of_all=Window(Count("pk"))).select_related("enterprise").order_by("-month", "pk")[:SHOWN]
    )
    if first:
        rows = [
            UnusualRow(
                f"{case.enterprise.name} · {Month(year, case.month).label}",
                reverse("difference_detail", args=[case.pk]),
            )
            for case in first
        ]
        label = _("Differences with the traceability system")
        yield Unusual(label, vars(first[0])["of_all"], rows, reverse("difference_list") + f"?year={year}")
