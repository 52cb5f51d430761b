"""The story of one cell of a draft: who set it and to what, what it was in other months, what the rules say to it."""

from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from accounts.reads.cell_changes import LATEST, CellChange, changes_of
from audit.models import Event
from common.periods import Month, speaks_chinese
from enterprises.models import Enterprise
from reporting.models import ElementOutput, ProductionReport, ReportLine
from reporting.reads.cells import CellName, cell_text
from reporting.reads.histories import NOTHING, histories
from reporting.reads.labels import column_label, element_label
from reporting.rules.form import COLUMNS
from reporting.rules.violations import Violation


@dataclass(frozen=True)
class CellSentence:
    """What a rule says to the cell's row."""

    sentence: str
    clause: str
    blocks: bool
    about_this_cell: bool


@dataclass(frozen=True)
class Story:
    """The panel beside the grid for one cell. Quantities are t REO, None where nothing was reported."""

    enterprise: Enterprise
    label: str
    changes: list[CellChange]
    last_month: Decimal | None
    last_year: Decimal | None
    quota: Decimal
    cumulative: Decimal
    sentences: list[CellSentence]

    @property
    def about_the_cell(self) -> list[CellSentence]:
        return [sentence for sentence in self.sentences if sentence.about_this_cell]

    @property
    def about_the_row(self) -> list[CellSentence]:
        return [sentence for sentence in self.sentences if not sentence.about_this_cell]

    @property
    def left(self) -> Decimal:
        """What the quota leaves; negative when it is exceeded."""
        return self.quota - self.cumulative


def story_of(report: ProductionReport, cell: CellName, faults: tuple[Violation, ...]) -> Story:
    """The story of a cell; `faults` are the violations of the whole report."""
    enterprise = Enterprise.objects.get(pk=cell.enterprise)
    line = report.lines.filter(enterprise=enterprise, category=cell.category).first()
    history = histories(report.period, [enterprise.pk]).get(cell.key, NOTHING)
    year_ago = Month(report.year - 1, report.month)
    return Story(
        enterprise=enterprise,
        label=_label(cell),
        changes=_changes(report, cell),
        last_month=_figure(cell, report.period.previous),
        last_year=_figure(cell, year_ago),
        quota=history.quota,
        cumulative=history.output_before + ((line.output if line else None) or Decimal(0)),
        sentences=_sentences(cell, faults),
    )


def _label(cell: CellName) -> str:
    if cell.element:
        return element_label(cell.element)
    return column_label(COLUMNS[cell.field]) if cell.field in COLUMNS else ""


def _changes(report: ProductionReport, cell: CellName) -> list[CellChange]:
    name = str(cell)
    events = Event.objects.about(report).filter(after__cells__has_key=name).reverse()[:LATEST]
    return changes_of(events, lambda event: event.after["cells"][name], partial(_shown, cell))


def _shown(cell: CellName, text: str | None) -> str:
    """A value of the log as text of an entry field."""
    return cell_text(text if not text or cell.is_text else Decimal(text))


def _figure(cell: CellName, month: Month) -> Decimal | None:
    """The same cell in another month's report that counts."""
    lines = ReportLine.objects.counting(month.year).filter(
        report__month=month.month, enterprise=cell.enterprise, category=cell.category
    )
    if cell.element:
        part = ElementOutput.objects.filter(line__in=lines, element=cell.element).first()
        return part.tonnes if part else None
    line = lines.first()
    value = getattr(line, cell.field) if line and cell.field in COLUMNS else None
    return value if isinstance(value, Decimal) else None


def _sentences(cell: CellName, faults: tuple[Violation, ...]) -> list[CellSentence]:
    chinese, row = speaks_chinese(), f"-{cell.enterprise}-{cell.category}"
    return [
        CellSentence(
            fault.sentence(chinese=chinese), fault.clause_text(chinese=chinese), fault.blocks, fault.cell == str(cell)
        )
        for fault in faults
        if fault.cell.endswith(row)
    ]
