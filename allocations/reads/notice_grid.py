"""Annex 1 of a draft as an entry grid: groups, “of which” rows, enterprises, the reserve and the national totals."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models import Organisation
from allocations.models import Notice
from allocations.reads.quotas import categories_in_order, direct_before, stated_before
from common.periods import today
from common.quantities import Category, format_tonnes_plain

ZERO = Decimal(0)
# New “of which” rows are numbered from 1; stored ones have numbers that their content gives them.
STORED_FROM = 10_000


@dataclass(frozen=True)
class GridCell:
    """An entry cell: its name, its text, and what its row had of the category before, t REO."""

    name: str
    label: str
    category: Category
    text: str
    before: Decimal | None = None
    # Whether it counts into the sum that is compared with the national total.
    counts: bool = True


@dataclass(frozen=True)
class GridRow:
    """A row of the grid. `name_field` is the cell in which the row's own name is typed; `of` the group of a part."""

    key: str
    label: str
    cells: list[GridCell]
    name_field: str = ""
    name_text: str = ""
    of_field: str = ""
    of: str = ""
    # By what a pasted block may name the row: its names, and those it had before.
    called: tuple[list[str], list[str]] = ([], [])


@dataclass(frozen=True)
class NoticeGrid:
    """The grid: its rows in the order of the annex, the groups a new “of which” row may belong to, the columns' feet."""

    categories: list[Category]
    rows: list[GridRow]
    groups: list[tuple[str, str]]

    @property
    def feet(self) -> list[tuple[Category, GridCell]]:
        """Each category with the cell of its national total."""
        total = next(row for row in self.rows if row.key == "total")
        return list(zip(self.categories, total.cells, strict=True))


def notice_grid(notice: Notice, typed: Mapping[str, str] | None = None) -> NoticeGrid:
    """The grid of a stored draft; with `typed` what was typed and could not be stored, as it was typed."""
    groups = groups_of(notice)
    rows = [
        *_rows_of_groups(notice, groups, typed),
        *_rows_of_enterprises(notice, typed),
        _row_of_totals(notice, "reserve", _("reserve"), "reserve", typed),
        _row_of_totals(notice, "total", _("national total"), "stated", typed, counts=False),
    ]
    return NoticeGrid(categories_in_order(), rows, [(str(group.pk), group.name) for group in groups])


def _row_of_totals(
    notice: Notice, key: str, label: str, field: str, typed: Mapping[str, str] | None, *, counts: bool = True
) -> GridRow:
    return GridRow(key, label, _cells(_stored_totals(notice, field), key, typed, label=label, counts=counts))


def groups_of(notice: Notice) -> list[Organisation]:
    """The groups that annex 1 may name: those of the notice's day, and those that are in it already."""
    day = notice.published_on or notice.signed_on or today()
    named = set(notice.allocations.values_list("group", flat=True))
    current = Organisation.objects.groups().valid_on(day)
    groups = Organisation.objects.groups().prefetch_related("former_names")
    return [group for group in groups if group in current or group.pk in named]


def _cells(
    stored: Mapping[str, Decimal],
    prefix: str,
    typed: Mapping[str, str] | None,
    *,
    label: str = "",
    before: Mapping[str, Decimal] | None = None,
    counts: bool = True,
) -> list[GridCell]:
    """A cell per category: what was typed, else what is stored."""
    cells = []
    for category in categories_in_order():
        name = f"{prefix}-{category}"
        figure = stored.get(category)
        text = format_tonnes_plain(figure) if figure is not None else ""
        had = before.get(category, ZERO) if before is not None else None
        words = f"{label} {category.label}".strip()
        cells.append(GridCell(name, words, category, typed.get(name, "") if typed else text, had, counts))
    return cells


def _stored_totals(notice: Notice, field: str) -> dict[str, Decimal]:
    rows = {row.category: getattr(row, field) for row in notice.totals.all()}
    return {category: tonnes for category, tonnes in rows.items() if tonnes or field == "stated"}


def _rows_of_groups(notice: Notice, groups: list[Organisation], typed: Mapping[str, str] | None) -> list[GridRow]:
    prior = stated_before(notice)
    lines = list(notice.allocations.prefetch_related("of_which"))
    parts = [(line.group_id, part.name, line.category, part.stated) for line in lines for part in line.of_which.all()]
    named = list(dict.fromkeys((group, name) for group, name, _category, _stated in parts))
    names = {_place_of(group, name): (str(group), name) for group, name in named}
    if typed:
        names = _typed_parts(typed)
    spare = max((place for place in names if place < STORED_FROM), default=0) + 1
    rows = []
    for group in groups:
        own = {line.category: line.stated for line in lines if line.group_id == group.pk}
        before = {str(category): prior.get((group.pk, category), ZERO) for category in categories_in_order()}
        cells = _cells(own, f"group-{group.pk}", typed, label=group.name, before=before)
        rows.append(GridRow(f"group-{group.pk}", group.name, cells, called=(group.names, group.other_names)))
        rows += [
            _part_row(place, str(group.pk), name, parts, typed)
            for place, (of, name) in names.items()
            if of == str(group.pk)
        ]
    return [*rows, _part_row(spare, "", "", [], typed)]


def _place_of(group: int, name: str) -> int:
    """The number of a stored “of which” row in the names of its cells: the same whatever rows others add or delete."""
    digits = hashlib.sha256(f"{group}|{name}".encode()).hexdigest()[:9]
    return STORED_FROM + int(digits, 16)


def _typed_parts(typed: Mapping[str, str]) -> dict[int, tuple[str, str]]:
    places = sorted(
        int(key.split("-")[1])
        for key in typed
        if key.startswith("part-") and key.endswith("-name") and key.split("-")[1].isdecimal()
    )
    return {
        place: (typed.get(f"part-{place}-group", ""), typed.get(f"part-{place}-name", ""))
        for place in places
        if typed.get(f"part-{place}-group") or typed.get(f"part-{place}-name")
    }


def _part_row(
    place: int,
    group: str,
    name: str,
    parts: list[tuple[int, str, str, Decimal]],
    typed: Mapping[str, str] | None,
) -> GridRow:
    stored = {category: stated for of, part, category, stated in parts if (str(of), part) == (group, name)}
    prefix = f"part-{place}"
    cells = _cells(stored, prefix, typed, label=name, counts=False)
    return GridRow(prefix, "", cells, name_field=f"{prefix}-name", name_text=name, of_field=f"{prefix}-group", of=group)


def _rows_of_enterprises(notice: Notice, typed: Mapping[str, str] | None) -> list[GridRow]:
    prior = direct_before(notice)
    own: dict[int, dict[str, Decimal]] = {}
    names: dict[int, str] = {}
    for line in notice.enterprise_allocations.select_related("enterprise"):
        own.setdefault(line.enterprise_id, {})[line.category] = line.stated
        names[line.enterprise_id] = line.enterprise.name
    rows = []
    for pk, stored in own.items():
        before = {str(category): prior.get((pk, category), ZERO) for category in categories_in_order()}
        cells = _cells(stored, f"enterprise-{pk}", typed, label=names[pk], before=before)
        rows.append(GridRow(f"enterprise-{pk}", names[pk], cells))
    codes = _typed_codes(typed or {})
    spare = max(codes, default=0) + 1
    return [*rows, *(_new_row(place, code, typed) for place, code in [*codes.items(), (spare, "")])]


def _typed_codes(typed: Mapping[str, str]) -> dict[int, str]:
    """The credit codes of enterprises that are being added, by the number of their row."""
    codes = {
        int(key.split("-")[1]): code
        for key, code in typed.items()
        if key.startswith("new-") and key.endswith("-code") and key.split("-")[1].isdecimal()
    }
    return {place: code for place, code in sorted(codes.items()) if code}


def _new_row(place: int, code: str, typed: Mapping[str, str] | None) -> GridRow:
    prefix = f"new-{place}"
    return GridRow(prefix, "", _cells({}, prefix, typed, label=code), name_field=f"{prefix}-code", name_text=code)
