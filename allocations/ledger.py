"""The only writer of quota: locks the accounts in a fixed order, moves, and lets the database refuse what does not fit."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from allocations.models import (
    ClosedYear,
    EnterpriseAllocation,
    FilingLine,
    GroupAllocation,
    Lapse,
    NoticeTotal,
    QuotaAccount,
    QuotaTransfer,
    Reduction,
    ReleaseLine,
    Takeover,
)
from common.constraints import Refusal, constraint_refused
from common.periods import instant_in_words
from common.quantities import Category, format_tonnes
from enterprises.models import Enterprise

Cause = NoticeTotal | GroupAllocation | EnterpriseAllocation | FilingLine | Reduction | ReleaseLine | Takeover | Lapse


@dataclass(frozen=True)
class Holder:
    """Who an account belongs to: the nation (neither), a group or an enterprise."""

    group: Organisation | None = None
    enterprise: Enterprise | None = None

    @property
    def kind(self) -> str:
        if self.group:
            return QuotaAccount.Holder.GROUP
        return QuotaAccount.Holder.ENTERPRISE if self.enterprise else QuotaAccount.Holder.NATION

    @property
    def keys(self) -> tuple[int | None, int | None]:
        """Those of the group and of the enterprise."""
        return self.group.pk if self.group else None, self.enterprise.pk if self.enterprise else None

    @property
    def name(self) -> str:
        owner = self.group or self.enterprise
        return owner.name if owner else str(QuotaAccount.Holder.NATION.label)


NATION = Holder()
# Both databases call the columns of VALUES so.
_UPDATE = (
    "UPDATE allocations_quotaaccount SET balance = new.column2, lapsed = new.column3 FROM (VALUES %s) AS new"
    " WHERE allocations_quotaaccount.id = new.column1"
)


@dataclass(frozen=True)
class Move:
    """`tonnes` (t REO) from one holder to another; None is the ministries' own act of issuing.

    A negative amount moves the other way.
    """

    source: Holder | None
    target: Holder | None
    category: str
    tonnes: Decimal
    cause: Cause


def move(
    moves: Sequence[Move], *, year: int, at: datetime, by: User, after_closing: bool = False
) -> list[QuotaTransfer]:
    """Makes every movement, or none. Raises Refusal where a balance would fall below zero, and where the year is closed.

    `after_closing` is for the correction of a notice of a closed year, which books what lapses with it.

    Movements of zero leave no row. Within one call what comes in is booked before what goes out, so that a
    redistribution inside a group does not depend on the order of its lines.
    """
    straight = [_normalised(step) for step in moves if step.tonnes]
    with transaction.atomic():
        accounts = _locked_accounts(straight, year)
        if not after_closing:
            _refuse_closed(straight, year)
        changes: dict[int, Decimal] = {}
        transfers = [_transfer(step, accounts, changes, at=at, by=by) for step in straight]
        _book(accounts, changes)
        return QuotaTransfer.objects.bulk_create(transfers)


def accounts_of(moves: Iterable[Move], year: int) -> dict[tuple[Holder, str], QuotaAccount]:
    """The accounts that movements would touch, locked; those that are not there yet are opened."""
    return _locked_accounts([_normalised(step) for step in moves if step.tonnes], year)


def _refuse_closed(moves: Iterable[Move], year: int) -> None:
    """Asked under the locks of the accounts, which closing takes as well."""
    if all(isinstance(step.cause, Lapse) for step in moves):
        return
    closed = ClosedYear.objects.filter(year=year).first()
    if closed is not None:
        raise year_closed(closed)


def year_closed(closed: ClosedYear) -> Refusal:
    """What is said when quota of a closed year is to move."""
    return Refusal(
        "year_closed",
        _(
            "The year %(year)s was closed at %(at)s: its unused quota has lapsed and can no longer be moved. "
            "Corrections are made in a new edition of the year's statement."
        )
        % {"year": closed.year, "at": instant_in_words(closed.closed_at)},
    )


def _normalised(step: Move) -> Move:
    if step.tonnes > 0:
        return step
    return Move(step.target, step.source, step.category, -step.tonnes, step.cause)


def _locked_accounts(moves: Iterable[Move], year: int) -> dict[tuple[Holder, str], QuotaAccount]:
    wanted = {(end, step.category) for step in moves for end in (step.source, step.target) if end is not None}
    found = _lock(wanted, year)
    missing = [end for end in wanted if end not in found]
    if missing:
        # In one order as well: two that open the same accounts must not wait for each other.
        for holder, category in sorted(missing, key=lambda end: (*map(str, end[0].keys), end[1])):
            _open(holder, category, year)
        found = _lock(wanted, year)
    return found


def _lock(wanted: set[tuple[Holder, str]], year: int) -> dict[tuple[Holder, str], QuotaAccount]:
    """Those of the accounts that exist; in one fixed order, so that two movements queue instead of dead-locking."""
    kinds = {holder.kind for holder, _category in wanted}
    owners = Q(group__in={holder.group.pk for holder, _category in wanted if holder.group})
    owners |= Q(enterprise__in={holder.enterprise.pk for holder, _category in wanted if holder.enterprise})
    if QuotaAccount.Holder.NATION in kinds:
        owners |= Q(holder=QuotaAccount.Holder.NATION)
    rows = QuotaAccount.objects.filter(owners, year=year, category__in={category for _holder, category in wanted})
    known = {(row.group_id, row.enterprise_id, row.category): row for row in rows.select_for_update().order_by("pk")}
    found = {end: known.get((*end[0].keys, end[1])) for end in wanted}
    return {end: row for end, row in found.items() if row is not None}


def _open(holder: Holder, category: str, year: int) -> None:
    QuotaAccount.objects.get_or_create(
        holder=holder.kind, group=holder.group, enterprise=holder.enterprise, year=year, category=category
    )


def _transfer(
    step: Move,
    accounts: dict[tuple[Holder, str], QuotaAccount],
    changes: dict[int, Decimal],
    *,
    at: datetime,
    by: User,
) -> QuotaTransfer:
    source = accounts[step.source, step.category] if step.source else None
    target = accounts[step.target, step.category] if step.target else None
    if source:
        changes[source.pk] = changes.get(source.pk, Decimal(0)) - step.tonnes
    if target:
        changes[target.pk] = changes.get(target.pk, Decimal(0)) + step.tonnes
    if isinstance(step.cause, Lapse):
        _note_lapse(source, target, step.tonnes)
    return QuotaTransfer(
        source=source,
        target=target,
        tonnes=step.tonnes,
        notice_total=step.cause if isinstance(step.cause, NoticeTotal) else None,
        group_allocation=step.cause if isinstance(step.cause, GroupAllocation) else None,
        filing_line=step.cause if isinstance(step.cause, FilingLine) else None,
        reduction=step.cause if isinstance(step.cause, Reduction) else None,
        enterprise_allocation=step.cause if isinstance(step.cause, EnterpriseAllocation) else None,
        release_line=step.cause if isinstance(step.cause, ReleaseLine) else None,
        takeover=step.cause if isinstance(step.cause, Takeover) else None,
        lapse=step.cause if isinstance(step.cause, Lapse) else None,
        moved_by=by,
        at=at,
    )


def _note_lapse(source: QuotaAccount | None, target: QuotaAccount | None, tonnes: Decimal) -> None:
    """What leaves an account because its year ends stays known as lapsed; what comes back is lapsed no more."""
    if source is not None:
        source.lapsed += tonnes
    if target is not None:
        target.lapsed -= tonnes


def _book(accounts: Mapping[tuple[Holder, str], QuotaAccount], changes: Mapping[int, Decimal]) -> None:
    """Every balance in one statement. The database refuses; which account falls short is known under its lock."""
    refusals = {}
    for (holder, category), account in accounts.items():
        change = changes.get(account.pk, Decimal(0))
        if account.balance + change < 0:
            refusals["quota_balance_not_negative"] = _exceeded(account, -change, holder, category)
        account.balance += change
    with constraint_refused(refusals):
        _write(accounts.values())


def _write(accounts: Collection[QuotaAccount]) -> None:
    """As `bulk_update` would, without the time that putting together its statement takes."""
    if accounts:
        prepared = QuotaAccount._meta.get_field("balance").get_prep_value
        values = [
            number
            for account in accounts
            for number in (account.pk, prepared(account.balance), prepared(account.lapsed))
        ]
        with connection.cursor() as cursor:
            cursor.execute(_UPDATE % ", ".join(["(%s, %s, %s)"] * len(accounts)), values)


def _exceeded(account: QuotaAccount, asked: Decimal, holder: Holder, category: str) -> Refusal:
    return Refusal(
        "quota_exceeded",
        _(
            "%(holder)s has %(left)s t REO of %(category)s left in %(year)s, and %(asked)s t would have to leave it; "
            "reduce the figures by %(excess)s t."
        )
        % {
            "holder": holder.name,
            "left": format_tonnes(account.balance),
            "category": Category(category).label,
            "year": account.year,
            "asked": format_tonnes(asked),
            "excess": format_tonnes(asked - account.balance),
        },
    )
