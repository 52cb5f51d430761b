"""Brings a filing's figures before the rules, with the facts they need."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db.models import F
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from allocations.models import Filing, FilingLine
from allocations.models.filing import FilingLineQuerySet
from allocations.reads.quotas import categories_in_order, enterprise_quotas, shares_of
from allocations.rules.filing_lines import LineFacts, check_filing, not_below_production
from common.constraints import NotValid, Refusal
from common.periods import speaks_chinese
from enterprises.models import Enterprise
from enterprises.reads.verdicts import judged, verdicts
from enterprises.rules.verdict import Verdict

ZERO = Decimal(0)
Key = tuple[int, str]
Produced = Callable[[int, Collection[int]], dict[Key, Decimal]]


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


def split_cells(
    filing: Filing, *, as_of: date, from_facts: bool = False, of: Iterable[Enterprise] | None = None
) -> list[SplitCell]:
    """Every cell of the group's split: its enterprises (or `of` them) x the categories their kind may get, with the kept
    verdicts, or for a decision with those that the facts give at this moment."""
    members = list(Enterprise.objects.in_group(filing.group, as_of).select_related("province") if of is None else of)
    read = judged if from_facts else verdicts
    found = read(members, as_of=as_of, rule_set=filing.notice.terms_in_force.rule_set)
    quotas = enterprise_quotas(filing.year, enterprises=[member.pk for member in members])
    return [
        SplitCell(member, str(category), quotas.get((member.pk, category), ZERO), found[member.pk, category])
        for member in members
        for category in categories_in_order()
        if category in member.categories
    ]


def check_filing_lines(filing: Filing, figures: Mapping[Key, Decimal | None], *, as_of: date) -> dict[Key, Verdict]:
    """Judges the figures (t REO for the year) and returns the verdict of each. Raises NotValid with the cells."""
    cells = {(cell.enterprise.pk, cell.category): cell for cell in split_cells(filing, as_of=as_of, from_facts=True)}
    foreign = _foreign_names(figures, cells)
    lines = [_line_facts(key, tonnes or ZERO, cells, foreign) for key, tonnes in figures.items()]
    faults = check_filing(lines, shares_of(filing.group, filing.year))
    if faults:
        chinese = speaks_chinese()
        sentences = {fault.cell: fault.sentence(chinese=chinese) for fault in faults}
        summary = _("The split cannot be saved: %(count)s figures need correction.") % {"count": len(sentences)}
        raise NotValid(faults[0].code, summary, cells=sentences)
    return {key: cells[key].verdict for key in figures if key in cells}


def produced_of(year: int, enterprises: Collection[int]) -> dict[Key, Decimal]:
    """What these enterprises have produced in the year by category, t REO: the app above reports it (0050)."""
    find: Produced = import_string(settings.QUOTA_PRODUCED)
    return find(year, enterprises)


def lowered(filing: Filing) -> FilingLineQuerySet:
    """The lines that lower a quota: only these can go below what is produced."""
    return filing.lines.filter(stated__lt=F("before")).select_related("enterprise")


def below_production(filing: Filing, lines: Iterable[FilingLine]) -> dict[str, str]:
    """A sentence per cell that lowers an enterprise's quota below what it has produced."""
    listed = list(lines)
    produced = produced_of(filing.year, {line.enterprise_id for line in listed})
    faults = [
        not_below_production(
            LineFacts(
                line.cell,
                line.enterprise.name_zh,
                line.category,
                line.before,
                line.stated,
                is_member=True,
                fits_kind=True,
                eligible=True,
            ),
            produced.get((line.enterprise_id, line.category), ZERO),
        )
        for line in listed
    ]
    chinese = speaks_chinese()
    return {fault.cell: fault.sentence(chinese=chinese) for fault in faults if fault}


def refuse_if_moved(lines: Iterable[FilingLine], in_force: Mapping[Key, Decimal]) -> None:
    """A version states differences from what was in force when it was drafted. Raises Refusal where that has moved:
    accepting would give back what was taken for a violation since."""
    moved = [line for line in lines if line.before != in_force.get((line.enterprise_id, line.category), ZERO)]
    if moved:
        raise Refusal(
            "quota_moved",
            _(
                "The quota of %(names)s has changed since this version was drafted; "
                "return it, so that the group drafts it again."
            )
            % {"names": "、".join(dict.fromkeys(line.enterprise.name for line in moved))},
        )


def _foreign_names(figures: Mapping[Key, Decimal | None], cells: Mapping[Key, SplitCell]) -> dict[int, str]:
    """Names of enterprises that are requested without being in the split; only the group's own names are returned."""
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
