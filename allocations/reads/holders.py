"""Who holds quota, for the register below: it warns when such an enterprise ceases to be eligible."""

from collections.abc import Collection

from allocations.models import QuotaAccount


def quota_holders(year: int, enterprises: Collection[int]) -> set[tuple[int, str]]:
    """(enterprise id, category) of those among the enterprises that have quota of the year."""
    accounts = QuotaAccount.objects.filter(
        holder=QuotaAccount.Holder.ENTERPRISE, year=year, balance__gt=0, enterprise__in=enterprises
    )
    return {(row, category) for row, category in accounts.values_list("enterprise", "category") if row}
