"""`manage.py totals YEAR`: the sums at each level, and whether they agree."""

from argparse import ArgumentTypeError
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Organisation
from allocations.reads.quotas import categories_in_order, direct_quotas, enterprise_quotas, group_quotas, nation_quotas
from common.periods import SHANGHAI
from enterprises.models import GroupMembership

ZERO = Decimal(0)


def instant(text: str) -> datetime:
    """An instant like 2021-03-31 or 2021-03-31T12:00, in Beijing time."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
    except ValueError:
        raise ArgumentTypeError(f"{text} is not a date or time; write 2021-03-31 or 2021-03-31T12:00") from None


class Command(BaseCommand):
    help = "Prints quota by nation, group and enterprises, t REO, and fails when a level does not sum to its parent."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("year", type=int)
        parser.add_argument("--as-of", type=instant, default=None)

    def handle(self, *args: Any, **options: Any) -> None:
        year, as_of = options["year"], options["as_of"]
        nation, groups = nation_quotas(year, as_of=as_of), group_quotas(year, as_of=as_of)
        direct = direct_quotas(year, as_of=as_of)
        split = _by_group(
            {key: tonnes - direct.get(key, ZERO) for key, tonnes in enterprise_quotas(year, as_of=as_of).items()}
        )
        self._line("level", [str(category) for category in categories_in_order()])
        self._line("nation: total", [nation[c].total if c in nation else ZERO for c in categories_in_order()])
        self._line("nation: reserve", [nation[c].reserve if c in nation else ZERO for c in categories_in_order()])
        faults = []
        for group in Organisation.objects.groups():
            cells = [groups.get((group.pk, c)) for c in categories_in_order()]
            self._line(group.name_zh, [cell.share if cell else ZERO for cell in cells])
            held = [split.get((group.pk, str(c)), ZERO) for c in categories_in_order()]
            self._line("  its enterprises", held)
            if any(cell and cell.split != own for cell, own in zip(cells, held, strict=True)):
                faults.append(group.name_zh)
        sums = [sum((q.share for (_g, cat), q in groups.items() if cat == c), ZERO) for c in categories_in_order()]
        self._line("sum of the groups", sums)
        given = [sum((t for (_e, cat), t in direct.items() if cat == c), ZERO) for c in categories_in_order()]
        if any(given):
            self._line("issued to enterprises", given)
        sums = [one + other for one, other in zip(sums, given, strict=True)]
        if sums != [nation[c].allocated if c in nation else ZERO for c in categories_in_order()]:
            faults.append("nation")
        if faults:
            raise CommandError(f"These do not sum: {', '.join(faults)}.")
        self.stdout.write("Every level sums to its parent.")

    def _line(self, name: str, figures: Iterable[object]) -> None:
        self.stdout.write(f"{name}\t" + "\t".join(str(figure) for figure in figures))


def _by_group(quotas: dict[tuple[int, str], Decimal]) -> dict[tuple[int, str], Decimal]:
    home = dict(GroupMembership.objects.filter(valid_to=None).values_list("enterprise", "group"))
    sums: dict[tuple[int, str], Decimal] = {}
    for (enterprise, category), tonnes in quotas.items():
        if enterprise not in home:
            continue
        key = (home[enterprise], category)
        sums[key] = sums.get(key, ZERO) + tonnes
    return sums
