"""Notices of a past year: compared with what is there, their sums checked, then booked in the order of their batches."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial

from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from allocations.models import Notice
from allocations.services.imported_notices import PastNotice, PastShare, import_notice
from common.periods import today
from common.quantities import Category, format_tonnes
from documents.files.cells import Found
from history.files.layouts import CATEGORIES
from history.files.rows import HeadRow, Reading, ShareRow
from history.models import HistoryImport
from history.reads.names import Names
from history.services.outputs import remark_names, way_out
from history.services.plans import Contradiction, Plan, Row, Sum

ZERO = Decimal(0)
Figures = dict[tuple[str, str], Decimal]


def plan_notices(reading: Reading, groups: Names[Organisation]) -> Plan:
    """What the workbook would book, batch by batch."""
    rows, year = reading.notices(), reading.year
    plan = Plan(refused=rows.refused, remarks=rows.remarks, headings=rows.headings)
    heads = _once(plan, rows.heads)
    shares = _shares(plan, rows.shares, heads)
    there = _there(year)
    _check_order(plan, heads, there)
    for batch, head in sorted(heads.items()):
        own = shares.get(batch, [])
        past = _past(year, head, own)
        places = {row.group.name_zh: row.at for row in own}
        if batch in there:
            _against(plan, head, past, there[batch], places)
        elif _check(plan, head, own, past):
            _add(plan, head, past, places)
        listed = {row.group.pk for row in own}
        day = past.clock_day
        missing = [one.name for one in groups.rows.values() if one.existed_on(day) and one.pk not in listed]
        sentence = _("Batch %(batch)s: no row of %(names)s.") % {"batch": batch, "names": "%(names)s"}
        remark_names(plan, sentence, missing)
    return plan


def book_notices(batch: HistoryImport, entries: Sequence[PastNotice], *, at: datetime, by: User) -> dict[str, int]:
    """Books the notices, earlier batches first; how many."""
    for past in sorted(entries, key=lambda one: one.batch):
        import_notice(
            past=past,
            source=batch.source,
            uploaded_by=batch.uploaded_by,
            uploaded_at=batch.uploaded_at,
            at=at,
            by=by,
        )
    return {"notices": len(entries)}


def _once(plan: Plan, heads: Sequence[HeadRow]) -> dict[int, HeadRow]:
    found: dict[int, HeadRow] = {}
    for head in heads:
        if head.batch in found:
            sentence = _("Batch %(batch)s is already in %(first)s; keep one of the two rows.")
            plan.refused.append(Found(head.at, sentence % {"batch": head.batch, "first": found[head.batch].at}))
        else:
            found[head.batch] = head
    return found


def _shares(plan: Plan, rows: Sequence[ShareRow], heads: Mapping[int, HeadRow]) -> dict[int, list[ShareRow]]:
    found: dict[int, list[ShareRow]] = {}
    seen: dict[tuple[int, int], str] = {}
    for row in rows:
        key = (row.batch, row.group.pk)
        if key in seen:
            sentence = _("%(group)s is already in %(first)s; keep one of the two rows.")
            plan.refused.append(Found(row.at, sentence % {"group": row.group.name, "first": seen[key]}))
        elif row.batch not in heads:
            sentence = _("Batch %(batch)s has no row in the table of notices; add it, or correct the batch.")
            plan.refused.append(Found(row.at, sentence % {"batch": row.batch}))
        else:
            found.setdefault(row.batch, []).append(row)
        seen.setdefault(key, row.at)
    return found


def _there(year: int) -> dict[int, Notice]:
    kept = Notice.objects.filter(year=year, kind=Notice.Kind.ISSUE).exclude(state=Notice.State.DISCARDED)
    rows = kept.prefetch_related("totals", "allocations__group")
    return {notice.batch: notice for notice in rows}


def _check_order(plan: Plan, heads: Mapping[int, HeadRow], there: Mapping[int, Notice]) -> None:
    """Batches follow one another: in their days, and after what the system has of the year."""
    before: HeadRow | None = None
    for batch, head in sorted(heads.items()):
        later = [number for number in there if number > batch]
        if batch not in there and later:
            sentence = _("Batch %(later)s of the year is there already; an earlier one cannot come after it.")
            plan.refused.append(Found(head.at, sentence % {"later": max(later)}))
        day = head.published_on or head.signed_on
        former = before and (before.published_on or before.signed_on)
        if day and former and day < former:
            sentence = _("Batch %(batch)s is dated before batch %(former)s; correct the days.")
            plan.refused.append(Found(head.at, sentence % {"batch": batch, "former": before.batch if before else 0}))
        before = head


def _past(year: int, head: HeadRow, shares: Sequence[ShareRow]) -> PastNotice:
    return PastNotice(
        year=year,
        batch=head.batch,
        title=head.title,
        document_number=head.document_number,
        signed_on=head.signed_on,
        published_on=head.published_on,
        includes_prior=head.includes,
        working_days=head.working_days,
        fixed_day=head.fixed_day,
        totals=head.totals,
        reserve=head.reserve,
        shares=[PastShare(row.group, row.stated, row.of_which) for row in shares],
    )


def _check(plan: Plan, head: HeadRow, shares: Sequence[ShareRow], past: PastNotice) -> bool:
    """Days that can be, and shares that sum to the total."""
    refused = len(plan.refused)
    if past.clock_day >= today() or past.clock_day.year != past.year:
        sentence = _("A notice of %(year)s must be dated in %(year)s, but the row has %(day)s.")
        plan.refused.append(Found(head.at, sentence % {"year": past.year, "day": past.clock_day.isoformat()}))
    if past.document_number and Notice.objects.exclude(state=Notice.State.DISCARDED).filter(
        document_number=past.document_number
    ):
        plan.refused.append(Found(head.at, _("Another notice has this document number; correct it.")))
    _check_parts(plan, shares)
    for category in CATEGORIES:
        summed = sum((row.stated.get(category, ZERO) for row in shares), ZERO)
        given, stated = summed + head.reserve.get(category, ZERO), head.totals.get(category)
        if not given and stated is None:
            continue
        label = str(Category(category).label)
        what = _("batch %(batch)s: shares and reserve, beside the notice's total") % {"batch": head.batch}
        plan.sums.append(Sum(what, label, given, stated or ZERO))
        if given != (stated or ZERO):
            sentence = _(
                "%(category)s: shares and reserve sum to %(given)s t, the total says %(stated)s t; correct one of them."
            )
            names = {"category": label, "given": format_tonnes(given), "stated": format_tonnes(stated or ZERO)}
            plan.refused.append(Found(head.at, sentence % names))
    return len(plan.refused) == refused


def _check_parts(plan: Plan, shares: Sequence[ShareRow]) -> None:
    """What is “of which” is not more than the share it is part of."""
    for row in shares:
        for category in CATEGORIES:
            parts = sum((stated.get(category, ZERO) for _name, stated in row.of_which), ZERO)
            if parts > row.stated.get(category, ZERO):
                sentence = _("%(group)s, %(category)s: “of which” is %(parts)s t, more than the share; correct it.")
                names = {"group": row.group.name, "category": Category(category).label, "parts": format_tonnes(parts)}
                plan.refused.append(Found(row.at, sentence % names))


def _add(plan: Plan, head: HeadRow, past: PastNotice, places: Mapping[str, str]) -> None:
    """A notice of the file as new rows; `places` has the cell of each group's share."""
    about = (
        str(past.year), str(past.batch), past.title, past.document_number, str(past.signed_on), str(past.published_on),
        str(past.includes_prior), str(past.working_days), str(past.fixed_day),
    )  # fmt: skip
    shown = Row(head.at, past.title, _("batch %(batch)s") % {"batch": past.batch}, past.clock_day.isoformat())
    plan.entries.append(past)
    plan.show(about, partial(Row, *shown))
    for (owner, category), tonnes in _figures(past).items():
        shown = Row(
            places.get(owner.partition("：")[0], head.at),
            _owner(owner),
            str(Category(category).label),
            format_tonnes(tonnes),
        )
        plan.show((str(past.batch), owner, category, str(tonnes)), partial(Row, *shown))


TOTAL, RESERVE = "=total", "=reserve"


def _owner(owner: str) -> str:
    return {TOTAL: _("total"), RESERVE: _("reserve")}.get(owner, owner)


def _figures(past: PastNotice) -> Figures:
    """Every figure of a notice, by whose it is and category; the parts “of which” too."""
    found: Figures = {(TOTAL, category): tonnes for category, tonnes in past.totals.items()}
    found |= {(RESERVE, category): tonnes for category, tonnes in past.reserve.items() if tonnes}
    for share in past.shares:
        found |= {(share.group.name_zh, category): tonnes for category, tonnes in share.stated.items()}
        for name, stated in share.of_which:
            found |= {(f"{share.group.name_zh}：{name}", category): tonnes for category, tonnes in stated.items()}
    return found


def _stored(notice: Notice) -> Figures:
    found: Figures = {}
    for row in notice.totals.all():
        found[TOTAL, row.category] = row.stated
        if row.reserve:
            found[RESERVE, row.category] = row.reserve
    return found | {(line.group.name_zh, line.category): line.stated for line in notice.allocations.all()}


def _against(plan: Plan, head: HeadRow, past: PastNotice, notice: Notice, places: Mapping[str, str]) -> None:
    """A batch that is there: the same figures are there already, everything else contradicts it."""
    given, stored = _figures(past), _stored(notice)
    given = {key: tonnes for key, tonnes in given.items() if "：" not in key[0]}
    way = way_out(notice.imported_from_id)
    if notice.state != Notice.State.ISSUED:
        what = _("batch %(batch)s") % {"batch": past.batch}
        plan.contradictions.append(Contradiction(head.at, what, str(notice.get_state_display()), past.title, way))
        return
    for owner, category in [*given, *(key for key in stored if key not in given)]:
        there, file = stored.get((owner, category), ZERO), given.get((owner, category), ZERO)
        if there == file:
            plan.same += 1
            continue
        what = f"{notice.title} · {_owner(owner)} · {Category(category).label}"
        at = places.get(owner, head.at)
        plan.contradictions.append(Contradiction(at, what, format_tonnes(there), format_tonnes(file), way))
    if notice.figures_include_prior != past.includes_prior:
        words = {True: _("includes earlier batches"), False: _("comes on top of earlier batches")}
        there_word, given_word = words[notice.figures_include_prior], words[past.includes_prior]
        plan.contradictions.append(Contradiction(head.at, notice.title, there_word, given_word, way))
