"""A report as its tables.

Parts, rows and cells, with the information beside them. Shared by page and workbook.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from common.periods import speaks_chinese
from common.quantities import Category, places_needed
from enterprises.models import Enterprise
from enterprises.reads.past import named_then
from reporting.models import ProductionReport, ReportLine
from reporting.reads.beside import Beside, known_beside
from reporting.reads.cells import ELEMENT, EXPLANATION, Cells, cell_text, cells_of
from reporting.reads.grid_cells import GridCell, GridFault, GridHead, faults_by_cell
from reporting.reads.histories import History, lines_with_parts
from reporting.reads.labels import (
    column_label,
    column_names,
    element_label,
    element_names,
    part_names,
    reason_label,
)
from reporting.rules.form import ELEMENTS, FEEDS, FLOWS, Column, cell_name
from reporting.rules.violations import Violation

ZERO = Decimal(0)
PART_LETTERS = {Category.MINING_ROCK: "A", Category.MINING_IONIC: "A", Category.SEPARATION: "B"}


@dataclass(frozen=True)
class GridRow:
    """One enterprise in one category."""

    pk: int
    enterprise: Enterprise
    category: str
    history: History
    flows: list[GridCell]
    feeds: list[GridCell]
    elements: list[GridCell]
    reason: GridCell
    note: GridCell
    name: str  # at the end of the month
    # The quota is still to come (待下达), or came after the report was submitted.
    awaited: bool = False
    came_later: bool = False
    faults: list[GridFault] = field(default_factory=list)

    @property
    def quota(self) -> Decimal:
        """The year's quota on file."""
        return self.history.quota

    @property
    def key(self) -> str:
        """Ends the names of this row's cells."""
        return f"{self.enterprise.pk}-{self.category}"

    @property
    def output(self) -> Decimal | None:
        return _value(self.flows[0])

    @property
    def cumulative(self) -> Decimal:
        """The year's output including this month."""
        return self.history.output_before + (self.output or ZERO)

    @property
    def reason_text(self) -> str:
        """Why nothing was produced, for people."""
        return reason_label(str(self.reason.value)) if self.reason.value else ""

    @property
    def last_year_cumulative(self) -> Decimal | None:
        """The same months of last year; None where nothing was reported then."""
        if self.history.last_year_before is None and self.history.last_year_output is None:
            return None
        return (self.history.last_year_before or ZERO) + (self.history.last_year_output or ZERO)

    @property
    def remaining(self) -> Decimal | None:
        """What the quota leaves; negative when it is exceeded, None while it waits for quota."""
        return None if self.awaited else self.history.quota - self.cumulative

    @property
    def left_before(self) -> Decimal:
        """What the quota left before this month."""
        return self.history.quota - self.history.output_before

    @property
    def completion(self) -> Decimal | None:
        return self.cumulative / self.history.quota if self.history.quota else None

    @property
    def difference(self) -> Decimal | None:
        """Output less what the traceability system has."""
        traced = _value(self.flows[-1])
        return None if self.output is None or traced is None else self.output - traced

    @property
    def feed_total(self) -> Decimal:
        return _sum(self.feeds) or ZERO

    @property
    def recovery(self) -> Decimal | None:
        """Output over feed, both as REO."""
        return self.output / self.feed_total if self.output is not None and self.feed_total else None

    @property
    def element_total(self) -> Decimal:
        return _sum(self.elements) or ZERO


@dataclass(frozen=True)
class GridPart:
    """The rows of one category; categories are never mixed in one sum."""

    category: Category
    rows: list[GridRow]

    @property
    def letter(self) -> str:
        return PART_LETTERS[self.category]

    @property
    def is_separation(self) -> bool:
        return self.category == Category.SEPARATION

    @property
    def title(self) -> str:
        """The part's letter and its category."""
        return f"{self.letter} {self.category.label}"

    @property
    def names(self) -> str:
        """What a column “category” of a pasted block says for lines of this part."""
        return part_names(self.category)

    @property
    def flow_heads(self) -> list[GridHead]:
        return [
            GridHead(column.name, column_label(column), column.required, total, column_names(column))
            for column, total in zip(FLOWS, self.flow_totals, strict=True)
        ]

    @property
    def feed_heads(self) -> list[GridHead]:
        return [
            GridHead(column.name, column_label(column), column.required, total, column_names(column))
            for column, total in zip(FEEDS, self.feed_totals, strict=True)
        ]

    @property
    def element_heads(self) -> list[GridHead]:
        return [
            GridHead(ELEMENT + name, element_label(name), False, total, element_names(name))
            for name, total in zip(ELEMENTS, self.element_totals, strict=True)
        ]

    @property
    def places(self) -> int:
        """As many decimals as the finest figure of the part needs."""
        cells = (cell for row in self.rows for cell in (*row.flows, *row.feeds, *row.elements))
        beside = (value for row in self.rows for value in (row.history.quota, row.history.output_before))
        return places_needed([*(_value(cell) for cell in cells), *beside])

    @property
    def flow_totals(self) -> list[Decimal | None]:
        return [_sum(row.flows[index] for row in self.rows) for index in range(len(FLOWS))]

    @property
    def feed_totals(self) -> list[Decimal | None]:
        return [_sum(row.feeds[index] for row in self.rows) for index in range(len(FEEDS))]

    @property
    def element_totals(self) -> list[Decimal | None]:
        return [_sum(row.elements[index] for row in self.rows) for index in range(len(ELEMENTS))]

    @property
    def quota(self) -> Decimal:
        return sum((row.history.quota for row in self.rows), ZERO)

    @property
    def last_output(self) -> Decimal:
        return sum((row.history.last_output or ZERO for row in self.rows), ZERO)

    @property
    def output_before(self) -> Decimal:
        """The year's output until last month."""
        return sum((row.history.output_before for row in self.rows), ZERO)

    @property
    def cumulative(self) -> Decimal:
        return sum((row.cumulative for row in self.rows), ZERO)

    @property
    def awaited(self) -> bool:
        """Whether nobody of the part has quota yet, and it may still come."""
        return not self.quota and any(row.awaited for row in self.rows)

    @property
    def remaining(self) -> Decimal | None:
        return None if self.awaited else self.quota - self.cumulative

    @property
    def left_before(self) -> Decimal:
        """What the quota left before this month."""
        return sum((row.left_before for row in self.rows), ZERO)

    @property
    def completion(self) -> Decimal | None:
        return self.cumulative / self.quota if self.quota else None

    @property
    def element_total(self) -> Decimal:
        return sum((row.element_total for row in self.rows), ZERO)

    @property
    def feed_total(self) -> Decimal:
        return sum((row.feed_total for row in self.rows), ZERO)

    @property
    def output(self) -> Decimal:
        return sum((row.output or ZERO for row in self.rows), ZERO)


def grid_of(
    report: ProductionReport,
    *,
    lines: Iterable[ReportLine] | None = None,
    texts: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    faults: Iterable[Violation] = (),
    whole: bool = True,
    province: str | None = None,
) -> list[GridPart]:
    """The report's tables.

    `texts` is unsaved input and replaces what is stored; `errors` are shown at their cells; `faults` are the
    violations of rules. Without `lines` all of the report's lines are shown. The reason of a return at a cell may
    mention other lines, so only those who see the `whole` report see it there. To a `province` the months before are shown
    as far as the enterprises lay in it.
    """
    asked, faults = lines_with_parts(report) if lines is None else lines, list(faults)
    shown = named_then(asked, report.period.last_day)
    former = _former_cells(report)
    builder = _Builder(report, texts or {}, errors or {}, former, faults, faults_by_cell(faults), whole)
    beside = known_beside(report, shown, province=province)
    rows = [builder.row(line, beside[line.enterprise_id, line.category]) for line in shown]
    parts = [GridPart(category, [row for row in rows if row.category == category]) for category in Category]
    return [part for part in parts if part.rows]


def _former_cells(report: ProductionReport) -> Cells | None:
    """The version that this one was made from, for comparison; None for a first version."""
    if report.supersedes is None:
        return None
    return {name: value for line in lines_with_parts(report.supersedes) for name, value in cells_of(line).items()}


@dataclass(frozen=True)
class _Builder:
    report: ProductionReport
    texts: Mapping[str, str]
    errors: Mapping[str, str]
    former: Cells | None
    faults: list[Violation]
    by_cell: Mapping[str, list[Violation]]
    whole: bool

    def row(self, line: ReportLine, beside: Beside) -> GridRow:
        key = (line.enterprise_id, line.category)
        parts = {part.element: part.tonnes for part in line.elements.all()}
        separation = line.category == Category.SEPARATION
        return GridRow(
            pk=line.pk,
            enterprise=line.enterprise,
            category=line.category,
            name=line.enterprise.name_on(self.report.period.last_day),
            history=beside.history,
            awaited=beside.awaited,
            came_later=beside.came_later,
            flows=[self.figure(column, getattr(line, column.name), key) for column in FLOWS],
            feeds=[self.figure(column, getattr(line, column.name), key) for column in FEEDS] if separation else [],
            elements=[self.cell(ELEMENT + name, element_label(name), parts.get(name), key) for name in ELEMENTS]
            if separation
            else [],
            reason=self.cell("reason", "", line.no_production_reason, key),
            note=self.cell("note", "", line.note, key),
            faults=[self.fault(fault, line) for fault in self.faults if fault.cell.endswith(f"-{key[0]}-{key[1]}")],
        )

    def figure(self, column: Column, value: Decimal | None, key: tuple[int, str]) -> GridCell:
        return self.cell(column.name, column_label(column), value, key, required=column.required)

    def cell(
        self,
        name: str,
        label: str,
        value: Decimal | str | None,
        key: tuple[int, str],
        *,
        required: bool = False,
    ) -> GridCell:
        full = cell_name(name, *key)
        blocking = [fault.sentence(chinese=speaks_chinese()) for fault in self.by_cell.get(full, ()) if fault.blocks]
        return GridCell(
            name=full,
            label=label,
            value=value,
            text=self.texts.get(full, cell_text(value)),
            required=required,
            wrong=full in self.errors or bool(blocking),
            error=self.errors.get(full) or " ".join(blocking),
            returned=self._returned(full),
            former=self._changed_from(full, value),
        )

    def _returned(self, name: str) -> str:
        """What a return said to this cell: of this version, or of the one it answers."""
        if not self.whole:
            return ""
        before = self.report.supersedes
        said = self.report.return_cells or (before.return_cells if before else {})
        return str(said.get(name, ""))

    def _changed_from(self, name: str, value: Decimal | str | None) -> str | None:
        if self.former is None:
            return None
        old = cell_text(self.former.get(name))
        return None if old == cell_text(value) else old or "–"

    def fault(self, fault: Violation, line: ReportLine) -> GridFault:
        explain = "" if fault.blocks else cell_name(EXPLANATION + fault.code, line.enterprise_id, line.category)
        return GridFault(
            sentence=fault.sentence(chinese=speaks_chinese()),
            clause=fault.clause_text(chinese=speaks_chinese()),
            blocks=fault.blocks,
            cell=fault.cell,
            explanation_cell=explain,
            explanation=self.texts.get(explain, line.explanations.get(fault.code, "")),
        )


def _value(cell: GridCell) -> Decimal | None:
    return cell.value if isinstance(cell.value, Decimal) else None


def _sum(cells: Iterable[GridCell]) -> Decimal | None:
    """The sum of what is filled; None where nothing is."""
    values = [value for cell in cells if (value := _value(cell)) is not None]
    return sum(values, ZERO) if values else None
