"""Monthly outputs of a past year: compared with what is reported already, and booked in bulk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from allocations.reads.quotas import nation_quotas
from common.periods import Month
from common.quantities import Category, format_tonnes
from deadlines.models import Obligation
from documents.files.cells import Found
from enterprises.models import Enterprise
from history.files.layouts import CATEGORIES
from history.files.rows import OutputRow, Reading
from history.models import HistoryImport
from history.reads.names import Names, group_in
from history.services.plans import Contradiction, Plan, Row, Sum
from reporting.models import ProductionReport, ReportLine
from reporting.services.imported_reports import PastMonth, import_reports

ZERO = Decimal(0)
NAMED = 20
GroupMonth = tuple[int, int]


@dataclass(frozen=True)
class Known:
    """The reports of a year that are there, and the months that groups have to report in this system."""

    reports: Mapping[GroupMonth, ProductionReport]
    lines: Mapping[tuple[int, int, str], Decimal | None]
    duties: frozenset[GroupMonth]


@dataclass
class _Comparison:
    """The rows of a workbook against what is known; collects the months to book."""

    plan: Plan
    year: int
    known: Known
    names: Names[Enterprise]
    # The group of an enterprise in a month, by their numbers.
    held: dict[tuple[int, int], Organisation | None] = field(default_factory=dict)
    seen: dict[tuple[int, str, int], str] = field(default_factory=dict)
    months: dict[GroupMonth, dict[tuple[int, str], Decimal]] = field(default_factory=dict)
    groups: dict[int, Organisation] = field(default_factory=dict)

    def group_in(self, enterprise: int, number: int) -> Organisation | None:
        """The group that the enterprise belonged to in a month."""
        key = (enterprise, number)
        if key not in self.held:
            month = Month(self.year, number)
            self.held[key] = group_in(self.names.held.get(enterprise, ()), month.first_day, month.last_day)
        return self.held[key]


def plan_outputs(reading: Reading, names: Names[Enterprise]) -> Plan:
    """What the workbook would book, group by group and month by month."""
    rows = reading.outputs(names)
    plan = Plan(refused=rows.refused, remarks=rows.remarks, headings=rows.headings)
    known = _known(reading.year)
    comparison = _Comparison(plan, reading.year, known, names)
    for row in rows.outputs:
        _compare(comparison, row)
    plan.entries = [
        PastMonth(comparison.groups[group], Month(reading.year, month), outputs)
        for (group, month), outputs in sorted(comparison.months.items())
    ]
    plan.sums = _sums(rows.outputs, reading.year)
    _remark_missing(comparison, rows.outputs)
    return plan


def book_outputs(batch: HistoryImport, entries: Sequence[PastMonth], *, at: datetime, by: User) -> dict[str, int]:
    """Books the months; how many, and how many lines."""
    lines = import_reports(
        months=entries,
        source=batch.source,
        uploaded_by=batch.uploaded_by,
        uploaded_at=batch.uploaded_at,
        at=at,
        by=by,
    )
    return {"reports": len(entries), "lines": lines}


def _known(year: int) -> Known:
    reports = ProductionReport.objects.kept().filter(year=year).order_by("version")
    latest = {(report.group_id, report.month): report for report in reports}
    lines = ReportLine.objects.filter(report__in=[report.pk for report in latest.values()])
    figures = lines.values_list("report", "enterprise", "category", "output")
    duties = Obligation.objects.filter(kind=Obligation.Kind.MONTHLY_REPORT, year=year)
    return Known(
        reports=latest,
        lines={(report, enterprise, category): output for report, enterprise, category, output in figures},
        duties=frozenset(
            (group, Month.parse(period).month) for group, period in duties.values_list("organisation", "period")
        ),
    )


def _compare(comparison: _Comparison, row: OutputRow) -> None:
    plan, key = comparison.plan, (row.enterprise.pk, row.category, row.month)
    if key in comparison.seen:
        sentence = _("The same enterprise, category and month are already in %(first)s; keep one of the two.")
        plan.refused.append(Found(row.at, sentence % {"first": comparison.seen[key]}))
        return
    comparison.seen[key] = row.at
    month = Month(comparison.year, row.month)
    group = _group_of(comparison, row, month)
    if group is None:
        return
    report = comparison.known.reports.get((group.pk, row.month))
    if report is not None:
        _against(comparison, row, report)
    elif (group.pk, row.month) in comparison.known.duties:
        plan.contradictions.append(
            Contradiction(
                row.at,
                _what(row, month),
                _("to be reported by %(group)s in this system") % {"group": group.name},
                format_tonnes(row.tonnes),
                _("Leave the month out; the group reports it."),
            )
        )
    else:
        comparison.groups[group.pk] = group
        comparison.months.setdefault((group.pk, row.month), {})[row.enterprise.pk, row.category] = row.tonnes
        content = (group.code, row.enterprise.credit_code, row.category, str(month), str(row.tonnes))
        plan.show(content, lambda: _row(row, month))


def _row(row: OutputRow, month: Month) -> Row:
    return Row(row.at, row.enterprise.name, f"{month.label} {_label(row.category)}", format_tonnes(row.tonnes))


def _group_of(comparison: _Comparison, row: OutputRow, month: Month) -> Organisation | None:
    """The group that the enterprise belonged to in the month, by the register; the row has to say the same."""
    plan, held = comparison.plan, comparison.group_in(row.enterprise.pk, row.month)
    if held is None:
        sentence = _("%(name)s belonged to no group in %(month)s; import its membership with the register first.")
        plan.refused.append(Found(row.at, sentence % {"name": row.enterprise.name, "month": month.label}))
        return None
    if row.group is not None and row.group.pk != held.pk:
        what = _("group of %(name)s in %(month)s") % {"name": row.enterprise.name, "month": month.label}
        way = _("Correct the workbook, or the membership in the register.")
        plan.contradictions.append(Contradiction(row.at, what, held.name, row.group.name, way))
        return None
    return held


def _against(comparison: _Comparison, row: OutputRow, report: ProductionReport) -> None:
    """A month that is reported: the same figure is there already, everything else contradicts it."""
    there = comparison.known.lines.get((report.pk, row.enterprise.pk, row.category))
    if there == row.tonnes and report.in_force:
        comparison.plan.same += 1
        return
    what = _what(row, report.period)
    stands = _("nothing of it in %(report)s") % {"report": report.number}
    if there is not None:
        stands = f"{format_tonnes(there)} ({report.number})"
    comparison.plan.contradictions.append(
        Contradiction(row.at, what, stands, format_tonnes(row.tonnes), way_out(report.imported_from_id))
    )


def way_out(imported_from: int | None) -> str:
    """What to do about a figure that is there: of an import, or of the system's own."""
    if imported_from is not None:
        return _("Correct the workbook, or have the earlier import reversed first.")
    return _("Correct the workbook, or have the figure in this system corrected by whom it belongs to.")


def _what(row: OutputRow, month: Month) -> str:
    return f"{row.enterprise.name} · {month.label} · {_label(row.category)}"


def _label(category: str) -> str:
    return str(Category(category).label)


def _sums(rows: Sequence[OutputRow], year: int) -> list[Sum]:
    """The year's output of the file beside the total that the notices of the year give."""
    totals = nation_quotas(year)
    sums: dict[str, Decimal] = {}
    for row in rows:
        sums[row.category] = sums.get(row.category, ZERO) + row.tonnes
    return [
        Sum(
            _("output of the year, beside the notices' total"),
            _label(category),
            sums[category],
            totals[category].total if category in totals else None,
        )
        for category in CATEGORIES
        if category in sums
    ]


def _remark_missing(comparison: _Comparison, rows: Sequence[OutputRow]) -> None:
    """Enterprises that belonged to a group in the year and have no row, and those whose months have gaps."""
    if not rows:
        return
    plan, year, names = comparison.plan, comparison.year, comparison.names
    months: dict[int, set[int]] = {}
    for row in rows:
        months.setdefault(row.enterprise.pk, set()).add(row.month)
    without, gaps = [], []
    for enterprise in names.rows.values():
        if enterprise.pk in months:
            lacking = [number for number in range(1, 13) if number not in months[enterprise.pk]]
            if any(comparison.group_in(enterprise.pk, number) for number in lacking):
                gaps.append(enterprise.name)
        elif group_in(names.held[enterprise.pk], date(year, 1, 1), date(year, 12, 31)):
            without.append(enterprise.name)
    remark_names(plan, _("No row of: %(names)s. Nothing is booked of them."), without)
    remark_names(plan, _("Not every month of: %(names)s. What is missing stays unknown, it is not 0."), gaps)


def remark_names(plan: Plan, sentence: str, found: Sequence[str]) -> None:
    """One remark about many enterprises, with the first names and the number of the others."""
    if not found:
        return
    names = _(", ").join(found[:NAMED])
    if len(found) > NAMED:
        names = _("%(names)s and %(count)s more") % {"names": names, "count": len(found) - NAMED}
    plan.remarks.append(Found("", sentence % {"names": names}))
