"""Unused quota lapses at the end of its year, without carry-over: one line in the ledger each."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models import User
from allocations import ledger
from allocations.ledger import NATION, Holder, Move
from allocations.models import ClosedYear, Filing, Lapse, Notice, QuotaAccount, Reduction, Release
from allocations.reads.filing_checks import produced_of
from audit.services.record import record
from common.constraints import Refusal
from deadlines.models import Obligation

ZERO = Decimal(0)
# Output of the year by (enterprise id, category), t REO.
Outputs = Mapping[tuple[int, str], Decimal]


def refuse_unfinished(year: int) -> None:
    """Raises Refusal while a split, a reduction or a release of the year is under way: its quota could still move."""
    waiting = [
        *Filing.objects.open().filter(year=year).select_related("group"),
        *Reduction.objects.filter(year=year, state=Reduction.State.DRAFT),
        *Release.objects.filter(year=year, state=Release.State.DRAFT),
    ]
    obligations = (
        Obligation.objects.open().filter(kind=Obligation.Kind.FILING, year=year).select_related("organisation")
    )
    names = [*map(str, waiting), *map(str, obligations)]
    if names:
        raise Refusal(
            "quota_under_way",
            _("Quota of %(year)s can still move: %(what)s. Decide or withdraw it first.")
            % {"year": year, "what": _("; ").join(names)},
        )


def refuse_closed(year: int) -> None:
    """Raises Refusal when the year is closed: nothing of its quota is split, reduced or released any more."""
    closed = ClosedYear.objects.filter(year=year).first()
    if closed is not None:
        raise ledger.year_closed(closed)


def lapse_year(*, year: int, outputs: Outputs, edition: int, at: datetime, by: User) -> Decimal:
    """Books what every account of the year has not used, and closes the year to every other movement.

    An enterprise has used its output, up to its quota; what a group did not split and the nation did not give lapses
    whole. A later edition books the differences. Returns the tonnes that lapsed in this edition. In the caller's
    transaction.
    """
    accounts = list(
        QuotaAccount.objects.select_for_update(of=("self",))
        .filter(year=year)
        .select_related("group", "enterprise")
        .order_by("pk")
    )
    moves = []
    for account in accounts:
        used = _used(account, outputs)
        change = account.balance - used
        if change:
            lapse = Lapse(account=account, edition=edition, used=used, change=change)
            moves.append(Move(_holder(account), None, account.category, change, lapse))
    Lapse.objects.bulk_create([move.cause for move in moves if isinstance(move.cause, Lapse)])
    ledger.move(moves, year=year, at=at, by=by)
    closed, made = ClosedYear.objects.get_or_create(year=year, defaults={"closed_at": at, "closed_by": by})
    total = sum((move.tonnes for move in moves), ZERO)
    if made:
        record("quota.close_year", by=by, subject=closed, after={"year": year, "lapsed": str(total)})
    return total


def is_closed(year: int) -> bool:
    """Whether the year's quota has lapsed. Ask it under the locks of the accounts."""
    return ClosedYear.objects.filter(year=year).exists()


def lapses_with(moves: Sequence[Move], *, correction: Notice) -> list[Move]:
    """What a correction's movements change in what has lapsed of a closed year, for the accounts that they touch.

    What comes to an account lapses as far as it was not used; what leaves it was lapsed before. Where an account has
    less than has to leave it nothing is moved here: the ledger refuses with the figures.
    """
    accounts = ledger.accounts_of(moves, correction.year)
    changes: dict[tuple[Holder, str], Decimal] = {}
    for step in moves:
        for holder, tonnes in ((step.source, -step.tonnes), (step.target, step.tonnes)):
            if holder is not None:
                key = holder, step.category
                changes[key] = changes.get(key, ZERO) + tonnes
    enterprises = {account.enterprise_id for account in accounts.values() if account.enterprise_id is not None}
    outputs = produced_of(correction.year, enterprises) if enterprises else {}
    lapses = []
    for (holder, category), account in accounts.items():
        quota = max(account.quota + changes[holder, category], ZERO)
        made = outputs.get((account.enterprise_id or 0, category), ZERO) if account.enterprise_id else ZERO
        used = min(made, quota)
        change = quota - used - account.lapsed
        if change:
            lapse = Lapse(account=account, correction=correction, used=used, change=change)
            lapses.append(Move(holder, None, category, change, lapse))
    Lapse.objects.bulk_create([step.cause for step in lapses if isinstance(step.cause, Lapse)])
    return lapses


def _used(account: QuotaAccount, outputs: Outputs) -> Decimal:
    if account.enterprise_id is None:
        return ZERO
    made = outputs.get((account.enterprise_id, account.category), ZERO)
    return min(made, account.quota)


def _holder(account: QuotaAccount) -> Holder:
    if account.enterprise is not None:
        return Holder(enterprise=account.enterprise)
    return Holder(group=account.group) if account.group is not None else NATION
