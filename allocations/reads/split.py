"""A group's split as a table: shares, figures, remainders, and who may not be allotted."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, Sum
from django.http import QueryDict

from accounts.models import Organisation, User
from allocations.models import Filing, FilingLine, QuotaAccount
from allocations.reads.filing_checks import SplitCell, produced_of, split_cells
from allocations.reads.quotas import categories_in_order, shares_of
from common.listing import Listing, list_page
from common.quantities import MINING, Category
from enterprises.models import Enterprise
from enterprises.models.enterprise import EnterpriseQuerySet
from enterprises.reads.past import named_then
from enterprises.rules.verdict import Verdict

ZERO = Decimal(0)
Sums = dict[str, Decimal]
SORTS = {
    "order": ("province_id", "credit_code"),
    "enterprise": ("name_zh",),
    "province": ("province_id", "credit_code"),
}


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


@dataclass(frozen=True)
class SplitPage(Split):
    """A split of which the rows in sight are there, and the sums of all."""

    stated: list[Decimal]
    held: list[Decimal]
    page: Listing[SplitRow]

    @property
    def allotted(self) -> list[Decimal]:
        return self.stated

    @property
    def before(self) -> list[Decimal]:
        return self.held


def split_of(filing: Filing, *, as_of: date) -> Split:
    """The whole split of a filing for its group and the ministries: every enterprise, eligible or not."""
    categories, shares = _shares(filing)
    return Split(categories, _rows(filing, split_cells(filing, as_of=as_of), categories), shares)


def split_page(filing: Filing, *, as_of: date, asked: QueryDict) -> SplitPage:
    """The same with the page of rows that the address asks for; the database sums all of them."""
    categories, shares = _shares(filing)
    members = Enterprise.objects.in_group(filing.group, as_of).of_categories(categories)
    page = list_page(members.select_related("province"), asked, sorts=SORTS)
    rows = _rows(filing, split_cells(filing, as_of=as_of, of=page), categories)
    stated, held = _sums(filing, members)
    return SplitPage(
        categories,
        rows,
        shares,
        stated=[stated.get(category, ZERO) for category in categories],
        held=[held.get(category, ZERO) for category in categories],
        page=replace(page, rows=rows),
    )


def _rows(filing: Filing, cells: list[SplitCell], categories: list[Category]) -> list[SplitRow]:
    named_then(cells, filing.day, places=True)
    ids = {cell.enterprise.pk for cell in cells}
    stored = filing.lines.filter(enterprise__in=ids)
    lines = {(line.enterprise_id, line.category): line for line in stored}
    produced = produced_of(filing.year, ids)
    by_enterprise: dict[int, dict[str, SplitCell]] = {}
    for cell in cells:
        by_enterprise.setdefault(cell.enterprise.pk, {})[cell.category] = cell
    return [
        SplitRow(
            next(iter(own.values())).enterprise,
            [_figure(own.get(category), lines, produced, filing.return_lines) for category in categories],
        )
        for own in by_enterprise.values()
        if any(category in own for category in categories)
    ]


def _sums(filing: Filing, members: EnterpriseQuerySet) -> tuple[Sums, Sums]:
    """What these are allotted, and what they had: by the filing's lines, and by the ledger where it has none."""
    ids = members.order_by().values("pk")
    lines = filing.lines.filter(enterprise__in=ids).order_by().values_list("category")
    stated, held = Sums(), Sums()
    for category, after, before in lines.annotate(Sum("stated"), Sum("before")):
        stated[category], held[category] = after, before
    own = FilingLine.objects.filter(filing=filing, enterprise=OuterRef("enterprise"), category=OuterRef("category"))
    accounts = QuotaAccount.objects.filter(year=filing.year, enterprise__in=ids).exclude(Exists(own)).order_by()
    for category, balance, lapsed in accounts.values_list("category").annotate(Sum("balance"), Sum("lapsed")):
        held[category] = held.get(category, ZERO) + balance + lapsed
    return stated, held


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


def _shares(filing: Filing) -> tuple[list[Category], list[Decimal]]:
    """The categories of which the group has a share, and the shares."""
    shares = shares_of(filing.group, filing.year)
    categories = [category for category in categories_in_order() if shares.get(category)]
    return categories, [shares[category] for category in categories]


def lines_for_province(filing: Filing, user: User, asked: QueryDict) -> Listing[SplitRow]:
    """A page of what an authority looks at: a province the lines of its own enterprises, and no total of anybody else's;
    the Ministry of Natural Resources those of mines."""
    visible = FilingLine.objects.visible_to(user).filter(filing=filing)
    if user.organisation.kind == Organisation.Kind.MNR:
        visible = visible.filter(category__in=MINING)
    listed = Enterprise.objects.filter(pk__in=visible.values("enterprise")).order_by("province", "pk")
    page = list_page(listed, asked, sorts=SORTS)
    rows: dict[int, SplitRow] = {}
    categories = categories_in_order()
    shown = visible.filter(enterprise__in=[one.pk for one in page]).select_related("enterprise__province")
    for line in named_then(shown, filing.day, places=True):
        row = rows.setdefault(line.enterprise_id, SplitRow(line.enterprise, [None] * len(categories)))
        verdict = Verdict.from_json(line.verdict) if line.verdict else None
        row.figures[categories.index(Category(line.category))] = SplitFigure(line.before, line.stated, verdict, "")
    return replace(page, rows=[rows[one.pk] for one in page])
