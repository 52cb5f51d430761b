"""What the year's quota is, by nation, group and enterprise: reads over the ledger, as of an instant."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Sum, Value

from accounts.models import Organisation, Succession, User
from allocations.models import (
    EnterpriseAllocation,
    GroupAllocation,
    Notice,
    QuotaAccount,
    QuotaTransfer,
    ReleaseLine,
    Takeover,
)
from common.periods import day_of, now
from common.quantities import Category

ZERO = Decimal(0)
Key = tuple[int, str]


@dataclass(frozen=True)
class GroupQuota:
    """A group's share of a category for the year, t REO: what it has split and what remains to split.

    What remained when the year was closed has lapsed.
    """

    share: Decimal
    remaining: Decimal
    lapsed: Decimal = ZERO

    @property
    def split(self) -> Decimal:
        return self.share - self.remaining


@dataclass(frozen=True)
class NationQuota:
    """The national total of a category for the year, t REO, and the reserve not given to groups."""

    total: Decimal
    reserve: Decimal
    lapsed: Decimal = ZERO

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
    """Quota by (enterprise id, category), t REO; as known at `as_of`, else now; of one group's giving, if named.

    What lapsed unused when the year was closed was quota of that year, and counts.
    """
    accounts = QuotaAccount.objects.filter(holder=QuotaAccount.Holder.ENTERPRISE, year=year)
    if enterprises is not None:
        accounts = accounts.filter(enterprise__in=enterprises)
    if as_of is None and given_by is None:
        rows = accounts.order_by().values_list("enterprise", "category", "balance", "lapsed")
        return {(enterprise or 0, category): balance + lapsed for enterprise, category, balance, lapsed in rows}
    balances = _balances(year, as_of, given_by)
    return {(row.enterprise_id or 0, row.category): balances.get(row.pk, ZERO) for row in accounts}


def province_quotas(year: int, *, as_of: datetime | None = None) -> dict[tuple[str, str], Decimal]:
    """The quota of the enterprises that lie in each province now, by (province's code, category), t REO."""
    accounts = QuotaAccount.objects.filter(holder=QuotaAccount.Holder.ENTERPRISE, year=year).order_by()
    if as_of is None:
        summed = accounts.values_list("enterprise__province", "category")
        rows = summed.annotate(held=Sum("balance"), let_go=Sum("lapsed"))
        return {(province or "", category): held + let_go for province, category, held, let_go in rows}
    balances, sums = _balances(year, as_of), dict[tuple[str, str], Decimal]()
    for pk, province, category in accounts.values_list("pk", "enterprise__province", "category"):
        key = (province or "", category)
        sums[key] = sums.get(key, ZERO) + balances.get(pk, ZERO)
    return sums


def group_quotas(year: int, *, as_of: datetime | None = None) -> dict[Key, GroupQuota]:
    """Share and remainder by (group id, category).

    The share is everything the nation has transferred to it, and what it took over from predecessors.
    """
    accounts = list(QuotaAccount.objects.filter(holder=QuotaAccount.Holder.GROUP, year=year))
    return _group_quotas(year, accounts, _moved_each(as_of, _of_groups(year)), as_of)


def nation_and_group_quotas(
    year: int, *, as_of: datetime | None = None
) -> tuple[dict[str, NationQuota], dict[Key, GroupQuota]]:
    """Those of the nation and of its groups in one go, for pages that show both."""
    holders = (QuotaAccount.Holder.NATION, QuotaAccount.Holder.GROUP)
    nation: list[QuotaAccount] = []
    groups: list[QuotaAccount] = []
    for account in QuotaAccount.objects.filter(holder__in=holders, year=year):
        (nation if account.holder == QuotaAccount.Holder.NATION else groups).append(account)
    moved = _moved_each(as_of, [*_of_nation(year), *_of_groups(year)])
    return _nation_quotas(year, nation, moved[:2], as_of), _group_quotas(year, groups, moved[2:], as_of)


def _of_nation(year: int) -> list[tuple[Q, str]]:
    return [(Q(source=None, target__year=year), "target"), (Q(target=None, source__year=year), "source")]


def _of_groups(year: int) -> list[tuple[Q, str]]:
    nation = QuotaAccount.Holder.NATION
    return [
        (Q(source__holder=nation, source__year=year), "target"),
        (Q(target__holder=nation, target__year=year), "source"),
    ]


def _group_quotas(
    year: int, accounts: list[QuotaAccount], moved: list[dict[int, Decimal]], as_of: datetime | None
) -> dict[Key, GroupQuota]:
    balances = {row.pk: row.quota for row in accounts} if as_of is None else _balances(year, as_of)
    (came, went), taken = moved, _taken_over(year, as_of)
    return {
        (row.group_id or 0, row.category): GroupQuota(
            share=came.get(row.pk, ZERO) - went.get(row.pk, ZERO) + taken.get((row.group_id or 0, row.category), ZERO),
            remaining=balances.get(row.pk, ZERO),
            lapsed=row.lapsed if as_of is None else ZERO,
        )
        for row in accounts
    }


def _taken_over(year: int, as_of: datetime | None) -> dict[Key, Decimal]:
    """What mergers added to each group's share, or took from it, t REO."""
    takeovers = Takeover.objects.filter(year=year)
    if as_of is not None:
        takeovers = takeovers.filter(at__lte=as_of)
    sums: dict[Key, Decimal] = {}
    ends = takeovers.values_list("succession__predecessor", "succession__successor", "category", "share")
    for predecessor, successor, category, share in ends:
        sums[predecessor, category] = sums.get((predecessor, category), ZERO) - share
        sums[successor, category] = sums.get((successor, category), ZERO) + share
    return sums


def successors_on(day: date) -> dict[int, int]:
    """Each group that has ended by a day, to the group that holds its place then: successors of successors too."""
    steps = dict(Succession.objects.filter(day__lte=day).values_list("predecessor", "successor"))
    holders = {}
    for group, successor in steps.items():
        holder, passed = successor, {group}
        while holder in steps and holder not in passed:
            passed.add(holder)
            holder = steps[holder]
        holders[group] = holder
    return holders


def successors_in(year: int, day: date) -> dict[int, int]:
    """The same for quota of a year: after its end it stays with who held it then."""
    return successors_on(min(day, date(year, 12, 31)))


def mergers_seen_by(user: User) -> QuerySet[Succession]:
    """Mergers of groups: the ministries see all, a group those it is part of."""
    rows = Succession.objects.filter(predecessor__kind=Organisation.Kind.GROUP)
    rows = rows.select_related("predecessor", "successor").prefetch_related("quota_takeovers")
    if user.sees_everything:
        return rows
    own = Q(predecessor=user.organisation_id) | Q(successor=user.organisation_id)
    return rows.filter(own) if user.sees_business else rows.none()


def folded(figures: dict[Key, Decimal], holders: dict[int, int]) -> dict[Key, Decimal]:
    """Figures by (group id, category) with those of predecessors counted as their successors'."""
    sums: dict[Key, Decimal] = {}
    for (group, category), tonnes in figures.items():
        key = (holders.get(group, group), category)
        sums[key] = sums.get(key, ZERO) + tonnes
    return sums


def nation_quotas(year: int, *, as_of: datetime | None = None) -> dict[str, NationQuota]:
    """Total and reserve by category."""
    accounts = list(QuotaAccount.objects.filter(holder=QuotaAccount.Holder.NATION, year=year))
    return _nation_quotas(year, accounts, _moved_each(as_of, _of_nation(year)), as_of)


def _nation_quotas(
    year: int, accounts: list[QuotaAccount], moved: list[dict[int, Decimal]], as_of: datetime | None
) -> dict[str, NationQuota]:
    balances = {row.pk: row.quota for row in accounts} if as_of is None else _balances(year, as_of)
    came, went = moved
    return {
        row.category: NationQuota(
            total=came.get(row.pk, ZERO) - went.get(row.pk, ZERO),
            reserve=balances.get(row.pk, ZERO),
            lapsed=row.lapsed if as_of is None else ZERO,
        )
        for row in accounts
    }


def shares_of(group: Organisation, year: int) -> dict[str, Decimal]:
    """One group's share of the year by category, t REO."""
    quotas = group_quotas(year)
    return {category: quota.share for (group_id, category), quota in quotas.items() if group_id == group.pk}


def stated_before(notice: Notice) -> dict[Key, Decimal]:
    """What each group had of the year before a notice, by (group id, category).

    The increments of earlier batches and releases of the reserve; what predecessors had counts as their successors'.
    """
    until, day = notice.issued_at, day_of(notice.issued_at or now())
    rows = GroupAllocation.objects.of_issued(notice.year).filter(_before(notice))
    sums: dict[Key, Decimal] = {}
    for group, category, tonnes in [
        *rows.values_list("group_id", "category", "increment"),
        *_released_before(notice, until).values_list("group_id", "category", "tonnes"),
    ]:
        sums[group, category] = sums.get((group, category), ZERO) + (tonnes or ZERO)
    return folded(sums, successors_in(notice.year, day))


def _before(notice: Notice) -> Q:
    """Which lines count into what was there before a notice: earlier batches; of an amendment also the chain it is in."""
    earlier = Q(notice__batch__lt=notice.batch)
    if notice.amends is not None:
        chain = Q(notice=notice.amends) | Q(notice__amends=notice.amends)
        includes = notice.figures_include_prior and notice.kind == Notice.Kind.CORRECTION
        earlier = earlier | chain if includes else chain
    if notice.issued_at is None:
        return earlier
    # Of two that were issued at the same instant the one that was drafted first.
    same = Q(notice__issued_at=notice.issued_at, notice__lt=notice.pk)
    return earlier & (Q(notice__issued_at__lt=notice.issued_at) | same)


def _released_before(notice: Notice, until: datetime | None) -> QuerySet[ReleaseLine]:
    """Releases of the reserve that the figures of a notice include: those decided before it, or before what it corrects."""
    released = ReleaseLine.objects.filter(release__year=notice.year, release__state="ordered")
    if notice.amends is not None:
        if not notice.figures_include_prior or notice.kind == Notice.Kind.REVOCATION:
            return released.none()
        until = notice.amends.issued_at
    return released if until is None else released.filter(release__decided_at__lt=until)


def direct_before(notice: Notice) -> dict[Key, Decimal]:
    """What each enterprise was issued directly before a notice, by (enterprise id, category)."""
    rows = EnterpriseAllocation.objects.filter(
        _before(notice), notice__year=notice.year, notice__issued_at__isnull=False
    )
    summed = rows.values_list("enterprise_id", "category").annotate(tonnes=Sum("increment")).order_by()
    return {(enterprise, category): tonnes or ZERO for enterprise, category, tonnes in summed}


def totals_before(notice: Notice) -> dict[str, Decimal]:
    """What the nation had of a notice's year before it; of a revocation what the notice it is about had moved."""
    if notice.amends is None:
        return {category: quota.total for category, quota in nation_quotas(notice.year).items()}
    if notice.kind == Notice.Kind.REVOCATION:
        return _moved_by(Notice.objects.chain_of(notice))
    last = Notice.objects.chain_of(notice).exclude(pk=notice.pk).last()
    return last.totals_by_category if last else {}


def _moved_by(notices: QuerySet[Notice]) -> dict[str, Decimal]:
    """What notices moved into the nation's accounts, net, by category."""
    sums: dict[str, Decimal] = {}
    moves = QuotaTransfer.objects.filter(notice_total__notice__in=notices)
    for category, tonnes, source in moves.values_list("notice_total__category", "tonnes", "source_id"):
        sums[category] = sums.get(category, ZERO) + (-tonnes if source else tonnes)
    return sums


def direct_quotas(year: int, *, as_of: datetime | None = None) -> dict[Key, Decimal]:
    """What the nation issued to enterprises directly, by (enterprise id, category), t REO."""
    rows = QuotaTransfer.objects.filter(enterprise_allocation__notice__year=year)
    if as_of is not None:
        rows = rows.filter(at__lte=as_of)
    sums: dict[Key, Decimal] = {}
    fields = ("enterprise_allocation__enterprise", "enterprise_allocation__category", "tonnes", "source__holder")
    for enterprise, category, tonnes, holder in rows.values_list(*fields):
        signed = tonnes if holder == QuotaAccount.Holder.NATION else -tonnes
        sums[enterprise, category] = sums.get((enterprise, category), ZERO) + signed
    return sums


def categories_in_order() -> list[Category]:
    """The categories in the order of annex 1."""
    return [Category.MINING_ROCK, Category.MINING_IONIC, Category.SEPARATION]


def _balances(year: int, as_of: datetime | None, given_by: Organisation | None = None) -> dict[int, Decimal]:
    which = Q()
    if given_by is not None:
        before = Takeover.objects.filter(year=year, succession__successor=given_by)
        givers = [given_by.pk, *before.values_list("succession__predecessor", flat=True).distinct()]
        which = Q(filing_line__filing__group__in=givers) | Q(reduction__group__in=givers)
        # Nobody gave what the nation issued to the enterprise itself; it counts wherever the enterprise belongs.
        which |= Q(enterprise_allocation__isnull=False)
    came = _moved(as_of, which & Q(target__year=year), "target")
    went = _moved(as_of, which & Q(source__year=year), "source")
    return {pk: came.get(pk, ZERO) - went.get(pk, ZERO) for pk in {*came, *went}}


def _moved(as_of: datetime | None, which: Q, end: str) -> dict[int, Decimal]:
    """Tonnes moved by the account at one end (“source” or “target”)."""
    [moved] = _moved_each(as_of, [(which, end)])
    return moved


def _moved_each(as_of: datetime | None, parts: Sequence[tuple[Q, str]]) -> list[dict[int, Decimal]]:
    """The same for several (which, end), in one query.

    `which` names the year at one end, not at either: then the few accounts of the nation lead to their transfers,
    however many the enterprises have. What lapsed at the end of the year was quota of the year: it is not moved away.
    """
    found: list[dict[int, Decimal]] = [{} for _part in parts]
    summed = []
    for place, (which, end) in enumerate(parts):
        moves = QuotaTransfer.objects.filter(which, lapse=None)
        if as_of is not None:
            moves = moves.filter(at__lte=as_of)
        by = moves.order_by().annotate(account=F(end), place=Value(place)).values("account", "place")
        summed.append(by.annotate(moved=Sum("tonnes")).values_list("place", "account", "moved"))
    rows = summed[0].union(*summed[1:], all=True) if len(summed) > 1 else summed[0]
    for place, account, moved in rows:
        if account is not None:
            found[place][account] = moved
    return found
