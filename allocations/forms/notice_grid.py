"""Annex 1 as it is posted from the entry grid, and as the grid shows a workbook."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Organisation
from allocations.files.annex import Annex1
from allocations.models import Notice
from common.quantities import Category, parse_tonnes
from enterprises.models import Enterprise

CATEGORIES = [str(category) for category in Category]


@dataclass
class PostedAnnex:
    """The parts of annex 1 in the keys of a notice's JSON form; a sentence per cell that is no figure."""

    data: dict[str, Any] = field(
        default_factory=lambda: {"totals": {}, "reserve": {}, "allocations": [], "enterprises": []}
    )
    faults: dict[str, str] = field(default_factory=dict)
    # The cell of a path of the JSON form, or of a rule's violation.
    cells: dict[str, str] = field(default_factory=dict)

    def at_cells(self, sentences: Mapping[str, str]) -> dict[str, str]:
        """Sentences by their cell; a sentence without a cell keeps its path."""
        return {self.cells.get(path, path): sentence for path, sentence in sentences.items()}


def read_grid(posted: Mapping[str, str], groups: Iterable[Organisation], notice: Notice) -> PostedAnnex:
    """The grid's cells. A row without figures is no row of the annex; a part or enterprise without a name is refused."""
    annex = PostedAnnex()
    rows: dict[str, dict[str, Any]] = {}
    for group in groups:
        figures = _figures(posted, f"group-{group.pk}", annex, named=group.name_zh)
        if figures:
            rows[str(group.pk)] = {"group": group.name_zh, **figures}
            annex.cells[f"allocations[{len(rows)}].group"] = f"group-{group.pk}-{next(iter(figures))}"
    _read_parts(posted, rows, annex)
    annex.data["allocations"] = list(rows.values())
    _read_enterprises(posted, notice, annex)
    annex.data["reserve"] = _figures(posted, "reserve", annex, named="reserve")
    annex.data["totals"] = _figures(posted, "total", annex, named="totals")
    return annex


def _figures(posted: Mapping[str, str], prefix: str, annex: PostedAnnex, *, named: str) -> dict[str, str]:
    figures = {}
    for category in CATEGORIES:
        cell = f"{prefix}-{category}"
        annex.cells[f"{named}.{category}"] = cell
        try:
            tonnes = parse_tonnes(posted.get(cell, ""))
        except ValidationError as fault:
            annex.faults[cell] = " ".join(fault.messages)
        else:
            if tonnes is not None:
                figures[category] = str(tonnes)
    return figures


def _read_parts(posted: Mapping[str, str], rows: dict[str, dict[str, Any]], annex: PostedAnnex) -> None:
    places = [key.split("-")[1] for key in posted if key.startswith("part-") and key.endswith("-name")]
    for place in sorted((place for place in places if place.isdecimal()), key=int):
        prefix = f"part-{place}"
        name, group = posted.get(f"{prefix}-name", "").strip(), posted.get(f"{prefix}-group", "")
        figures = _figures(posted, prefix, annex, named=prefix)
        if not figures:
            continue
        if not name:
            annex.faults[f"{prefix}-name"] = _("The row “of which” has figures but no name; enter the name.")
        elif group not in rows:
            sentence = _("A row “of which” belongs to a group that has figures; choose the group.")
            annex.faults[f"{prefix}-group"] = sentence
        else:
            rows[group].setdefault("of_which", []).append({"name": name, **figures})


def _read_enterprises(posted: Mapping[str, str], notice: Notice, annex: PostedAnnex) -> None:
    named = set(notice.enterprise_allocations.values_list("enterprise", flat=True))
    rows = annex.data["enterprises"]
    for enterprise in Enterprise.objects.filter(pk__in=named).order_by("name_zh"):
        figures = _figures(posted, f"enterprise-{enterprise.pk}", annex, named=enterprise.name_zh)
        if figures:
            rows.append({"enterprise": enterprise.credit_code, **figures})
    places = [key.split("-")[1] for key in posted if key.startswith("new-") and key.endswith("-code")]
    for place in sorted((place for place in places if place.isdecimal()), key=int):
        cell = f"new-{place}-code"
        code, figures = posted[cell].strip(), _figures(posted, f"new-{place}", annex, named=f"new-{place}")
        if code and figures:
            rows.append({"enterprise": code, **figures})
            annex.cells[f"enterprises[{len(rows)}].enterprise"] = cell
        elif code or figures:
            annex.faults[cell] = _("Give the unified social credit code and at least one figure.")


def typed_of(annex: Annex1, groups: Iterable[Organisation], notice: Notice) -> tuple[dict[str, str], list[str]]:
    """A workbook's annex as cells of the grid, and the sentences about rows that the grid has no place for."""
    typed: dict[str, str] = {}
    unplaced = []
    by_name = {group.name_zh: str(group.pk) for group in groups}
    parts = 0
    for row in annex.allocations:
        pk = by_name.get(row["group"])
        if pk is None:
            unplaced.append(_("There is no group named “%(name)s” on the notice's day.") % {"name": row["group"]})
            continue
        typed |= _texts(row, f"group-{pk}")
        for part in row.get("of_which", ()):
            parts += 1
            typed |= {f"part-{parts}-group": pk, f"part-{parts}-name": part["name"], **_texts(part, f"part-{parts}")}
    codes = {row.enterprise.credit_code: row.enterprise_id for row in notice.enterprise_allocations.all()}
    for place, row in enumerate(annex.enterprises, start=1):
        code = row["enterprise"]
        if code in codes:
            typed |= _texts(row, f"enterprise-{codes[code]}")
        else:
            typed |= {f"new-{place}-code": code, **_texts(row, f"new-{place}")}
    return {**typed, **_texts(annex.reserve, "reserve"), **_texts(annex.totals, "total")}, unplaced


def _texts(figures: Mapping[str, Any], prefix: str) -> dict[str, str]:
    named = [category for category in CATEGORIES if category in figures]
    return {f"{prefix}-{category}": figures[category].removesuffix(".000") for category in named}
