"""Brings a filing's figures before the rules, with the facts they need."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from allocations.models import Filing
from allocations.reads import categories_in_order, enterprise_quotas, shares_of
from allocations.rules.filing_lines import LineFacts, check_filing
from common.constraints import NotValid
from common.periods import speaks_chinese
from enterprises.models import Enterprise
from enterprises.rules import Verdict
from enterprises.services import verdicts

ZERO = Decimal(0)
Key = tuple[int, str]


@dataclass(frozen=True)
class SplitCell:
    """An enterprise's cell in the split: what it has, whether it may get more, and why not."""

    enterprise: Enterprise
    category: str
    before: Decimal
    verdict: Verdict

    @property
    def name(self) -> str:
        """The name of the form field and of the refusal's cell."""
        return f"line-{self.enterprise.pk}-{self.category}"


def split_cells(filing: Filing, *, as_of: date) -> list[SplitCell]:
    """Every cell of the group's split: its enterprises x the categories their kind may get, with verdicts."""
    members = list(Enterprise.objects.in_group(filing.group, as_of).select_related("province"))
    judged = verdicts(members, as_of=as_of, rule_set=filing.notice.rule_set)
    quotas = enterprise_quotas(filing.year, enterprises=[member.pk for member in members])
    return [
        SplitCell(member, str(category), quotas.get((member.pk, category), ZERO), judged[member.pk, category])
        for member in members
        for category in categories_in_order()
        if category in member.categories
    ]


def check_filing_lines(filing: Filing, figures: Mapping[Key, Decimal | None], *, as_of: date) -> dict[Key, Verdict]:
    """Judges the figures (t REO for the year) and returns the verdict of each. Raises NotValid with the cells."""
    cells = {(cell.enterprise.pk, cell.category): cell for cell in split_cells(filing, as_of=as_of)}
    foreign = _foreign_names(figures, cells)
    lines = [_line_facts(key, tonnes or ZERO, cells, foreign) for key, tonnes in figures.items()]
    faults = check_filing(lines, shares_of(filing.group, filing.year))
    if faults:
        chinese = speaks_chinese()
        sentences = {fault.cell: fault.sentence(chinese=chinese) for fault in faults}
        summary = _("The split cannot be saved: %(count)s figures need correction.") % {"count": len(sentences)}
        raise NotValid(faults[0].code, summary, cells=sentences)
    return {key: cells[key].verdict for key in figures if key in cells}


def _foreign_names(figures: Mapping[Key, Decimal | None], cells: Mapping[Key, SplitCell]) -> dict[int, str]:
    """Names of enterprises that are asked for without being in the split; only its own group's are told."""
    unknown = {key[0] for key in figures if key not in cells}
    known = {cell.enterprise.pk: cell.enterprise.name_zh for cell in cells.values()}
    return {pk: known.get(pk, f"#{pk}") for pk in unknown}


def _line_facts(key: Key, stated: Decimal, cells: Mapping[Key, SplitCell], foreign: Mapping[int, str]) -> LineFacts:
    cell = cells.get(key)
    if cell is None:
        is_member = any(pk == key[0] for pk, _category in cells)
        return LineFacts(
            f"line-{key[0]}-{key[1]}",
            foreign[key[0]],
            key[1],
            ZERO,
            stated,
            is_member,
            fits_kind=False,
            eligible=False,
        )
    why_zh, why_en = cell.verdict.reasons()
    return LineFacts(
        cell.name,
        cell.enterprise.name_zh,
        cell.category,
        cell.before,
        stated,
        is_member=True,
        fits_kind=True,
        eligible=cell.verdict.is_eligible,
        why_not_zh=why_zh,
        why_not_en=why_en,
    )
