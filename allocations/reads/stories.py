"""The story of one cell of a split or of annex 1: what it was before, what speaks to it, and who set it to what."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Organisation
from accounts.reads.cell_changes import LATEST, CellChange, changes_of
from allocations.models import Filing, Notice
from allocations.reads.filing_checks import produced_of, split_cells
from allocations.reads.quotas import enterprise_quotas, group_quotas, nation_quotas, stated_before, totals_before
from audit.models import Event
from common.periods import today
from common.quantities import Category, format_tonnes_plain
from enterprises.models import Enterprise
from enterprises.rules.verdict import Verdict

ZERO = Decimal(0)


@dataclass(frozen=True)
class StoryFact:
    """One line of the panel, t REO; None where there was nothing."""

    label: str
    tonnes: Decimal | None


@dataclass(frozen=True)
class Story:
    """The panel beside the grid for one cell."""

    name: str
    label: str
    facts: list[StoryFact]
    changes: list[CellChange] = field(default_factory=list)
    verdict: Verdict | None = None


def story_in_split(filing: Filing, cell: str) -> Story | None:
    """The story of an entry cell of a group's split; None where the split has no such cell."""
    kind, _dash, rest = cell.partition("-")
    pk, _dash, category = rest.partition("-")
    if kind != "line" or not pk.isdecimal() or category not in Category.values:
        return None
    ours = Enterprise.objects.in_group(filing.group, today()).values("pk")
    own = Q(pk__in=ours) | Q(pk__in=filing.lines.values("enterprise"))
    enterprise = Enterprise.objects.filter(own, pk=int(pk)).first()
    found = {cell.category: cell for cell in split_cells(filing, as_of=today(), of=[enterprise])} if enterprise else {}
    if enterprise is None or category not in found:
        return None
    key = (enterprise.pk, category)
    last_year = enterprise_quotas(filing.year - 1, enterprises=[enterprise.pk], given_by=filing.group)
    return Story(
        name=enterprise.name,
        label=str(Category(category).label),
        facts=[
            StoryFact(_("last year"), last_year.get(key)),
            StoryFact(_("quota in force"), found[category].before),
            StoryFact(_("produced this year"), produced_of(filing.year, [enterprise.pk]).get(key)),
        ],
        changes=_of_split(filing, f"{enterprise.pk}-{category}"),
        verdict=found[category].verdict,
    )


def story_in_annex(notice: Notice, cell: str) -> Story | None:
    """The story of a group's cell of annex 1, of the reserve or of a national total; None for any other cell."""
    row, _dash, category = cell.rpartition("-")
    if category not in Category.values:
        return None
    label = str(Category(category).label)
    if row == "total":
        facts = [
            StoryFact(_("last year"), _nation(notice.year - 1, category, "total")),
            StoryFact(_("had before"), totals_before(notice).get(category)),
        ]
        return Story(_("national total"), label, facts, _of_annex(notice, f"totals.{category}"))
    if row == "reserve":
        facts = [StoryFact(_("last year"), _nation(notice.year - 1, category, "reserve"))]
        return Story(_("reserve"), label, facts, _of_annex(notice, f"reserve.{category}"))
    of, _dash, pk = row.partition("-")
    group = Organisation.objects.groups().filter(pk=int(pk)).first() if of == "group" and pk.isdecimal() else None
    if group is None:
        return None
    last_year = group_quotas(notice.year - 1).get((group.pk, category))
    facts = [
        StoryFact(_("last year"), last_year.share if last_year else None),
        StoryFact(_("had before"), stated_before(notice).get((group.pk, category))),
    ]
    return Story(group.name, label, facts, _of_annex(notice, f"allocations[{group.name_zh}].{category}"))


def _nation(year: int, category: str, part: str) -> Decimal | None:
    quota = nation_quotas(year).get(category)
    return getattr(quota, part) if quota else None


def _of_split(filing: Filing, name: str) -> list[CellChange]:
    events = Event.objects.about(filing).filter(after__figures__has_key=name).reverse()[:LATEST]
    return changes_of(events, lambda event: event.after["figures"][name], _shown)


def _of_annex(notice: Notice, path: str) -> list[CellChange]:
    # SQLite does not find a key with Chinese letters in it (Django writes them as escapes), so the log is read here.
    edits = Event.objects.about(notice).filter(action="notice.edit").reverse()
    found = (event for event in edits.iterator() if path in event.after)
    return changes_of(found, lambda event: (event.before.get(path), event.after[path]), _shown)


def _shown(value: Any) -> str:
    """A figure of the log as the entry field shows it: no quota is an empty cell."""
    tonnes = Decimal(str(value or 0))
    return format_tonnes_plain(tonnes) if tonnes else ""
