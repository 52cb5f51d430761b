"""What the last signature under a notice does: the ledger follows, and the groups' duties begin."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from accounts.models import Organisation, User
from allocations import ledger
from allocations.ledger import NATION, Holder, Move
from allocations.models import EnterpriseAllocation, GroupAllocation, Notice, QuotaAccount
from allocations.reads.notice_facts import facts_of, figure_violations
from allocations.reads.notice_terms import due_of
from allocations.reads.quotas import totals_before
from allocations.reads.reporting_years import had_quota_before
from allocations.rules.notice_sums import NoticeFacts, increments
from allocations.rules.violations import Violation
from allocations.services.lapses import is_closed, lapses_with
from allocations.services.reporting_years import open_months
from allocations.services.takeovers import carry_out, open_successions
from allocations.transitions import NOTICE
from audit.services.record import record
from common.constraints import NotValid
from common.periods import day_of, now, speaks_chinese, start_of, today
from common.workflow import next_state
from deadlines.models import Obligation
from deadlines.services.followups import drop
from deadlines.services.obligations import move_filings, open_filing_obligation
from enterprises.models import Enterprise

ZERO = Decimal(0)
LABELS = dict(Notice.State.choices)


def refuse_violations(violations: list[Violation]) -> None:
    """Raises NotValid with the sentences by cell, if there are any."""
    if violations:
        chinese = speaks_chinese()
        cells = {violation.cell: violation.sentence(chinese=chinese) for violation in violations}
        raise NotValid(violations[0].code, " ".join(cells.values()), cells=cells)


def move_quota(notice: Notice, *, at: datetime, by: User) -> None:
    """Checks the figures as the year is now, and books what they change. Raises NotValid or Refusal with figures."""
    for merger in open_successions():
        carry_out(merger, by=by)
    # Splits and releases of the year wait from here on: what is checked below is what the ledger then moves.
    list(QuotaAccount.objects.select_for_update().filter(year=notice.year).order_by("pk"))
    facts = facts_of(notice)
    refuse_violations(figure_violations(notice))
    lines = _lines_with_absent(notice, facts)
    direct = _direct_with_absent(notice, facts)
    moves = [*_national_moves(notice), *_group_moves(lines), *_direct_moves(direct)]
    EnterpriseAllocation.objects.bulk_update(direct, ["increment"])
    GroupAllocation.objects.bulk_update(lines, ["increment"])
    # Of a closed year only a mistake is corrected: what comes or goes lapses, or had lapsed, in the same moment.
    closed = notice.kind == Notice.Kind.CORRECTION and is_closed(notice.year)
    if closed:
        moves += lapses_with(moves, correction=notice)
    # Taking back frees the nation's balance before giving out needs it; the ledger books the sum per account.
    ledger.move(moves, year=notice.year, at=at, by=by, after_closing=closed)


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
    had = totals_before(notice)
    moves = []
    for row in notice.totals.all():
        increment = row.stated - had.get(row.category, ZERO) if notice.states_whole else row.stated
        moves.append(Move(None, NATION, row.category, increment, row))
    return moves


def _group_moves(lines: list[GroupAllocation]) -> list[Move]:
    return [Move(NATION, Holder(group=line.group), line.category, line.increment or ZERO, line) for line in lines]


def open_obligations(notice: Notice, *, by: User) -> None:
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


def follow_correction(correction: Notice, base: Notice, *, by: User) -> None:
    """The duties follow a correction: deadlines to file move, months that are not over have the corrected day, and who
    got quota by it files and reports. Nothing more is asked about a closed year."""
    if is_closed(base.year):
        return
    move_filings(period=base.period, due=due_of(correction), by=by)
    open_obligations(correction, by=by)
    reporting = Obligation.objects.filter(kind=Obligation.Kind.MONTHLY_REPORT, year=base.year).values("organisation")
    for group in Organisation.objects.filter(pk__in=reporting).order_by("position", "pk"):
        open_months(group=group, year=base.year, asked=False, by=by)


def close_obligations(notice: Notice, *, by: User) -> None:
    """The filings that a revoked notice asked for are no longer waited for; what was filed stays on record."""
    drop(Obligation.objects.filter(kind=Obligation.Kind.FILING, period=notice.period), by=by)


def step(notice: Notice, action: str, *, by: User, old: Mapping[str, Any] | None = None, **details: Any) -> None:
    """Applies one step of the workflow and its audit line."""
    before = notice.state
    notice.state = next_state(NOTICE, before, action, LABELS)
    moved = notice.state != before
    notice.save(update_fields=["state", "issued_at", "return_reason", "return_fields"])
    record(
        f"notice.{action}",
        by=by,
        subject=notice,
        before={**({"state": before} if moved else {}), **(old or {})},
        after={**({"state": notice.state} if moved else {}), **details},
    )
