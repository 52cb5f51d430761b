"""What the year's quota is, by nation, group and enterprise: reads over the ledger, as of an instant."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q, Sum

from accounts.models import Organisation
from allocations.models import GroupAllocation, QuotaAccount, QuotaTransfer
from common.quantities import Category

ZERO = Decimal(0)
Key = tuple[int, str]


@dataclass(frozen=True)
class GroupQuota:
    """A group's share of a category for the year, t REO: what it has split and what remains to split."""

    share: Decimal
    remaining: Decimal

    @property
    def split(self) -> Decimal:
        return self.share - self.remaining


@dataclass(frozen=True)
class NationQuota:
    """The national total of a category for the year, t REO, and the reserve not given to groups."""

    total: Decimal
    reserve: Decimal

    @property
    def allocated(self) -> Decimal:
        return self.total - self.reserve


def enterprise_quotas(
    year: int,
    *,
    enterprises: Iterable[int] | None = None,
    as_of: datetime | None = None,
    given_by: Organisation | None = None,
) -> dict[Key, Decimal]:
    """Quota by (enterprise id, category), t REO; as known at `as_of`, else now; of one group's giving, if named."""
    accounts = QuotaAccount.objects.filter(holder=QuotaAccount.Holder.ENTERPRISE, year=year)
    if enterprises is not None:
        accounts = accounts.filter(enterprise__in=enterprises)
    if as_of is None and given_by is None:
        return {(row.enterprise_id or 0, row.category): row.balance for row in accounts}
    balances = _balances(year, as_of, given_by)
    return {(row.enterprise_id or 0, row.category): balances.get(row.pk, ZERO) for row in accounts}


def group_quotas(year: int, *, as_of: datetime | None = None) -> dict[Key, GroupQuota]:
    """Share and remainder by (group id, category); the share is everything the nation has transferred to it."""
    accounts = list(QuotaAccount.objects.filter(holder=QuotaAccount.Holder.GROUP, year=year))
    balances = {row.pk: row.balance for row in accounts} if as_of is None else _balances(year, as_of)
    came = _moved(as_of, Q(source__holder="nation", source__year=year), "target")
    went = _moved(as_of, Q(target__holder="nation", target__year=year), "source")
    return {
        (row.group_id or 0, row.category): GroupQuota(
            share=came.get(row.pk, ZERO) - went.get(row.pk, ZERO), remaining=balances.get(row.pk, ZERO)
        )
        for row in accounts
    }


def nation_quotas(year: int, *, as_of: datetime | None = None) -> dict[str, NationQuota]:
    """Total and reserve by category."""
    accounts = list(QuotaAccount.objects.filter(holder=QuotaAccount.Holder.NATION, year=year))
    balances = {row.pk: row.balance for row in accounts} if as_of is None else _balances(year, as_of)
    came = _moved(as_of, Q(source=None, target__year=year), "target")
    went = _moved(as_of, Q(target=None, source__year=year), "source")
    return {
        row.category: NationQuota(
            total=came.get(row.pk, ZERO) - went.get(row.pk, ZERO), reserve=balances.get(row.pk, ZERO)
        )
        for row in accounts
    }


def shares_of(group: Organisation, year: int) -> dict[str, Decimal]:
    """One group's share of the year by category, t REO."""
    quotas = group_quotas(year)
    return {category: quota.share for (group_id, category), quota in quotas.items() if group_id == group.pk}


def stated_before(year: int, batch: int) -> dict[Key, Decimal]:
    """What issued notices of earlier batches gave each group, by (group id, category): the sum of increments."""
    rows = (
        GroupAllocation.objects.of_issued(year)
        .filter(notice__batch__lt=batch)
        .values_list("group_id", "category")
        .annotate(tonnes=Sum("increment"))
    )
    return {(group, category): tonnes or ZERO for group, category, tonnes in rows}


def categories_in_order() -> list[Category]:
    """The categories in the order of annex 1."""
    return [Category.MINING_ROCK, Category.MINING_IONIC, Category.SEPARATION]


def _balances(year: int, as_of: datetime | None, given_by: Organisation | None = None) -> dict[int, Decimal]:
    which = Q(filing_line__filing__group=given_by) | Q(reduction__group=given_by) if given_by else Q()
    came = _moved(as_of, which & Q(target__year=year), "target")
    went = _moved(as_of, which & Q(source__year=year), "source")
    return {pk: came.get(pk, ZERO) - went.get(pk, ZERO) for pk in {*came, *went}}


def _moved(as_of: datetime | None, which: Q, end: str) -> dict[int, Decimal]:
    """Tonnes moved by the account at one end (“source” or “target”). `which` names the year at one end, not at either:
    then the few accounts of the nation lead to their transfers, however many the enterprises have."""
    moves = QuotaTransfer.objects.filter(which)
    if as_of is not None:
        moves = moves.filter(at__lte=as_of)
    rows = moves.values_list(end).annotate(moved=Sum("tonnes")).order_by()
    return {account: moved for account, moved in rows if account is not None}
