"""A group's split as a table: shares, figures, remainders, and who may not be allotted."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.models import Organisation, User
from allocations.models import Filing, FilingLine
from allocations.reads.filing_checks import SplitCell, produced_of, split_cells
from allocations.reads.quotas import categories_in_order, group_quotas
from common.quantities import MINING, Category
from enterprises.models import Enterprise
from enterprises.reads.past import named_then
from enterprises.rules.verdict import Verdict

ZERO = Decimal(0)


@dataclass(frozen=True)
class SplitFigure:
    """One cell of a split as stored: what was in force, what is asked, and the verdict it rests on."""

    before: Decimal
    stated: Decimal
    verdict: Verdict | None
    cell: str
    # What it has produced this year, and what the ministry wrote at it when it returned the filing.
    produced: Decimal = ZERO
    remark: str = ""

    @property
    def below(self) -> bool:
        """Whether it would go below what is produced."""
        return self.stated < min(self.before, self.produced)

    @property
    def key(self) -> str:
        """The category, as the grid's totals are named."""
        return self.cell.rpartition("-")[2]

    @property
    def change(self) -> Decimal:
        return self.stated - self.before


@dataclass(frozen=True)
class SplitRow:
    """An enterprise's row: a figure per column, None where its kind gets none of that category."""

    enterprise: Enterprise
    figures: list[SplitFigure | None]

    @property
    def barred(self) -> Verdict | None:
        """The verdict against it, if there is one."""
        verdicts = [figure.verdict for figure in self.figures if figure and figure.verdict]
        return next((verdict for verdict in verdicts if not verdict.is_eligible), None)


@dataclass(frozen=True)
class SplitColumn:
    """The foot of one category's column: share, allotted and remaining, t REO."""

    category: Category
    share: Decimal
    allotted: Decimal
    before: Decimal = ZERO

    @property
    def remaining(self) -> Decimal:
        return self.share - self.allotted

    @property
    def change(self) -> Decimal:
        return self.allotted - self.before

    @property
    def fault(self) -> str:
        """The name of the cell at which the sum's sentence is shown."""
        return f"total-{self.category}"


@dataclass(frozen=True)
class Split:
    """A group's split: its categories, the rows, what is allotted, the share and what remains, by column, t REO."""

    categories: list[Category]
    rows: list[SplitRow]
    shares: list[Decimal]

    @property
    def allotted(self) -> list[Decimal]:
        return [
            sum((figure.stated for row in self.rows if (figure := row.figures[column])), ZERO)
            for column in range(len(self.categories))
        ]

    @property
    def before(self) -> list[Decimal]:
        """What was in force, by column."""
        return [
            sum((figure.before for row in self.rows if (figure := row.figures[column])), ZERO)
            for column in range(len(self.categories))
        ]

    @property
    def remaining(self) -> list[Decimal]:
        return [share - allotted for share, allotted in zip(self.shares, self.allotted, strict=True)]

    @property
    def columns(self) -> list[SplitColumn]:
        return [
            SplitColumn(*foot) for foot in zip(self.categories, self.shares, self.allotted, self.before, strict=True)
        ]


def split_of(filing: Filing, *, as_of: date) -> Split:
    """The whole split of a filing for its group and the ministries: every enterprise, eligible or not."""
    lines = {(line.enterprise_id, line.category): line for line in filing.lines.all()}
    cells = named_then(split_cells(filing, as_of=as_of), filing.day, places=True)
    produced = produced_of(filing.year, {cell.enterprise.pk for cell in cells})
    categories, shares = _shares(filing)
    by_enterprise: dict[int, dict[str, SplitCell]] = {}
    for cell in cells:
        by_enterprise.setdefault(cell.enterprise.pk, {})[cell.category] = cell
    rows = [
        SplitRow(
            next(iter(own.values())).enterprise,
            [_figure(own.get(category), lines, produced, filing.return_lines) for category in categories],
        )
        for own in by_enterprise.values()
        if any(category in own for category in categories)
    ]
    return Split(categories, rows, [shares[category] for category in categories])


def _figure(
    cell: SplitCell | None,
    lines: dict[tuple[int, str], FilingLine],
    produced: dict[tuple[int, str], Decimal],
    remarks: dict[str, str],
) -> SplitFigure | None:
    if cell is None:
        return None
    key = (cell.enterprise.pk, cell.category)
    line = lines.get(key)
    verdict = Verdict.from_json(line.verdict) if line and line.verdict else cell.verdict
    beside = (verdict, cell.name, produced.get(key, ZERO), remarks.get(cell.name, ""))
    if line is None:
        return SplitFigure(cell.before, ZERO, *beside)
    return SplitFigure(line.before, line.stated, *beside)


def _shares(filing: Filing) -> tuple[list[Category], dict[str, Decimal]]:
    quotas = group_quotas(filing.year)
    shares = {category: quota.share for (group, category), quota in quotas.items() if group == filing.group_id}
    return [category for category in categories_in_order() if shares.get(category)], shares


def lines_for_province(filing: Filing, user: User) -> list[SplitRow]:
    """What an authority looks at: a province the lines of its own enterprises, and no total of anybody else's; the
    Ministry of Natural Resources those of mines."""
    rows: dict[int, SplitRow] = {}
    categories = categories_in_order()
    visible = FilingLine.objects.visible_to(user).filter(filing=filing).select_related("enterprise__province")
    if user.organisation.kind == Organisation.Kind.MNR:
        visible = visible.filter(category__in=MINING)
    for line in named_then(visible, filing.day, places=True):
        row = rows.setdefault(line.enterprise_id, SplitRow(line.enterprise, [None] * len(categories)))
        verdict = Verdict.from_json(line.verdict) if line.verdict else None
        row.figures[categories.index(Category(line.category))] = SplitFigure(line.before, line.stated, verdict, "")
    return list(rows.values())
