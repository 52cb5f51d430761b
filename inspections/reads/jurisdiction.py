"""A province's enterprises with quota, output, eligibility, and what is open about them; nothing of any other province."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet

from accounts.models import Organisation, Province
from common.periods import Month, speaks_chinese
from enterprises.models import Enterprise, GroupMembership
from enterprises.models.enterprise import EnterpriseQuerySet, categories_of
from enterprises.models.places import by_month, day_seen, lay_in, stays_of
from enterprises.reads.lapses import eligibility_lapses
from enterprises.reads.past import named_then
from enterprises.reads.verdicts import verdicts
from enterprises.rules.outlook import WILL_CEASE, EligibilityLapse
from enterprises.rules.verdict import Verdict
from inspections.models import Inspection, InspectionFinding
from reporting.models import Difference, Finding
from reporting.reads.enterprise_execution import figures_of
from reporting.reads.execution import Executed

# How far ahead the page looks for what runs out.
DAYS_AHEAD = 3 * 365
ZERO = Decimal(0)
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
        return ("" if speaks_chinese() else " ").join(f"{clause}{sentence}" for clause, sentence in said)


@dataclass(frozen=True)
class LocatedFigure:
    """An enterprise in one category before the rest of it is read: what the list is sorted and summed by."""

    pk: int
    name_zh: str
    credit_code: str
    category: str
    executed: Executed
    # The last day in the province, of one that has moved away.
    left_on: date | None = None
    # What a heading sorts by that is not read for every list; empty ones come last.
    measure: Any = None


def located_figures(province: Province, *, until: Month, as_of: date) -> list[LocatedFigure]:
    """Every enterprise of the province in every category it may have, those too that lay there in the year and have
    moved away; in a constant number of queries."""
    left = _moved_away(province, until, as_of)
    located = _located(province, left)
    figures = figures_of(until, located, province=province.pk)
    executed = {(figure.pk, figure.executed.category): figure.executed for figure in figures}
    names = ("pk", "name_zh", "credit_code", "kind", "has_rock", "has_ionic")
    return [
        LocatedFigure(
            pk, name, code, category, executed.get((pk, category)) or Executed(category, ZERO, ZERO), left.get(pk)
        )
        for pk, name, code, *kind in located.order_by("credit_code").values_list(*names)
        for category in map(str, categories_of(*kind))
        if pk not in left or (pk, category) in executed
    ]


def measured(
    figures: list[LocatedFigure], by: str, province: Province, *, as_of: date, rule_set: str
) -> list[LocatedFigure]:
    """The same with what the heading sorts by, where that is no figure."""
    measures: Mapping[Any, Any] = {}
    if by == "group":
        here = GroupMembership.objects.on(as_of).filter(enterprise__in=_located(province, ()).values("pk"))
        measures = dict(here.values_list("enterprise", "group__position"))
    elif by == "ceases":
        lapses = eligibility_lapses(_located(province, ()), as_of=as_of, days=DAYS_AHEAD, rule_set=rule_set)
        measures = {key: lapse.day for key, lapse in lapses.items() if lapse.kind == WILL_CEASE}
    elif by == "inspected":
        measures = {pk: visit.inspected_on for pk, visit in _last_inspections(province).items()}
    elif by == "differences":
        measures = _differences(province)
    elif by == "findings":
        findings, found = _findings(province), _inspection_findings(province)
        measures = {
            (one.pk, one.category): findings.get((one.pk, one.category), 0) + found.get(one.pk, 0) for one in figures
        }
    counted = 0 if by in ("differences", "findings") else None
    return [
        replace(one, measure=measures.get((one.pk, one.category), measures.get(one.pk, counted))) for one in figures
    ]


def located_rows(
    figures: Iterable[LocatedFigure], province: Province, *, until: Month, as_of: date, rule_set: str
) -> list[LocatedRow]:
    """The figures with all that a row shows, in a constant number of queries."""
    shown = list(figures)
    of = Enterprise.objects.filter(pk__in={figure.pk for figure in shown}).select_related("province")
    then = named_then(of, lambda row: day_seen(province.pk, row.pk, until.last_day), places=True)
    enterprises = {one.pk: one for one in then}
    left = {figure.pk for figure in shown if figure.left_on is not None}
    here = of.exclude(pk__in=left)
    judged = verdicts([one for one in enterprises.values() if one.pk not in left], as_of=as_of, rule_set=rule_set)
    lapses = eligibility_lapses(here, as_of=as_of, days=DAYS_AHEAD, rule_set=rule_set)
    memberships = GroupMembership.objects.on(as_of).filter(enterprise__in=enterprises).select_related("group")
    groups = {membership.enterprise_id: membership.group for membership in memberships}
    differences, findings = _differences(province, enterprises), _findings(province, enterprises)
    inspected, found = _last_inspections(province, enterprises), _inspection_findings(province, enterprises)
    rows = []
    for figure in shown:
        key = (figure.pk, figure.category)
        rows.append(
            LocatedRow(
                enterprise=enterprises[figure.pk],
                group=groups.get(figure.pk),
                category=figure.category,
                executed=figure.executed,
                verdict=judged.get(key),
                lapse=lapses.get(key),
                differences=differences.get(key, 0),
                findings=findings.get(key, 0) + found.get(figure.pk, 0),
                last_inspection=inspected.get(figure.pk),
                left_on=figure.left_on,
            )
        )
    return rows


def located_in(province: Province, *, until: Month, as_of: date, rule_set: str) -> list[LocatedRow]:
    """All of them with all that a row shows."""
    figures = located_figures(province, until=until, as_of=as_of)
    return located_rows(figures, province, until=until, as_of=as_of, rule_set=rule_set)


def _located(province: Province, left: Iterable[int]) -> EnterpriseQuerySet:
    return Enterprise.objects.filter(Q(province=province) | Q(pk__in=left))


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


def total_of(rows: Iterable[LocatedFigure] | Iterable[LocatedRow]) -> Executed:
    """The sum over the enterprises of one category."""
    cells = [row.executed for row in rows]
    return Executed.total(cells[0].category if cells else "", cells)


def _differences(province: Province, of: Iterable[int] | None = None) -> dict[Key, int]:
    """Differences with the traceability system that nobody has decided."""
    rows = Difference.objects.pending().filter(lay_in(province.pk, stays_of(province.pk), by_month("year", "month")))
    return _counted(_among(rows, "enterprise", of).values_list("enterprise", "category").annotate(Count("pk")))


def _findings(province: Province, of: Iterable[int] | None = None) -> dict[Key, int]:
    """Findings of reports in force that nobody has decided."""
    then = by_month("line__report__year", "line__report__month")
    here = lay_in(province.pk, stays_of(province.pk), then, enterprise="line__enterprise")
    rows = _among(Finding.objects.undecided().filter(here), "line__enterprise", of)
    return _counted(rows.values_list("line__enterprise", "line__category").annotate(Count("pk")))


def _counted(rows: QuerySet[Any, Any]) -> dict[Key, int]:
    return {(enterprise, category): count for enterprise, category, count in rows.order_by()}


def _inspection_findings(province: Province, of: Iterable[int] | None = None) -> dict[int, int]:
    """Findings of inspections that are not final yet, by enterprise."""
    states = (InspectionFinding.State.OPEN, InspectionFinding.State.REPLIED)
    rows = InspectionFinding.objects.filter(state__in=states, inspection__organisation__province=province)
    found = _among(rows, "inspection__enterprise", of)
    return dict(found.values_list("inspection__enterprise").annotate(Count("pk")).order_by())


def _last_inspections(province: Province, of: Iterable[int] | None = None) -> dict[int, Inspection]:
    """The latest visit of each enterprise."""
    visits = Inspection.objects.filter(organisation__province=province, inspected_on__isnull=False)
    return {visit.enterprise_id: visit for visit in _among(visits, "enterprise", of).order_by("inspected_on", "pk")}


def _among(rows: QuerySet[Any, Any], enterprise: str, of: Iterable[int] | None) -> QuerySet[Any, Any]:
    """The rows about these enterprises; without them all."""
    return rows if of is None else rows.filter(**{f"{enterprise}__in": list(of)})
