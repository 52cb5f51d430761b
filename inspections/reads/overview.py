"""Inspections in figures: by province and month, findings by clause, open orders, days until they were closed.

Days are calendar days from the visit to the closing.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from accounts.models import Province
from common.periods import day_of, speaks_chinese
from inspections.models import Inspection, InspectionFinding, RectificationOrder
from inspections.rules.clauses import KINDS, Kind, clause_in_english

TENTH = Decimal("0.1")


def clause_text(clause: str) -> str:
    """A clause of the notice in the reader's language."""
    return clause if speaks_chinese() else clause_in_english(clause)


@dataclass(frozen=True)
class ProvinceRow:
    """A province's year: visits by month, their sum, orders that are open, days until closing."""

    province: Province
    months: tuple[int, ...]
    open_orders: int
    days: Decimal | None

    @property
    def total(self) -> int:
        """Of the year; the months' sum."""
        return sum(self.months)


@dataclass(frozen=True)
class ClauseRow:
    """A kind of finding, and how many of it are in force."""

    kind: Kind
    count: int

    @property
    def label(self) -> str:
        """The kind in the reader's language."""
        return self.kind.zh if speaks_chinese() else self.kind.en

    @property
    def clause(self) -> str:
        """The clause of the notice in the reader's language."""
        return clause_text(self.kind.clause)


@dataclass(frozen=True)
class Overview:
    """What the ministries read."""

    rows: list[ProvinceRow]
    total: ProvinceRow | None
    clauses: list[ClauseRow]

    @property
    def found(self) -> int:
        """All findings in force."""
        return sum(one.count for one in self.clauses)


@dataclass(frozen=True)
class Line:
    """An inspection in the list, as the screen and the workbook show it."""

    inspection: Inspection
    order: RectificationOrder | None
    found: str
    days: int | None

    @classmethod
    def of(cls, inspection: Inspection) -> "Line":
        """Its findings in force, and the days from the visit to the closing."""
        final = [row for row in inspection.findings.all() if row.state == InspectionFinding.State.FINAL]
        found = "；".join(f"{clause_text(row.clause)} {row.label}" for row in final)
        return cls(inspection, inspection.rectification, found, _days(inspection))


def lines_of(inspections: QuerySet[Inspection]) -> QuerySet[Inspection]:
    """The rows with all that a line asks for, in as many queries for a thousand as for one."""
    joined = inspections.select_related("enterprise", "organisation__province", "group", "order")
    return joined.prefetch_related("findings")


def overview(inspections: QuerySet[Inspection], year: int) -> Overview:
    """Of these inspections, those visited in the year; in a constant number of queries."""
    visited = list(
        inspections.filter(inspected_on__year=year).select_related("organisation__province", "order").order_by("pk")
    )
    provinces = sorted({place for one in visited if (place := one.organisation.province)}, key=lambda one: one.code)
    rows = [_row(one, [visit for visit in visited if visit.organisation.province_id == one.pk]) for one in provinces]
    found = Counter(
        InspectionFinding.objects.filter(inspection__in=inspections, inspection__inspected_on__year=year)
        .final()
        .values_list("kind", flat=True)
    )
    clauses = [ClauseRow(kind, found[code]) for code, kind in KINDS.items() if found[code]]
    return Overview(rows, _row(rows[0].province, visited) if rows else None, clauses)


def _row(province: Province, visits: Iterable[Inspection]) -> ProvinceRow:
    listed = list(visits)
    months = Counter(one.inspected_on.month for one in listed if one.inspected_on)
    taken = [days for days in map(_days, listed) if days is not None]
    return ProvinceRow(
        province=province,
        months=tuple(months[month] for month in range(1, 13)),
        open_orders=sum(1 for one in listed if _order_open(one)),
        days=(Decimal(sum(taken)) / len(taken)).quantize(TENTH) if taken else None,
    )


def day_of_visit(inspection: Inspection) -> date:
    """The day whose name the inspected enterprise bears."""
    return inspection.inspected_on or inspection.visit_on or day_of(inspection.drawn_at)


def _days(inspection: Inspection) -> int | None:
    if inspection.closed_at is None or inspection.inspected_on is None:
        return None
    return (day_of(inspection.closed_at) - inspection.inspected_on).days


def _order_open(inspection: Inspection) -> bool:
    order: RectificationOrder | None = getattr(inspection, "order", None)
    return order is not None and order.lifted_on is None


def is_overdue(order: RectificationOrder, day: date) -> bool:
    """Not lifted after the day by which to rectify."""
    return order.lifted_on is None and order.due_on < day
