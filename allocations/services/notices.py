"""Drafting, signing and issuing a notice."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.reads.staleness import done_already, refuse_if_changed
from allocations import ledger, permissions
from allocations.files.notice_file import FIGURES, NoticeForm, sentences
from allocations.ledger import NATION, Holder, Move
from allocations.models import (
    EnterpriseAllocation,
    GroupAllocation,
    Notice,
    NoticeTotal,
    OfWhich,
    QuotaAccount,
    Signature,
)
from allocations.reads.quotas import (
    direct_before,
    enterprise_quotas,
    folded,
    group_quotas,
    nation_quotas,
    stated_before,
    successors_on,
)
from allocations.reads.reporting_years import had_quota_before
from allocations.rules.notice_sums import NoticeFacts, Share, check_notice, increments
from allocations.rules.violations import Violation
from allocations.services.reporting_years import open_months
from allocations.services.takeovers import carry_out, open_successions
from allocations.transitions import NOTICE
from audit.services.record import record
from common.constraints import NotValid, Refusal, constraint_refused
from common.periods import day_of, now, speaks_chinese, start_of, today
from common.workflow import next_state, refusal_of
from deadlines.models.derivations import DueDay
from deadlines.services.calendar import current_calendar
from deadlines.services.obligations import filing_due, open_filing_obligation
from enterprises.models import Enterprise

T = TypeVar("T")
ZERO = Decimal(0)
LABELS = dict(Notice.State.choices)


def load_notice(*, data: Mapping[str, Any], by: User) -> Notice:
    """Makes a draft from the JSON form of a notice. Raises NotValid with a sentence per fault, by path."""
    refusal_of(permissions.draft_notice(by))
    form = NoticeForm(data=data)
    if not form.is_valid():
        raise NotValid("notice_not_valid", _("The notice cannot be loaded."), cells=sentences(form.errors))
    values = dict(form.validated_data)
    batch_taken = _batch_taken(values)
    number_taken = Refusal("number_exists", _("Another notice bears this document number; correct it."))
    with (
        transaction.atomic(),
        constraint_refused(
            {
                "notice_batch_once_a_year": batch_taken,
                "allocations_notice.year, allocations_notice.batch": batch_taken,
                "notice_document_number_once": number_taken,
                "allocations_notice.document_number": number_taken,
            }
        ),
    ):
        notice = _store(values, by)
        _refuse_faults(check_notice(facts_of(notice)))
        record("notice.draft", by=by, subject=notice, after={"period": notice.period, "title": notice.title})
    return notice


def preview_notice(*, data: Mapping[str, Any], by: User, look: Callable[[Notice], T]) -> tuple[T, dict[str, str]]:
    """What `look` sees of the notice as it would be, with the sentences against it; nothing is stored.

    Raises NotValid where the data make no notice at all.
    """
    refusal_of(permissions.draft_notice(by))
    form = NoticeForm(data=data)
    if not form.is_valid():
        raise NotValid("notice_not_valid", _("The notice cannot be loaded."), cells=sentences(form.errors))
    values = dict(form.validated_data)
    if Notice.objects.filter(year=values["year"], batch=values["batch"]).exists():
        raise _batch_taken(values)
    with transaction.atomic():
        notice = _store(values, by)
        seen, faults = look(notice), standing_faults(notice)
        transaction.set_rollback(True)
    return seen, faults


def standing_faults(notice: Notice) -> dict[str, str]:
    """What stands against a notice that is not issued, as the year is now: sentences by cell."""
    chinese = speaks_chinese()
    return {fault.cell: fault.sentence(chinese=chinese) for fault in check_notice(facts_of(notice))}


def _batch_taken(values: Mapping[str, Any]) -> Refusal:
    return Refusal(
        "batch_exists",
        _("The %(year)s notice of batch %(batch)s exists already; open it, or give another batch.")
        % {"year": values["year"], "batch": values["batch"]},
    )


def _store(values: dict[str, Any], by: User) -> Notice:
    totals, reserve = values.pop("totals"), values.pop("reserve", {})
    rows, term, direct = values.pop("allocations", []), values.pop("filing"), values.pop("enterprises", [])
    notice = Notice.objects.create(
        **values,
        filing_working_days=term.get("working_days"),
        filing_fixed_day=term.get("fixed_day"),
        drafted_by=by,
        drafted_at=now(),
    )
    for category in FIGURES:
        if category in totals:
            NoticeTotal.objects.create(
                notice=notice, category=category, stated=totals[category], reserve=reserve.get(category, ZERO)
            )
    for row in rows:
        _store_row(notice, row)
    EnterpriseAllocation.objects.bulk_create(
        EnterpriseAllocation(notice=notice, enterprise=row["enterprise"], category=category, stated=row[category])
        for row in direct
        for category in FIGURES
        if category in row
    )
    return notice


def _store_row(notice: Notice, row: dict[str, Any]) -> None:
    for category in FIGURES:
        if category not in row:
            continue
        allocation = GroupAllocation.objects.create(
            notice=notice, group=row["group"], category=category, stated=row[category]
        )
        OfWhich.objects.bulk_create(
            OfWhich(allocation=allocation, name=part["name"], stated=part[category])
            for part in row.get("of_which", ())
            if category in part
        )


def facts_of(notice: Notice) -> NoticeFacts:
    """What the rules need of a notice: its figures, and what each group has and has not split this year."""
    totals = list(notice.totals.all())
    lines = list(notice.allocations.select_related("group").prefetch_related("of_which"))
    prior = {key: tonnes for key, tonnes in stated_before(notice).items() if tonnes}
    # A merger whose takeover is still to come: what the predecessor has left counts as the successor's.
    left = {key: quota.remaining for key, quota in group_quotas(notice.year).items()}
    left = folded(left, successors_on(today()))
    shares = []
    # A group that an including notice no longer names gives back what it had: its share is then nothing.
    groups = {line.group_id: line.group for line in lines}
    if notice.figures_include_prior:
        absent = {group for group, _category in prior} - set(groups)
        groups |= {group.pk: group for group in Organisation.objects.filter(pk__in=absent)}
    for pk, group in groups.items():
        own = [line for line in lines if line.group_id == pk]
        shares.append(
            Share(
                group=group.name_zh,
                stated={line.category: line.stated for line in own},
                prior={category: tonnes for (holder, category), tonnes in prior.items() if holder == pk},
                unsplit={category: tonnes for (holder, category), tonnes in left.items() if holder == pk},
                of_which={
                    line.category: sum((part.stated for part in line.of_which.all()), ZERO)
                    for line in own
                    if line.of_which.all()
                },
            )
        )
    return NoticeFacts(
        totals={row.category: row.stated for row in totals},
        reserve={row.category: row.reserve for row in totals},
        shares=(*shares, *_direct_shares(notice)),
        includes_prior=notice.figures_include_prior,
    )


def _direct_shares(notice: Notice) -> list[Share]:
    """The rows that name enterprises, with what each has had and holds this year."""
    lines = list(notice.enterprise_allocations.select_related("enterprise"))
    prior = {key: tonnes for key, tonnes in direct_before(notice).items() if tonnes}
    enterprises = {line.enterprise_id: line.enterprise for line in lines}
    if notice.figures_include_prior:
        absent = {enterprise for enterprise, _category in prior} - set(enterprises)
        enterprises |= {row.pk: row for row in Enterprise.objects.filter(pk__in=absent)}
    held = enterprise_quotas(notice.year, enterprises=list(enterprises)) if enterprises else {}
    return [
        Share(
            group=enterprise.name_zh,
            stated={line.category: line.stated for line in lines if line.enterprise_id == pk},
            prior={category: tonnes for (holder, category), tonnes in prior.items() if holder == pk},
            unsplit={category: tonnes for (holder, category), tonnes in held.items() if holder == pk},
            of_which={},
            enterprise=pk,
        )
        for pk, enterprise in enterprises.items()
    ]


def _refuse_faults(faults: list[Violation]) -> None:
    if faults:
        chinese = speaks_chinese()
        cells = {fault.cell: fault.sentence(chinese=chinese) for fault in faults}
        raise NotValid(faults[0].code, " ".join(cells.values()), cells=cells)


@transaction.atomic
def send_for_signature(*, notice: Notice, by: User, seen: int | None = None) -> None:
    """The drafting ministry's clerk sends a draft whose sums agree to both ministries. Sent twice, it is sent once."""
    notice = _locked(notice)
    refusal_of(permissions.review_notice(by, notice))
    if done_already(notice, "notice.review"):
        return
    refuse_if_changed(notice, seen, by=by)
    _refuse_faults(check_notice(facts_of(notice)))
    _step(notice, "review", by=by)


@transaction.atomic
def return_to_draft(*, notice: Notice, reason: str, by: User, seen: int | None = None) -> None:
    """A signer returns the notice with a reason; signatures given so far are void, and the log keeps them."""
    notice = _locked(notice)
    refusal_of(permissions.return_notice(by, notice))
    if done_already(notice, "notice.return"):
        return
    refuse_if_changed(notice, seen, by=by)
    if not reason.strip():
        raise NotValid("reason_missing", _("Say why it is returned."), cells={"reason": _("Say why it is returned.")})
    void = [str(signature) for signature in notice.signatures.all()]
    notice.signatures.all().delete()
    _step(notice, "return", by=by, reason=reason, void_signatures=void)


@transaction.atomic
def sign_notice(*, notice: Notice, by: User, seen: int | None = None) -> Notice:
    """A ministry signs; with both signatures the notice is issued in the same transaction.

    A ministry that has signed has signed: a second time, by whomever of it, changes nothing. `seen` is the number
    of the last event that the signer's page knew of; raises Refusal with what has changed since.
    """
    notice = _locked(notice)
    refusal = permissions.sign_notice(by, notice)
    if refusal is not None and refusal.code == "signed_already":
        return notice
    refusal_of(refusal)
    # The other ministry's signature changes nothing of what is signed.
    refuse_if_changed(notice, seen, by=by, ignoring=("notice.sign",))
    _step(notice, "sign", by=by)
    Signature.objects.create(
        notice=notice, organisation=by.organisation, signed_by=by, signed_for=by.acting_for, signed_at=now()
    )
    signed = set(notice.signatures.values_list("organisation__kind", flat=True))
    if signed >= {Organisation.Kind.MIIT, Organisation.Kind.MNR}:
        _issue(notice, by=by)
    return notice


def _issue(notice: Notice, *, by: User) -> None:
    for merger in open_successions():
        carry_out(merger, by=by)
    # Splits and releases of the year wait from here on: what is checked below is what the ledger then moves.
    list(QuotaAccount.objects.select_for_update().filter(year=notice.year).order_by("pk"))
    facts = facts_of(notice)
    _refuse_faults(check_notice(facts))
    at = now()
    lines = _lines_with_absent(notice, facts)
    direct = _direct_with_absent(notice, facts)
    moves = [*_national_moves(notice), *_group_moves(lines), *_direct_moves(direct)]
    EnterpriseAllocation.objects.bulk_update(direct, ["increment"])
    GroupAllocation.objects.bulk_update(lines, ["increment"])
    # Taking back frees the nation's balance before giving out needs it; the ledger books the sum per account.
    ledger.move(moves, year=notice.year, at=at, by=by)
    notice.issued_at = at
    _step(notice, "issue", by=by, totals={row.category: str(row.stated) for row in notice.totals.all()})
    _open_obligations(notice, by=by)


def _lines_with_absent(notice: Notice, facts: NoticeFacts) -> list[GroupAllocation]:
    """Annex 1's lines with their increments; a category that an including notice leaves out gets a line of 0."""
    lines = {(line.group.name_zh, line.category): line for line in notice.allocations.select_related("group")}
    for share in facts.of_groups:
        for category, increment in increments(facts, share).items():
            line = lines.get((share.group, category))
            if line is None:
                group = Organisation.objects.groups().get(name_zh=share.group)
                line = GroupAllocation.objects.create(notice=notice, group=group, category=category, stated=ZERO)
                lines[share.group, category] = line
            line.increment = increment
    return list(lines.values())


def _direct_with_absent(notice: Notice, facts: NoticeFacts) -> list[EnterpriseAllocation]:
    """The rows that name enterprises with their increments, the same way."""
    lines = {(line.enterprise_id, line.category): line for line in notice.enterprise_allocations.all()}
    for share in facts.of_enterprises:
        for category, increment in increments(facts, share).items():
            key = (share.enterprise or 0, category)
            if key not in lines:
                lines[key] = EnterpriseAllocation.objects.create(
                    notice=notice, enterprise_id=key[0], category=category, stated=ZERO
                )
            lines[key].increment = increment
    return list(lines.values())


def _direct_moves(lines: list[EnterpriseAllocation]) -> list[Move]:
    enterprises = Enterprise.objects.in_bulk([line.enterprise_id for line in lines])
    return [
        Move(NATION, Holder(enterprise=enterprises[line.enterprise_id]), line.category, line.increment or ZERO, line)
        for line in lines
    ]


def _national_moves(notice: Notice) -> list[Move]:
    had = nation_quotas(notice.year)
    moves = []
    for row in notice.totals.all():
        before = had[row.category].total if row.category in had else ZERO
        increment = row.stated - before if notice.figures_include_prior else row.stated
        moves.append(Move(None, NATION, row.category, increment, row))
    return moves


def _group_moves(lines: list[GroupAllocation]) -> list[Move]:
    return [Move(NATION, Holder(group=line.group), line.category, line.increment or ZERO, line) for line in lines]


def _open_obligations(notice: Notice, *, by: User) -> None:
    """A filing for each group that got quota, and its reports of the whole year, January to December (通知七)."""
    groups = {line.group_id: line.group for line in notice.allocations.select_related("group") if line.stated}
    for group in groups.values():
        open_filing_obligation(
            organisation=group,
            year=notice.year,
            batch=notice.batch,
            clock_day=notice.clock_day,
            clock_kind=notice.clock_starts_on,
            working_days=notice.filing_working_days,
            fixed_day=notice.filing_fixed_day,
            opens_at=notice.issued_at or start_of(day_of(now())),
            by=by,
        )
    # Enterprises that are issued quota directly still report through the group they belong to.
    for line in notice.enterprise_allocations.select_related("enterprise").prefetch_related(
        "enterprise__memberships__group"
    ):
        home = line.enterprise.group_on(day_of(now()))
        if home is not None and line.stated:
            groups[home.pk] = home
    continuing = had_quota_before(notice.year, today())
    for group in groups.values():
        open_months(group=group, year=notice.year, asked=group.pk not in continuing, by=by)


def due_of(notice: Notice) -> DueDay:
    """When the groups' filings are or will be due, with the derivation."""
    return filing_due(
        clock_day=notice.clock_day,
        clock_kind=notice.clock_starts_on,
        working_days=notice.filing_working_days,
        fixed_day=notice.filing_fixed_day,
        calendar=current_calendar(),
    )


def _locked(notice: Notice) -> Notice:
    return Notice.objects.select_for_update().get(pk=notice.pk)


def _step(notice: Notice, action: str, *, by: User, **details: Any) -> None:
    """Applies one step of the workflow and its audit line."""
    before = notice.state
    notice.state = next_state(NOTICE, before, action, LABELS)
    moved = notice.state != before
    notice.save(update_fields=["state", "issued_at"])
    record(
        f"notice.{action}",
        by=by,
        subject=notice,
        before={"state": before} if moved else {},
        after={**({"state": notice.state} if moved else {}), **details},
    )
