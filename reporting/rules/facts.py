"""The facts about a report that the rules evaluate: frozen, and free of Django."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from reporting.rules.form import cell_name

ZERO = Decimal(0)
Figure = Decimal | None


@dataclass(frozen=True)
class Limits:
    """From where on a figure has to be explained. Our own reading, not the notice's; shown as such."""

    output_change: Decimal = Decimal("0.5")  # share of last month's output
    yield_low: Decimal = Decimal("0.80")  # output over feed, both as REO
    yield_high: Decimal = Decimal("1.00")
    traceability_absolute: Decimal = Decimal("0.1")  # t REO
    traceability_relative: Decimal = Decimal("0.01")  # share of the output


@dataclass(frozen=True)
class LineFacts:
    """One enterprise and category in one month, t REO. None is not filled.

    `quota` is the year's quota on file, `quota_awaited` that there is none yet and the output waits for it (待下达);
    `output_before` is the year's output of the months before;
    `last_output` and `last_closing` are last month's figures, None where there was no report.
    """

    enterprise: int
    name_zh: str
    name_en: str
    category: str
    is_member: bool = True
    fits_kind: bool = True
    quota: Decimal = ZERO
    quota_awaited: bool = False
    output_before: Decimal = ZERO
    last_output: Figure = None
    last_closing: Figure = None
    figures: Mapping[str, Figure] = field(default_factory=dict)
    elements: Mapping[str, Figure] = field(default_factory=dict)
    no_production_reason: str = ""

    def figure(self, name: str) -> Figure:
        """A column's figure."""
        return self.figures.get(name)

    @property
    def output(self) -> Figure:
        return self.figure("output")

    def cell(self, column: str) -> str:
        """The name of this line's cell of a column."""
        return cell_name(column, self.enterprise, self.category)

    @property
    def is_separation(self) -> bool:
        return self.category == "separation"


@dataclass(frozen=True)
class ReportFacts:
    """A report as it is about to leave the group. `period_over_on` is the first day after its month."""

    group_zh: str
    group_en: str
    period: str
    period_over_on: date
    as_of: date
    is_due: bool
    lines: tuple[LineFacts, ...]
    limits: Limits = Limits()
