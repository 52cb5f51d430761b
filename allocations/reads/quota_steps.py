"""The quota of a year as the steps by which it was given: for the picture of a year. Tonnes REO."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Min, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Organisation
from allocations.models import QuotaTransfer
from common.periods import day_of, speaks_chinese

ZERO = Decimal(0)
Move = Mapping[str, Any]
# What moved quota, and how the movement leads to it.
CAUSES = {
    "notice": ("notice_total__notice", "group_allocation__notice", "enterprise_allocation__notice"),
    "filing": ("filing_line__filing",),
    "reduction": ("reduction",),
    "release": ("release_line__release",),
}
IMPORTED = tuple(f"{name}__imported_from" for name in (*CAUSES["notice"], *CAUSES["filing"]))
COLUMNS = (
    "at", "tonnes", "source__category", "target__category", "source__group", "target__group", "source__enterprise",
    "target__enterprise", "source__enterprise__province", "target__enterprise__province",
    "filing_line__filing__version", "filing_line__filing__group__short_zh", "filing_line__filing__group__short_en",
    *(f"{name}__batch" for name in CAUSES["notice"]), *IMPORTED, *(name for names in CAUSES.values() for name in names),
)  # fmt: skip
# A province's thousands of movements are summed by the database: which enterprise it was is not asked.
TOGETHER = tuple(name for name in COLUMNS if name not in ("tonnes", "source__enterprise", "target__enterprise"))


@dataclass(frozen=True, order=True)
class Document:
    """What changed the quota: its kind and key, and what its name needs. No kind: a merger of groups."""

    kind: str = ""
    pk: int = 0
    number: int = 0
    group: str = ""

    @property
    def title(self) -> str:
        """Its name in the reader's language."""
        if self.kind == "notice":
            return _("Notice, batch %(batch)s") % {"batch": self.number}
        if self.kind == "filing":
            return _("Split of the quota by %(group)s, version %(version)s") % {
                "group": self.group,
                "version": self.number,
            }
        if self.kind == "reduction":
            return _("Reduction of the quota")
        return _("Release of the reserve") if self.kind == "release" else _("Merger of groups")

    @property
    def url(self) -> str:
        """Its page."""
        return reverse(f"{self.kind}_detail", args=[self.pk]) if self.kind else ""


@dataclass(frozen=True)
class QuotaStep:
    """On a day a document changed the quota of a category by some tonnes, to a level."""

    category: str
    day: date
    change: Decimal
    level: Decimal
    document: Document


def nation_steps(year: int) -> list[QuotaStep]:
    """The totals that the notices gave."""
    given, taken = Q(source=None, target__year=year), Q(target=None, source__year=year)
    return _steps(year, _one_by_one(given | taken), lambda move: 1 if move["source__category"] is None else -1)


def group_steps(year: int, group: Organisation) -> list[QuotaStep]:
    """A group's shares, with what it took over from predecessors."""
    moved = Q(takeover__isnull=False)
    came = Q(target__group=group, target__year=year) & (Q(source__holder="nation") | moved)
    went = Q(source__group=group, source__year=year) & (Q(target__holder="nation") | moved)
    return _steps(year, _one_by_one(came | went), lambda move: 1 if move["target__group"] == group.pk else -1)


def enterprise_steps(year: int, enterprise: int) -> list[QuotaStep]:
    """An enterprise's quota."""
    either = Q(target__enterprise=enterprise, target__year=year) | Q(source__enterprise=enterprise, source__year=year)
    return _steps(year, _one_by_one(either), lambda move: 1 if move["target__enterprise"] == enterprise else -1)


def province_steps(year: int, province: str) -> list[QuotaStep]:
    """The quota of the enterprises that lie in a province now; between two of them nothing comes or goes."""
    either = Q(target__enterprise__province=province, target__year=year)
    either |= Q(source__enterprise__province=province, source__year=year)

    def sign(move: Move) -> int:
        came, went = move["target__enterprise__province"], move["source__enterprise__province"]
        return int(came == province) - int(went == province)

    summed: Any = _moved(either).order_by().values(*TOGETHER).annotate(together=Sum("tonnes"), first=Min("pk"))
    return _steps(year, ({**row, "tonnes": row["together"]} for row in summed.order_by("at", "first")), sign)


def _moved(which: Q) -> QuerySet[QuotaTransfer]:
    return QuotaTransfer.objects.filter(which, lapse=None)


def _one_by_one(which: Q) -> Iterator[Move]:
    moves: Any = _moved(which).order_by("at", "pk").values(*COLUMNS)
    return iter(moves)


def _steps(year: int, moved: Iterable[Move], sign: Callable[[Move], int]) -> list[QuotaStep]:
    """Day by day and document by document, what came less what went; earliest first, levels by category. One query."""
    moves: dict[tuple[date, str, Document], Decimal] = {}
    for move in moved:
        category = move["target__category"] or move["source__category"]
        key = _day(year, move), category, _document(move)
        moves[key] = moves.get(key, ZERO) + sign(move) * move["tonnes"]
    levels, steps = dict[str, Decimal](), []
    for (day, category, document), change in sorted(moves.items(), key=lambda item: item[0][0]):
        if change:
            levels[category] = levels.get(category, ZERO) + change
            steps.append(QuotaStep(category, day, change, levels[category], document))
    return steps


def _day(year: int, move: Move) -> date:
    """What was booked from a workbook of a past year held in that year: it stands at its beginning."""
    day = day_of(move["at"])
    return date(year, 1, 1) if day.year > year and any(move[name] for name in IMPORTED) else day


def _document(move: Move) -> Document:
    for kind, names in CAUSES.items():
        for name in names:
            if move[name] and kind == "filing":
                group = move[f"{name}__group__short_zh" if speaks_chinese() else f"{name}__group__short_en"]
                return Document(kind, move[name], move[f"{name}__version"], group)
            if move[name]:
                return Document(kind, move[name], move[f"{name}__batch"] if kind == "notice" else 0)
    return Document()
