"""The cells and heads of a report's tables, and what rules say at them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from reporting.reads.cells import ELEMENT
from reporting.rules.violations import Violation


@dataclass(frozen=True)
class GridFault:
    """A rule's sentence at a row, and for one to explain the cell in which that is done."""

    sentence: str
    clause: str
    blocks: bool
    cell: str
    explanation_cell: str = ""
    explanation: str = ""


@dataclass(frozen=True)
class GridCell:
    """A cell: its value, the text to show in an entry field, and what is said about it."""

    name: str
    label: str
    value: Decimal | str | None
    text: str = ""
    required: bool = False
    wrong: bool = False
    error: str = ""
    returned: str = ""
    former: str | None = None

    @property
    def sums(self) -> str:
        """The keys of the totals that this cell counts into: of its column, and of its row."""
        field_name, _dash, row = self.name.partition("-")
        category = row.partition("-")[2]
        column = f"t-{category}-{field_name}"
        if field_name == "output":
            return f"{column} out-{row}"
        kind = "el" if field_name.startswith(ELEMENT) else "feed" if field_name.startswith("feed_") else ""
        return f"{column} {kind}-{row} {kind}-{category}" if kind else column


@dataclass(frozen=True)
class GridHead:
    """A column's head."""

    name: str
    label: str
    required: bool
    total: Decimal | None
    # By which other headings a pasted block may mean it.
    names: str = ""


def faults_by_cell(faults: Iterable[Violation]) -> dict[str, list[Violation]]:
    """What the rules say at each cell."""
    found: dict[str, list[Violation]] = {}
    for fault in faults:
        found.setdefault(fault.cell, []).append(fault)
    return found
