"""The information beside a report's rows: the history, and whether the quota is there, awaited, or came later."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from allocations.reads.outlook import quota_outlook
from allocations.reads.quotas import enterprise_quotas
from reporting.models import ProductionReport, ReportLine
from reporting.reads.cells import Key
from reporting.reads.histories import NOTHING, ZERO, History, histories


@dataclass(frozen=True)
class Beside:
    """A row's history; `awaited` while the quota is still to come (待下达), `came_later` when it came after the
    report was submitted: the output is then set against it."""

    history: History
    awaited: bool = False
    came_later: bool = False


def known_beside(
    report: ProductionReport, lines: Iterable[ReportLine], *, province: str | None = None
) -> dict[Key, Beside]:
    """By enterprise and category, as known when the report was submitted; in a constant number of queries."""
    keys = [(line.enterprise_id, line.category) for line in lines]
    ids = [enterprise for enterprise, _category in keys]
    known = histories(report.period, ids, as_of=report.submitted_at, province=province)
    found = {key: Beside(known.get(key, NOTHING)) for key in keys}
    without = [key for key in keys if not found[key].history.quota]
    if not without or not quota_outlook(report.year, as_of=report.submitted_at).awaits(report.group_id, report.period):
        return found
    came = enterprise_quotas(report.year, enterprises=[key[0] for key in without]) if report.submitted_at else {}
    waits = quota_outlook(report.year).awaits(report.group_id, report.period)
    return found | {key: _waiting(found[key], came.get(key, ZERO), waits=waits) for key in without}


def _waiting(beside: Beside, came: Decimal, *, waits: bool) -> Beside:
    if came:
        return Beside(replace(beside.history, quota=came), came_later=True)
    return Beside(beside.history, awaited=waits)
