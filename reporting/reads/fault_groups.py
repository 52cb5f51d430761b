"""What has to be mended in a report, by enterprise and category, so that many sentences can be read."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from common.quantities import Category
from enterprises.models import Enterprise
from reporting.reads.cells import CellName


@dataclass(frozen=True)
class FaultGroup:
    """The sentences of one row, each with the name of its cell; without a row they are about the whole report."""

    name: str
    entries: list[tuple[str, str]]


def group_by_row(entries: Iterable[tuple[str, str]], *, reader: User) -> list[FaultGroup]:
    """Groups (cell, sentence) pairs by row, in the order in which the rows appear. A cell that was sent may name any
    enterprise: one that the reader may not see has no name."""
    by_row: dict[tuple[int, str] | None, list[tuple[str, str]]] = {}
    for cell, sentence in entries:
        name = CellName.parse(cell)
        by_row.setdefault(name.key if name else None, []).append((cell, sentence))
    named = Enterprise.objects.visible_to(reader).in_bulk(key[0] for key in by_row if key)
    return [FaultGroup(_group_name(key, named), own) for key, own in by_row.items()]


def _group_name(key: tuple[int, str] | None, named: dict[int, Enterprise]) -> str:
    enterprise = named.get(key[0]) if key else None
    if key is None or enterprise is None:
        return _("the whole report")
    return f"{enterprise.name} · {Category(key[1]).label}"
