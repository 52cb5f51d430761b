"""Annex 1 as a table: rows that sum to their parents, ready for page, PDF and workbook."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from accounts.models import Organisation, User
from allocations.models import Notice
from allocations.permissions import see_whole_notice
from allocations.reads.quotas import categories_in_order, direct_before, stated_before, totals_before
from allocations.reads.split import ZERO
from common.periods import day_of, now
from common.quantities import Category
from enterprises.models import Enterprise
from enterprises.models.places import lay_in, on_day, stays_of
from enterprises.reads.past import named_then


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
    return annex_of(notice, rows_of=None if see_whole_notice(user, notice) is None else user.organisation)


def name_then(notice: Notice, group: Organisation) -> str:
    """An issued notice keeps the names of its day."""
    return group.name_on(day_of(notice.issued_at)) if notice.issued_at else group.name


def annex_of(notice: Notice, *, rows_of: Organisation | None = None) -> Annex:
    """Annex 1 of a notice with increments over the year so far; for an issued one, as they were when issued.

    With `rows_of` the row of that organisation alone, without sums, reserve and totals.
    """
    categories = categories_in_order()
    lines = list(notice.allocations.select_related("group").prefetch_related("of_which", "group__former_names"))
    if rows_of is not None:
        lines = [line for line in lines if line.group_id == rows_of.pk]
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
        rows.append(AnnexRow(name_then(notice, group), cells, of_which))
    rows += _direct_rows(notice, rows_of)
    if rows_of is not None:
        return Annex(categories, rows, [], [], [], whole=False)
    stated = {row.category: row for row in notice.totals.all()}
    had = [*prior.items(), *direct_before(notice).items()]
    before = {category: sum((t for (_g, c), t in had if c == category), ZERO) for category in categories}
    if notice.amends_id:
        corrected = totals_before(notice)
        before |= {category: corrected[category] for category in categories if category in corrected}
    return Annex(
        categories=categories,
        rows=rows,
        sums=[_column_sum(rows, column) for column in range(len(categories))],
        totals=[_cell(stated[c].stated if c in stated else ZERO, before[c], notice) for c in categories],
        reserve=[stated[c].reserve if c in stated else ZERO for c in categories],
    )


def _direct_rows(notice: Notice, rows_of: Organisation | None) -> list[AnnexRow]:
    """The rows that name enterprises; with `rows_of` those of that group's alone."""
    lines = notice.enterprise_allocations.select_related("enterprise")
    if rows_of is not None:
        day = day_of(notice.issued_at or now())
        if rows_of.is_group:
            mine = Enterprise.objects.in_group(rows_of, day)
        else:
            place = rows_of.province_id or ""
            mine = Enterprise.objects.filter(lay_in(place, stays_of(place), on_day(day), enterprise="pk"))
        lines = lines.filter(enterprise__in=mine)
    prior, by_enterprise = direct_before(notice), dict[int, dict[str, Decimal]]()
    names = {}
    for line in named_then(lines, day_of(notice.issued_at or now())):
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
    return AnnexCell(stated, prior, stated - prior if notice.states_whole else stated)


def _column_sum(rows: Sequence[AnnexRow], column: int) -> AnnexCell:
    cells = [cell for row in rows if (cell := row.cells[column])]
    return AnnexCell(
        sum((cell.stated for cell in cells), ZERO),
        sum((cell.prior for cell in cells), ZERO),
        sum((cell.increment for cell in cells), ZERO),
    )
