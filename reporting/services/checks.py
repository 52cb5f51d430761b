"""Brings a report before the rules, with the facts they need; always afresh, never from a stored verdict."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from allocations.reads.outlook import quota_outlook
from common.constraints import NotValid
from common.periods import speaks_chinese, today
from common.quantities import Category
from deadlines.models import Obligation
from reporting.models import ProductionReport, ReportLine
from reporting.reads.cells import EXPLANATION
from reporting.reads.histories import NOTHING, histories, limits_on, lines_with_parts, members_of
from reporting.rules.facts import LineFacts, ReportFacts
from reporting.rules.form import cell_name
from reporting.rules.report import check_report
from reporting.rules.violations import Violation


@dataclass(frozen=True)
class Checked:
    """The result of the rules for a report now.

    `explained` holds violations with their explanation; the lists are in order.
    """

    blocking: tuple[Violation, ...]
    unexplained: tuple[Violation, ...]
    explained: tuple[tuple[Violation, str], ...]

    @property
    def passes(self) -> bool:
        """Whether it may leave the group."""
        return not self.blocking and not self.unexplained

    @property
    def faults(self) -> tuple[Violation, ...]:
        """All of them."""
        return (*self.blocking, *self.unexplained, *(fault for fault, _text in self.explained))


def facts_of(report: ProductionReport, lines: list[ReportLine]) -> ReportFacts:
    """The facts that the rules need about a report now."""
    members = {member.pk: member for member in members_of(report.group, report.period)}
    known = histories(report.period, [line.enterprise_id for line in lines], as_of=report.submitted_at)
    due = Obligation.objects.filter(
        kind=Obligation.Kind.MONTHLY_REPORT, organisation=report.group, period=str(report.period)
    )
    outlook = quota_outlook(report.year, as_of=report.submitted_at)
    facts = []
    for line in lines:
        key = (line.enterprise_id, line.category)
        history = known.get(key, NOTHING)
        facts.append(
            LineFacts(
                enterprise=line.enterprise_id,
                name_zh=line.enterprise.name_zh,
                name_en=line.enterprise.name_en,
                category=line.category,
                is_member=line.enterprise_id in members,
                fits_kind=line.category in line.enterprise.categories,
                quota=history.quota,
                quota_awaited=outlook.awaits(report.group_id, report.period),
                output_before=history.output_before,
                last_output=history.last_output,
                last_closing=history.last_closing,
                figures=line.figures,
                elements={part.element: part.tonnes for part in line.elements.all()},
                no_production_reason=line.no_production_reason,
            )
        )
    return ReportFacts(
        group_zh=report.group.name_zh,
        group_en=report.group.name_en,
        period=str(report.period),
        period_over_on=report.period.next.first_day,
        as_of=today(),
        is_due=due.exists(),
        lines=tuple(facts),
        limits=limits_on(today()),
    )


def check(report: ProductionReport, lines: Iterable[ReportLine] | None = None) -> Checked:
    """Every rule, now; of the report's lines with their parts, where the caller has read them."""
    # In the order of the form: part A before part B.
    read = lines_with_parts(report) if lines is None else lines
    lines = sorted(read, key=lambda line: Category.values.index(line.category))
    texts = {
        (line.enterprise_id, line.category, code): text for line in lines for code, text in line.explanations.items()
    }
    blocking, unexplained, explained = [], [], []
    for fault in check_report(facts_of(report, lines)):
        text = texts.get((*line_key(fault), fault.code), "")
        if fault.blocks:
            blocking.append(fault)
        elif text:
            explained.append((fault, text))
        else:
            unexplained.append(fault)
    return Checked(tuple(blocking), tuple(unexplained), tuple(explained))


def refuse_what_does_not_pass(checked: Checked) -> None:
    """Raise NotValid with the sentence of each violation at its cell.

    A missing explanation is shown at its own cell.
    """
    if checked.passes:
        return
    chinese = speaks_chinese()
    cells: dict[str, str] = {}
    for fault in checked.blocking:
        cells[fault.cell] = " ".join(filter(None, (cells.get(fault.cell), fault.sentence(chinese=chinese))))
    for fault in checked.unexplained:
        cells[explanation_cell(fault)] = fault.sentence(chinese=chinese)
    first = (*checked.blocking, *checked.unexplained)[0]
    summary = _("The report was not submitted: %(must)s must be corrected, %(explain)s must be explained.") % {
        "must": len(checked.blocking),
        "explain": len(checked.unexplained),
    }
    raise NotValid(first.code, summary, cells=cells)


def explanation_cell(fault: Violation) -> str:
    """The cell that holds the explanation of a violation."""
    return cell_name(EXPLANATION + fault.code, *line_key(fault))


def line_key(fault: Violation) -> tuple[int, str]:
    """The enterprise and category of a violation; (0, "") for the whole report."""
    _field, _dash, rest = fault.cell.partition("-")
    enterprise, _dash, category = rest.partition("-")
    return (int(enterprise), category) if enterprise else (0, "")
