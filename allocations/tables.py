"""Annex 1 and the split as tables: rows that sum to their parents, ready for page, PDF and workbook."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.models import Organisation, User
from allocations.models import Filing, FilingLine, Notice
from allocations.permissions import see_whole_notice
from allocations.reads import categories_in_order, direct_before, group_quotas, nation_quotas, stated_before
from allocations.services.filing_checks import SplitCell, produced_of, split_cells
from common.periods import day_of, now
from common.quantities import Category
from enterprises.models import Enterprise
from enterprises.rules import Verdict

ZERO = Decimal(0)


@dataclass(frozen=True)
class AnnexCell:
    """A group's share of a category: stated, what it had before, and the increment, t REO."""

    stated: Decimal
    prior: Decimal
    increment: Decimal


@dataclass(frozen=True)
class AnnexRow:
    """One group's row of annex 1, a cell per category (None: the group gets none), with its “of which” rows."""

    name: str
    cells: list[AnnexCell | None]
    of_which: list[tuple[str, list[Decimal | None]]]


@dataclass(frozen=True)
class Annex:
    """Annex 1: the groups' rows, their sum, the reserve, and the national total they must equal."""

    categories: list[Category]
    rows: list[AnnexRow]
    sums: list[AnnexCell]
    totals: list[AnnexCell]
    reserve: list[Decimal]
    whole: bool = True

    @property
    def agrees(self) -> bool:
        """Whether groups and reserve sum to the total in every category."""
        return all(
            part.stated + held == whole.stated
            for part, held, whole in zip(self.sums, self.reserve, self.totals, strict=True)
        )


def annex_seen(notice: Notice, user: User) -> Annex:
    """Annex 1 as this person may see it: of a confidential notice a group's own row, and no total."""
    return annex_of(notice, rows_of=None if see_whole_notice(user, notice) is None else user.organisation_id)


def _name_then(notice: Notice, group: Organisation) -> str:
    """An issued notice keeps the names of its day."""
    return group.name_on(day_of(notice.issued_at)) if notice.issued_at else group.name


def annex_of(notice: Notice, *, rows_of: int | None = None) -> Annex:
    """Annex 1 of a notice with increments over the year so far; for an issued one, as they were when issued.

    With `rows_of` the row of that organisation alone, without sums, reserve and totals.
    """
    categories = categories_in_order()
    lines = list(notice.allocations.select_related("group").prefetch_related("of_which", "group__former_names"))
    if rows_of is not None:
        lines = [line for line in lines if line.group_id == rows_of]
    prior = stated_before(notice)
    rows = []
    for group in {line.group_id: line.group for line in lines}.values():
        own = {line.category: line for line in lines if line.group_id == group.pk}
        cells = [
            _cell(own[category].stated, prior.get((group.pk, category), ZERO), notice) if category in own else None
            for category in categories
        ]
        names = sorted({part.name for line in own.values() for part in line.of_which.all()})
        parts = {(part.name, line.category): part.stated for line in own.values() for part in line.of_which.all()}
        of_which = [(name, [parts.get((name, str(category))) for category in categories]) for name in names]
        rows.append(AnnexRow(_name_then(notice, group), cells, of_which))
    rows += _direct_rows(notice, rows_of)
    if rows_of is not None:
        return Annex(categories, rows, [], [], [], whole=False)
    stated = {row.category: row for row in notice.totals.all()}
    had = [*prior.items(), *direct_before(notice).items()]
    before = {category: sum((t for (_g, c), t in had if c == category), ZERO) for category in categories}
    return Annex(
        categories=categories,
        rows=rows,
        sums=[_column_sum(rows, column) for column in range(len(categories))],
        totals=[_cell(stated[c].stated if c in stated else ZERO, before[c], notice) for c in categories],
        reserve=[stated[c].reserve if c in stated else ZERO for c in categories],
    )


def _direct_rows(notice: Notice, rows_of: int | None) -> list[AnnexRow]:
    """The rows that name enterprises; with `rows_of` those of that group's alone."""
    lines = notice.enterprise_allocations.select_related("enterprise")
    if rows_of is not None:
        mine = Enterprise.objects.in_group(Organisation.objects.get(pk=rows_of), day_of(notice.issued_at or now()))
        lines = lines.filter(enterprise__in=mine)
    prior, by_enterprise = direct_before(notice), dict[int, dict[str, Decimal]]()
    names = {}
    for line in lines:
        names[line.enterprise_id] = line.enterprise.name
        by_enterprise.setdefault(line.enterprise_id, {})[line.category] = line.stated
    return [
        AnnexRow(
            names[pk],
            [
                _cell(own[category], prior.get((pk, category), ZERO), notice) if category in own else None
                for category in categories_in_order()
            ],
            [],
        )
        for pk, own in by_enterprise.items()
    ]


def _cell(stated: Decimal, prior: Decimal, notice: Notice) -> AnnexCell:
    return AnnexCell(stated, prior, stated - prior if notice.figures_include_prior else stated)


def _column_sum(rows: Sequence[AnnexRow], column: int) -> AnnexCell:
    cells = [cell for row in rows if (cell := row.cells[column])]
    return AnnexCell(
        sum((cell.stated for cell in cells), ZERO),
        sum((cell.prior for cell in cells), ZERO),
        sum((cell.increment for cell in cells), ZERO),
    )


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
        """The name of the cell at which the sum's sentence stands."""
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
    cells = split_cells(filing, as_of=as_of)
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
    """What a province sees of a filing: its own enterprises' lines, and no total of anybody else's."""
    rows: dict[int, SplitRow] = {}
    categories = categories_in_order()
    visible = FilingLine.objects.visible_to(user).filter(filing=filing).select_related("enterprise__province")
    for line in visible:
        row = rows.setdefault(line.enterprise_id, SplitRow(line.enterprise, [None] * len(categories)))
        verdict = Verdict.from_json(line.verdict) if line.verdict else None
        row.figures[categories.index(Category(line.category))] = SplitFigure(line.before, line.stated, verdict, "")
    return list(rows.values())


@dataclass(frozen=True)
class YearRow:
    """One holder's state of the year by category: share, allotted, remaining; None where it has none."""

    name: str
    url_pk: int | None
    cells: list[tuple[Decimal, Decimal, Decimal] | None]


def year_rows(year: int, groups: Iterable[tuple[int, str]]) -> list[YearRow]:
    """Nation, then groups: (share, allotted, remaining) per category, t REO."""
    categories, quotas, nation = categories_in_order(), group_quotas(year), nation_quotas(year)
    rows = [
        YearRow(
            "",
            None,
            [(n.total, n.allocated, n.reserve) if (n := nation.get(category)) else None for category in categories],
        )
    ]
    for pk, name in groups:
        cells = [
            (quota.share, quota.split, quota.remaining) if (quota := quotas.get((pk, category))) else None
            for category in categories
        ]
        rows.append(YearRow(name, pk, cells))
    return rows
