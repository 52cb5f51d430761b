"""The quota of every year, of the nation, a group or an enterprise: for years side by side. Tonnes REO."""

from decimal import Decimal

from django.db.models import Q, Sum

from accounts.models import Organisation
from allocations.models import QuotaAccount, QuotaTransfer, Takeover

ZERO = Decimal(0)
# (year, category)
YearKey = tuple[int, str]


def nation_by_year() -> dict[YearKey, Decimal]:
    """The totals that the notices gave, net of what they took back."""
    return _net(Q(source=None, target__holder="nation"), Q(target=None, source__holder="nation"))


def group_by_year(group: Organisation) -> dict[YearKey, Decimal]:
    """A group's shares, with what it took over from predecessors in the year of a merger."""
    came = Q(source__holder="nation", target__group=group)
    shares = _net(came, Q(target__holder="nation", source__group=group))
    takeovers = Takeover.objects.filter(Q(succession__successor=group) | Q(succession__predecessor=group)).values_list(
        "year", "category", "share", "succession__successor"
    )
    for year, category, share, successor in takeovers:
        signed = share if successor == group.pk else -share
        shares[year, category] = shares.get((year, category), ZERO) + signed
    return shares


def enterprise_by_year(enterprise: int) -> dict[YearKey, Decimal]:
    """An enterprise's quota; what lapsed unused was quota of its year."""
    rows = QuotaAccount.objects.filter(enterprise=enterprise).order_by()
    figures = rows.values_list("year", "category", "balance", "lapsed")
    return {(year, category): balance + lapsed for year, category, balance, lapsed in figures}


def _net(came: Q, went: Q) -> dict[YearKey, Decimal]:
    """Movements in one direction less those in the other, without what lapsed. Two queries."""
    moves = QuotaTransfer.objects.filter(lapse=None)
    sums: dict[YearKey, Decimal] = {}
    for which, end, sign in ((came, "target", 1), (went, "source", -1)):
        rows = moves.filter(which).values_list(f"{end}__year", f"{end}__category").annotate(moved=Sum("tonnes"))
        for year, category, moved in rows.order_by():
            sums[year, category] = sums.get((year, category), ZERO) + sign * moved
    return sums
