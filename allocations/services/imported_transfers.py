"""Taking back what imported rows moved in the ledger: the same movements the other way round, nothing is deleted."""

from datetime import datetime

from django.db.models import QuerySet

from accounts.models import User
from allocations import ledger
from allocations.ledger import NATION, Holder, Move
from allocations.models import QuotaAccount, QuotaTransfer


def take_back(moved: QuerySet[QuotaTransfer], *, year: int, at: datetime, by: User) -> None:
    """Books every movement in the other direction. Raises Refusal where a balance no longer holds it."""
    rows = moved.select_related(
        "source__group", "source__enterprise", "target__group", "target__enterprise",
        "notice_total", "group_allocation", "filing_line",
    )  # fmt: skip
    moves = []
    for row in rows.order_by("pk"):
        cause = row.notice_total or row.group_allocation or row.filing_line
        if cause is None:
            raise ValueError(f"transfer {row.pk} is of no import")
        moves.append(Move(_holder(row.target), _holder(row.source), _category(row), row.tonnes, cause))
    ledger.move(moves, year=year, at=at, by=by)


def _holder(account: QuotaAccount | None) -> Holder | None:
    if account is None:
        return None
    if account.group is None and account.enterprise is None:
        return NATION
    return Holder(group=account.group, enterprise=account.enterprise)


def _category(row: QuotaTransfer) -> str:
    account = row.source or row.target
    if account is None:
        raise ValueError(f"transfer {row.pk} has no end")
    return account.category
