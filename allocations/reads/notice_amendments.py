"""Corrections and revocations: what they change, and what prevents their figures."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from allocations.models import ClosedYear, Filing, FilingLine, Notice, ReleaseLine
from allocations.reads.annex import annex_of
from allocations.reads.notice_terms import TermChange, clock_sentence, due_of, term_changes
from allocations.reads.notice_text import ClauseText, notice_text
from allocations.reads.quotas import (
    direct_before,
    folded,
    group_quotas,
    nation_quotas,
    stated_before,
    successors_in,
    totals_before,
)
from allocations.rules.notice_amendments import (
    Barred,
    Obstacle,
    Shortfall,
    barred_by_the_rule_set,
    due_day_too_early,
    in_the_way,
)
from allocations.rules.violations import CATEGORY_NAMES, Violation
from common.periods import today
from common.quantities import Category, format_tonnes_plain
from deadlines.models import Obligation
from enterprises.reads.verdicts import verdicts

ZERO = Decimal(0)
UNDECIDED = (Filing.State.DRAFT, Filing.State.RETURNED, Filing.State.CONSULTING, Filing.State.SUBMITTED)


@dataclass(frozen=True)
class FigureChange:
    """A figure of annex 1 that a correction changes, t REO; `whose` is a group, an enterprise, the reserve, the total."""

    whose: str
    category: str
    before: Decimal
    after: Decimal

    @property
    def label(self) -> str:
        """The category in the reader's language."""
        return str(Category(self.category).label)

    @property
    def sentence(self) -> str:
        """As the document says it."""
        name = CATEGORY_NAMES[self.category][0]
        old, new = format_tonnes_plain(self.before), format_tonnes_plain(self.after)
        if self.whose in {"总量", "预留"}:
            return f"{name}{self.whose}指标“{old}吨”更正为“{new}吨”"
        return f"附件1中{self.whose}的{name}指标“{old}吨”更正为“{new}吨”"


@dataclass(frozen=True)
class TextChange:
    """A piece of the wording that a correction changes; an empty side is one that is not there."""

    where: str
    before: str
    after: str

    @property
    def sentence(self) -> str:
        """As the document says it; the full stop of what is quoted is that of the sentence."""
        before, after = self.before.rstrip("。"), self.after.rstrip("。")
        if not before:
            return f"增加{self.where}：“{after}”"
        if not after:
            return f"删去{self.where}：“{before}”"
        return f"{self.where}“{before}”更正为“{after}”"


def predecessor(notice: Notice) -> Notice:
    """What a correction is compared with: the notice as it stood after the corrections before."""
    chain = Notice.objects.chain_of(notice).exclude(pk=notice.pk)
    if notice.issued_at is not None:
        same = Q(issued_at=notice.issued_at, pk__lt=notice.pk)
        chain = chain.filter(Q(issued_at__lt=notice.issued_at) | same)
    last = chain.last()
    if last is None:
        raise ValueError(f"notice {notice.pk} amends nothing that was issued")
    return last


def figure_changes(notice: Notice) -> list[FigureChange]:
    """The figures that a correction changes, row by row in the order of the annex; none of a revocation's."""
    before, after = _figures(predecessor(notice)), _figures(notice)
    keys = list(dict.fromkeys([*before, *after]))
    pairs = [(key, before.get(key, ZERO), after.get(key, ZERO)) for key in keys]
    return [FigureChange(*key, old, new) for key, old, new in pairs if old != new]


def _figures(notice: Notice) -> dict[tuple[str, str], Decimal]:
    annex, figures = annex_of(notice), {}
    for row in annex.rows:
        for category, cell in zip(annex.categories, row.cells, strict=True):
            if cell is not None:
                figures[row.name, str(category)] = cell.stated
        for name, parts in row.of_which:
            for category, part in zip(annex.categories, parts, strict=True):
                if part is not None:
                    figures[f"{row.name}（其中：{name}）", str(category)] = part
    for category, held, whole in zip(annex.categories, annex.reserve, annex.totals, strict=True):
        figures["预留", str(category)], figures["总量", str(category)] = held, whole.stated
    return figures


def changed_terms(notice: Notice) -> list[TermChange]:
    """The days, recipients and rule set that a correction changes."""
    return term_changes(predecessor(notice), notice)


def corrected_clock(notice: Notice) -> str:
    """The sentence of the document about the day that starts the clock; empty where it is not corrected."""
    return clock_sentence(predecessor(notice), notice)


def text_changes(notice: Notice) -> list[TextChange]:
    """The pieces of the wording that a correction changes, what follows from changed figures left out."""
    before, after = predecessor(notice), notice
    old, new = notice_text(before), notice_text(after)
    changes = [
        TextChange("主送机关", before.text.addressees, after.text.addressees),
        TextChange("开头", before.text.opening, after.text.opening),
        *_clause_changes(old.clauses, new.clauses),
        TextChange("附件1名称", before.text.annex_1, after.text.annex_1),
        TextChange("附件2名称", before.text.annex_2, after.text.annex_2),
        TextChange("联系人", before.text.contacts, after.text.contacts),
    ]
    return [change for change in changes if change.before != change.after]


def _clause_changes(old: Sequence[ClauseText], new: Sequence[ClauseText]) -> list[TextChange]:
    changes = []
    for place in range(max(len(old), len(new))):
        one = old[place] if place < len(old) else None
        other = new[place] if place < len(new) else None
        number = (one or other or old[0]).number
        texts = ["".join(clause.paragraphs) if clause else "" for clause in (one, other)]
        changes.append(TextChange(f"第{number}条", *texts))
    return changes


def amendment_violations(notice: Notice) -> list[Violation]:
    """What prevents a correction's or revocation's figures: later notices, filings and releases."""
    if notice.amends is None:
        return []
    moves = notice.kind == Notice.Kind.REVOCATION or bool(figure_changes(notice))
    base = notice.amends
    later = Notice.objects.issued().of_year(base.year).filter(batch__gt=base.batch, figures_include_prior=True).last()
    open_filings = base.filings.filter(state__in=UNDECIDED) if notice.kind == Notice.Kind.REVOCATION else []
    terms = changed_terms(notice) if notice.kind == Notice.Kind.CORRECTION else []
    found = in_the_way(
        revokes=notice.kind == Notice.Kind.REVOCATION,
        later=later.title if later and moves else "",
        undecided=tuple(filing.number for filing in open_filings),
        shortfalls=tuple(_shortfalls(notice)) if moves else (),
        changes_nothing=not moves and not text_changes(notice) and not terms,
        closed=ClosedYear.objects.filter(year=base.year).exists(),
    )
    return [*found, *term_violations(notice)] if terms else found


def term_violations(notice: Notice) -> list[Violation]:
    """What prevents corrected days or a corrected rule set. Of a closed year nothing rests on them any more."""
    base = notice.amends
    if base is None or ClosedYear.objects.filter(year=base.year).exists():
        return []
    duties = Obligation.objects.open().filter(kind=Obligation.Kind.FILING, period=base.period)
    groups = tuple(duty.organisation.name_zh for duty in duties.select_related("organisation"))
    early = due_day_too_early(due_of(notice).day, today(), groups)
    before = predecessor(notice).rule_set
    return early if notice.rule_set == before else [*early, *barred_by_the_rule_set(tuple(_barred(notice, before)))]


def _barred(notice: Notice, before: str) -> Iterator[Barred]:
    """What enterprises hold or are to get that the corrected rule set bars, and the one before did not."""
    decided, waiting = Filing.State.ACCEPTED, Filing.State.SUBMITTED
    lines = list(
        FilingLine.objects.filter(filing__year=notice.year, filing__state__in=(decided, waiting), stated__gt=0)
        .select_related("filing", "enterprise")
        .order_by("filing", "enterprise__credit_code", "category")
    )
    holds = [
        *(
            (line.enterprise, line.category, line.stated, line.filing.number, line.filing.state == waiting)
            for line in lines
        ),
        *(
            (row.enterprise, row.category, row.stated, notice.title, False)
            for row in notice.enterprise_allocations.select_related("enterprise")
            if row.stated
        ),
    ]
    enterprises = {enterprise.pk: enterprise for enterprise, *_rest in holds}.values()
    old, new = (verdicts(enterprises, as_of=today(), rule_set=rules) for rules in (before, notice.rule_set))
    for enterprise, category, tonnes, number, waits in holds:
        key = enterprise.pk, category
        if old[key].is_eligible and not new[key].is_eligible:
            yield Barred(enterprise.name_zh, category, tonnes, number, waits, *new[key].reasons())


def _shortfalls(notice: Notice) -> list[Shortfall]:
    """Where less is left than the amendment takes back, with the filings or releases that hold it."""
    found = []
    decrease = _decreases(notice)
    for (group, category), (name, needed, left) in decrease.items():
        lines = FilingLine.objects.filter(
            filing__group=group, filing__year=notice.year, filing__state=Filing.State.ACCEPTED, category=category
        ).select_related("filing")
        obstacles: dict[str, Decimal] = {}
        for line in lines:
            obstacles[line.filing.number] = obstacles.get(line.filing.number, ZERO) + line.stated
        found.append(Shortfall(name, category, needed, left, tuple(Obstacle(*pair) for pair in obstacles.items())))
    return [*found, *_national_shortfalls(notice)]


def _decreases(notice: Notice) -> dict[tuple[int, str], tuple[str, Decimal, Decimal]]:
    """The groups whose share shrinks by more than they have not split: by how much it shrinks, and what is left."""
    prior, left = stated_before(notice), _left(notice.year)
    stated = {(line.group_id, line.category): line.stated for line in notice.allocations.all()}
    names = {line.group_id: line.group.name_zh for line in notice.allocations.select_related("group")}
    short = {}
    for (group, category), before in prior.items():
        decrease = before - stated.get((group, category), ZERO)
        unsplit = left.get((group, category), ZERO)
        if decrease > unsplit:
            short[group, category] = names.get(group, ""), decrease, unsplit
    return short


def _national_shortfalls(notice: Notice) -> list[Shortfall]:
    """Where the reserve that the nation has left is less than what it loses beyond what groups give back."""
    had, quotas = totals_before(notice), nation_quotas(notice.year)
    prior: dict[str, Decimal] = {}
    for (_holder, category), tonnes in [*stated_before(notice).items(), *direct_before(notice).items()]:
        prior[category] = prior.get(category, ZERO) + tonnes
    given: dict[str, Decimal] = {}
    for line in [*notice.allocations.all(), *notice.enterprise_allocations.all()]:
        given[line.category] = given.get(line.category, ZERO) + line.stated
    found = []
    for row in notice.totals.all():
        name = row.category
        loses = had.get(name, ZERO) - row.stated - (prior.get(name, ZERO) - given.get(name, ZERO))
        if name in quotas and loses > quotas[name].reserve:
            released = ReleaseLine.objects.filter(
                release__year=notice.year, release__state="ordered", category=name
            ).select_related("release")
            holders = tuple(Obstacle(line.release.document_number, line.tonnes) for line in released)
            found.append(Shortfall("预留指标", name, loses, quotas[name].reserve, holders))
    return found


def _left(year: int) -> dict[tuple[int, str], Decimal]:
    left = {key: quota.remaining for key, quota in group_quotas(year).items()}
    return folded(left, successors_in(year, today()))
