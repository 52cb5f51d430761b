"""A province's enterprises with quota, output, eligibility, and what is open about them; nothing of any other province."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q

from accounts.models import Organisation, Province
from common.periods import Month, speaks_chinese
from enterprises.models import Enterprise, GroupMembership
from enterprises.models.places import by_month, day_seen, lay_in, stays_of
from enterprises.reads.lapses import eligibility_lapses
from enterprises.reads.past import named_then
from enterprises.reads.verdicts import verdicts
from enterprises.rules.outlook import WILL_CEASE, EligibilityLapse
from enterprises.rules.verdict import Verdict
from inspections.models import Inspection, InspectionFinding
from reporting.models import Difference, Finding
from reporting.reads.execution import EnterpriseRow, Executed, by_enterprise

# How far ahead the page looks for what runs out.
DAYS_AHEAD = 3 * 365
Key = tuple[int, str]


@dataclass(frozen=True)
class LocatedRow:
    """An enterprise in one category: its group, its year up to a month, its eligibility, and what is open about it."""

    enterprise: Enterprise
    group: Organisation | None
    category: str
    executed: Executed
    # None of one that lies elsewhere today: its eligibility is the other province's affair.
    verdict: Verdict | None
    lapse: EligibilityLapse | None
    differences: int
    findings: int
    last_inspection: Inspection | None
    # The last day in the province, of one that has moved away.
    left_on: date | None = None

    @property
    def why_not(self) -> str:
        """The grounds against it, with their clauses, in the reader's language."""
        zh, en = self.verdict.reasons() if self.verdict else ("", "")
        return zh if speaks_chinese() else en

    @property
    def runs_out_on(self) -> date | None:
        """The first day on which it will no longer be eligible, as far as the register knows."""
        return self.lapse.day if self.lapse and self.lapse.kind == WILL_CEASE else None

    @property
    def what_runs_out(self) -> str:
        """Which ground will bar it then, in the reader's language."""
        if self.runs_out_on is None or self.lapse is None:
            return ""
        said = self.lapse.reasons(chinese=speaks_chinese())
        return " ".join(f"{clause}{sentence}" for clause, sentence in said)


def located_in(province: Province, *, until: Month, as_of: date, rule_set: str) -> list[LocatedRow]:
    """Every enterprise of the province in every category it may have, those too that lay there in the year and have
    moved away; in a constant number of queries."""
    left = _moved_away(province, until, as_of)
    here = Q(province=province) | Q(pk__in=left)
    located = Enterprise.objects.filter(here).select_related("province").order_by("credit_code")
    listed = named_then(located, lambda row: day_seen(province.pk, row.pk, until.last_day))
    judged = verdicts([one for one in listed if one.pk not in left], as_of=as_of, rule_set=rule_set)
    own = by_enterprise(until, located, province=province.pk)
    executed = {(row.enterprise.pk, row.executed.category): row for row in own}
    memberships = GroupMembership.objects.on(as_of).filter(enterprise__in=listed).select_related("group")
    groups = {membership.enterprise_id: membership.group for membership in memberships}
    differences, findings = _differences(province), _findings(province)
    inspected, found = _last_inspections(province), _inspection_findings(province)
    lapses = eligibility_lapses(located, as_of=as_of, days=DAYS_AHEAD, rule_set=rule_set)
    rows = []
    for enterprise in listed:
        for category in map(str, enterprise.categories):
            key = (enterprise.pk, category)
            gone, cell = enterprise.pk in left, executed.get(key)
            if gone and cell is None:
                continue
            rows.append(
                LocatedRow(
                    enterprise=enterprise,
                    group=groups.get(enterprise.pk),
                    category=category,
                    executed=_execution(cell, category),
                    verdict=judged.get(key),
                    lapse=None if gone else lapses.get(key),
                    differences=differences.get(key, 0),
                    findings=findings.get(key, 0) + found.get(enterprise.pk, 0),
                    last_inspection=inspected.get(enterprise.pk),
                    left_on=left.get(enterprise.pk),
                )
            )
    return rows


def _moved_away(province: Province, until: Month, as_of: date) -> dict[int, date]:
    """Those that lie elsewhere on a day and lay in the province in the year of the month, with their last day there."""
    here = {stay.enterprise for stay in stays_of(province.pk) if stay.province == province.pk and stay.holds_on(as_of)}
    return {
        stay.enterprise: stay.last
        for stay in stays_of(province.pk)
        if stay.province == province.pk
        and stay.enterprise not in here
        and stay.last is not None
        and stay.last >= date(until.year, 1, 1)
    }


def total_of(rows: Iterable[LocatedRow]) -> Executed:
    """The sum over the enterprises of one category."""
    cells = [row.executed for row in rows]
    return Executed.total(cells[0].category if cells else "", cells)


def _execution(row: EnterpriseRow | None, category: str) -> Executed:
    return row.executed if row else Executed(category, Decimal(0), Decimal(0))


def _differences(province: Province) -> dict[Key, int]:
    """Differences with the traceability system that nobody has decided."""
    rows = Difference.objects.pending().filter(lay_in(province.pk, stays_of(province.pk), by_month("year", "month")))
    return _counted(rows.values_list("enterprise", "category").annotate(Count("pk")).order_by())


def _findings(province: Province) -> dict[Key, int]:
    """Findings of reports in force that nobody has decided."""
    then = by_month("line__report__year", "line__report__month")
    here = lay_in(province.pk, stays_of(province.pk), then, enterprise="line__enterprise")
    rows = Finding.objects.undecided().filter(here)
    return _counted(rows.values_list("line__enterprise", "line__category").annotate(Count("pk")).order_by())


def _counted(rows: Iterable[tuple[int, str, int]]) -> dict[Key, int]:
    return {(enterprise, category): count for enterprise, category, count in rows}


def _inspection_findings(province: Province) -> dict[int, int]:
    """Findings of inspections that are not final yet, by enterprise."""
    states = (InspectionFinding.State.OPEN, InspectionFinding.State.REPLIED)
    rows = InspectionFinding.objects.filter(state__in=states, inspection__organisation__province=province)
    return dict(rows.values_list("inspection__enterprise").annotate(Count("pk")).order_by())


def _last_inspections(province: Province) -> dict[int, Inspection]:
    """The latest visit of each enterprise."""
    visits = Inspection.objects.filter(organisation__province=province, inspected_on__isnull=False)
    return {visit.enterprise_id: visit for visit in visits.order_by("inspected_on", "pk")}
