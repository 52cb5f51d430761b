"""The year's quota by group and category."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from allocations.reads.pending import GROUP, NATION
from allocations.reads.quotas import categories_in_order, group_quotas, nation_quotas


@dataclass(frozen=True)
class YearRow:
    """One holder's state of the year by category: share, allotted, remaining, category; None where it has none."""

    name: str
    url_pk: int | None
    cells: Sequence[tuple[Decimal, Decimal, Decimal, str] | None]

    @property
    def holder(self) -> str:
        """Whose balances they are: the nation's or a group's."""
        return GROUP if self.url_pk else NATION


def year_rows(year: int, groups: Iterable[tuple[int, str]]) -> list[YearRow]:
    """Nation, then groups: (share, allotted, remaining, category) per category, t REO."""
    categories, quotas, nation = categories_in_order(), group_quotas(year), nation_quotas(year)
    rows = [
        YearRow(
            "",
            None,
            [
                (n.total, n.allocated, n.reserve, category) if (n := nation.get(category)) else None
                for category in categories
            ],
        )
    ]
    for pk, name in groups:
        cells = [
            (quota.share, quota.split, quota.remaining, category) if (quota := quotas.get((pk, category))) else None
            for category in categories
        ]
        rows.append(YearRow(name, pk, cells))
    return rows
