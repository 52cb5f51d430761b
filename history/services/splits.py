"""Accepted splits of a past year: compared with what is there and with the notices' shares, then booked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial

from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from allocations.models import Filing, FilingLine
from allocations.reads.quotas import GroupQuota, group_quotas
from allocations.services.imported_filings import import_filing, no_notice
from common.quantities import Category, format_tonnes
from deadlines.models import Obligation
from documents.files.cells import Found
from enterprises.models import Enterprise
from history.files.layouts import CATEGORIES
from history.files.rows import Reading, SplitRow
from history.models import HistoryImport
from history.reads.names import Names, group_in
from history.services.outputs import remark_names, way_out
from history.services.plans import Contradiction, Plan, Row, Sum

ZERO = Decimal(0)


@dataclass(frozen=True)
class PastSplit:
    """A group's split: quota of the year in t REO by enterprise and category."""

    group: Organisation
    figures: Mapping[tuple[Enterprise, str], Decimal]


@dataclass(frozen=True)
class Known:
    """The year's splits that are there, the shares of its groups, and who has to file in this system."""

    filings: Mapping[int, Filing]
    lines: Mapping[tuple[int, int, str], Decimal]
    shares: Mapping[tuple[int, str], GroupQuota]
    duties: frozenset[int]


def plan_splits(reading: Reading, names: Names[Enterprise]) -> Plan:
    """What the workbook would book, group by group."""
    rows, year = reading.splits(names), reading.year
    plan = Plan(refused=rows.refused, remarks=rows.remarks, headings=rows.headings)
    known = _known(year)
    own: dict[int, list[SplitRow]] = {}
    groups: dict[int, Organisation] = {}
    seen: dict[int, str] = {}
    for row in rows.splits:
        if row.enterprise.pk in seen:
            sentence = _("The same enterprise is already in %(first)s; keep one of the two rows.")
            plan.refused.append(Found(row.at, sentence % {"first": seen[row.enterprise.pk]}))
            continue
        seen[row.enterprise.pk] = row.at
        group = _group_of(plan, row, names, year)
        if group is not None:
            groups[group.pk] = group
            own.setdefault(group.pk, []).append(row)
    for pk, listed in own.items():
        _compare(plan, groups[pk], listed, known, year)
    members = [one for one in names.rows.values() if one.pk not in seen]
    missing = [one.name for one in members if own and _of_groups(names, one, year, own)]
    remark_names(plan, _("No row of: %(names)s. Nothing is booked of them."), missing)
    return plan


def book_splits(batch: HistoryImport, entries: Sequence[PastSplit], *, at: datetime, by: User) -> dict[str, int]:
    """Books each group's split; how many, and how many lines."""
    for entry in entries:
        import_filing(
            group=entry.group,
            year=batch.year or 0,
            figures=entry.figures,
            source=batch.source,
            uploaded_by=batch.uploaded_by,
            uploaded_at=batch.uploaded_at,
            at=at,
            by=by,
        )
    return {"filings": len(entries), "lines": sum(len(entry.figures) for entry in entries)}


def _known(year: int) -> Known:
    filings = Filing.objects.filter(year=year).exclude(state__in=(Filing.State.DISCARDED, Filing.State.SUPERSEDED))
    by_group = {filing.group_id: filing for filing in filings.order_by("version")}
    lines = FilingLine.objects.filter(filing__in=[filing.pk for filing in by_group.values()])
    figures = lines.values_list("filing__group", "enterprise", "category", "stated")
    duties = Obligation.objects.filter(kind=Obligation.Kind.FILING, year=year)
    return Known(
        filings=by_group,
        lines={(group, enterprise, category): stated for group, enterprise, category, stated in figures},
        shares=group_quotas(year),
        duties=frozenset(duties.values_list("organisation", flat=True)),
    )


def _of_groups(names: Names[Enterprise], enterprise: Enterprise, year: int, groups: Mapping[int, object]) -> bool:
    held = group_in(names.held[enterprise.pk], date(year, 1, 1), date(year, 12, 31))
    return held is not None and held.pk in groups


def _group_of(plan: Plan, row: SplitRow, names: Names[Enterprise], year: int) -> Organisation | None:
    """The group that the enterprise belonged to in the year; one that it left during the year has to be named."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    held = {
        one.group.pk: one.group
        for one in names.held[row.enterprise.pk]
        if one.valid_from <= last and (one.valid_to is None or one.valid_to >= first)
    }
    if not held:
        sentence = _("%(name)s belonged to no group in %(year)s; import its membership with the register first.")
        plan.refused.append(Found(row.at, sentence % {"name": row.enterprise.name, "year": year}))
        return None
    if row.group is None:
        return group_in(names.held[row.enterprise.pk], first, last)
    if row.group.pk not in held:
        what = _("group of %(name)s in %(year)s") % {"name": row.enterprise.name, "year": year}
        there = _(", ").join(group.name for group in held.values())
        way = _("Correct the workbook, or the membership in the register.")
        plan.contradictions.append(Contradiction(row.at, what, there, row.group.name, way))
        return None
    return row.group


def _compare(plan: Plan, group: Organisation, rows: Sequence[SplitRow], known: Known, year: int) -> None:
    filing = known.filings.get(group.pk)
    if filing is not None:
        _against(plan, group, filing, rows, known)
        return
    if group.pk in known.duties:
        there = _("to be filed by %(group)s in this system") % {"group": group.name}
        way = _("Leave the group out; it files its split itself.")
        plan.contradictions.append(Contradiction(rows[0].at, group.name, there, "", way))
        return
    if not any(holder == group.pk for holder, _category in known.shares):
        plan.refused.append(Found(rows[0].at, str(no_notice(group, year))))
        return
    figures: dict[tuple[Enterprise, str], Decimal] = {}
    for row in rows:
        for category, tonnes in row.stated.items():
            figures[row.enterprise, category] = tonnes
            what = f"{group.short} · {Category(category).label}"
            shown = Row(row.at, row.enterprise.name, what, format_tonnes(tonnes))
            plan.show((group.code, row.enterprise.credit_code, category, str(tonnes)), partial(Row, *shown))
    if figures:
        plan.entries.append(PastSplit(group, figures))
    _sum(plan, group, rows, known)


def _sum(plan: Plan, group: Organisation, rows: Sequence[SplitRow], known: Known) -> None:
    """The rows' sum beside the group's share, category by category; more than the share is refused."""
    for category in CATEGORIES:
        given = sum((row.stated.get(category, ZERO) for row in rows), ZERO)
        quota = known.shares.get((group.pk, category))
        share = quota.share if quota else ZERO
        if not given and not share:
            continue
        label = str(Category(category).label)
        plan.sums.append(Sum(_("split of %(group)s, beside its share") % {"group": group.short}, label, given, share))
        names = {"group": group.name, "category": label, "given": format_tonnes(given), "share": format_tonnes(share)}
        if given > share:
            sentence = _(
                "%(group)s, %(category)s: the rows sum to %(given)s t, the notices give %(share)s t; correct the rows "
                "or the notices of the year."
            )
            plan.refused.append(Found(rows[0].at, sentence % names))
        elif given < share:
            sentence = _("%(group)s, %(category)s: the rows sum to %(given)s t of %(share)s t; the rest stays unsplit.")
            plan.remarks.append(Found(rows[0].at, sentence % names))


def _against(plan: Plan, group: Organisation, filing: Filing, rows: Sequence[SplitRow], known: Known) -> None:
    """A split that is there: the same figures are there already, everything else contradicts it."""
    accepted = filing.state == Filing.State.ACCEPTED
    for row in rows:
        for category, tonnes in row.stated.items():
            there = known.lines.get((group.pk, row.enterprise.pk, category))
            if accepted and (there or ZERO) == tonnes:
                plan.same += 1
                continue
            stands = _("nothing of it in %(report)s") % {"report": filing.number}
            if there is not None:
                stands = f"{format_tonnes(there)} ({filing.number})"
            what = f"{row.enterprise.name} · {Category(category).label}"
            way = way_out(filing.imported_from_id)
            plan.contradictions.append(Contradiction(row.at, what, stands, format_tonnes(tonnes), way))
