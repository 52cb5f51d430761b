"""Inspections for tests, through the product's own verbs."""

from datetime import date, datetime
from typing import Any

from common.periods import SHANGHAI, at
from inspections.models import Draw, Inspection, InspectionFinding, Inspector, Plan
from inspections.rules.clauses import CHECKLISTS
from inspections.services.draws import begin_draw, close_population, make_draw
from inspections.services.findings import add_finding, decide, reply
from inspections.services.inspections import notify, record_visit, report_upward
from inspections.services.plans import add_inspector, add_plan

OK = {item.code: "ok" for item in CHECKLISTS["2021"]}


def second(cast: Any) -> Any:
    """Another officer of Inner Mongolia's industry authority."""
    return cast.person("neimenggu-second", "neimenggu-industry", "officer")


def plan(cast: Any, percent: int = 5, **values: Any) -> Plan:
    """A plan of Inner Mongolia with five inspectors in the pool."""
    by = cast.neimenggu_industry
    for number in range(1, 6):
        row = Inspector(name=f"演示·检查员{number}", id_number=f"NM-{number:03d}", employer="示例检查总队")
        if not Inspector.objects.filter(id_number=row.id_number).exists():
            add_inspector(row, by=by)
    year = {"first_day": date(2021, 1, 1), "last_day": date(2021, 12, 31)}
    return add_plan(Plan(title="2021年度抽查计划", percent=percent, **year, **values), by=by)


def drawn(cast: Any, percent: int = 100, **values: Any) -> Draw:
    """A draw through all its steps."""
    row = begin_draw(plan=plan(cast, percent, **values), by=cast.neimenggu_industry)
    row = close_population(draw=row, by=cast.neimenggu_industry)
    return make_draw(draw=row, by=second(cast))


def inspected(cast: Any, inspection: Inspection, **answers: str) -> Inspection:
    """Notified and visited on the day of the clock."""
    by = cast.neimenggu_industry
    notify(inspection=inspection, visit_on=date(2021, 10, 8), by=by)
    return record_visit(
        inspection=inspection, inspected_on=date(2021, 10, 8), checklist={**OK, **answers}, summary="现场检查", by=by
    )


def found(cast: Any, inspection: Inspection, kind: str, **values: Any) -> InspectionFinding:
    """A finding as of 8 October."""
    values = {"text": "总排口氟化物超标", "found_on": date(2021, 10, 8), **values}
    return add_finding(inspection=inspection, kind=kind, by=cast.neimenggu_industry, **values)


def final(cast: Any, finding: InspectionFinding) -> InspectionFinding:
    """Replied by the group and made final by the second officer."""
    reply(finding=finding, text="情况属实，立即整改", by=cast.northern_clerk)
    return decide(finding=finding, final=True, decision="属实", by=second(cast))


def reported(cast: Any, inspection: Inspection) -> Inspection:
    """Reported by the second officer."""
    return report_upward(inspection=inspection, by=second(cast))


def on(day: int, month: int = 10) -> Any:
    """The clock on a day of 2021."""
    return at(datetime(2021, month, day, 9, tzinfo=SHANGHAI))
