"""Quota moves through the ledger, and the database refuses what does not fit."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.models import Organisation
from allocations import ledger
from allocations.ledger import NATION, Holder, Move
from allocations.models import GroupAllocation, Notice, NoticeTotal, QuotaAccount, QuotaTransfer
from common.constraints import Refusal
from common.periods import now
from tests.builders import enterprise, issued

SEPARATION = "separation"


def line_of(notice: Notice, code: str = "northern-re") -> GroupAllocation:
    return GroupAllocation.objects.get(notice=notice, group__code=code, category=SEPARATION)


def take(tonnes: Decimal, line: GroupAllocation, by: Any) -> None:
    """Northern gives quota back to the nation: as good a movement as any."""
    group = Organisation.objects.get(code="northern-re")
    ledger.move([Move(Holder(group=group), NATION, SEPARATION, tonnes, line)], year=2021, at=now(), by=by)


@pytest.mark.django_db
def test_more_than_the_balance_is_refused_with_the_figures(cast: Any) -> None:
    line = line_of(issued(cast, 1))
    with pytest.raises(Refusal) as refused:
        take(Decimal("38270.001"), line, cast.miit_officer)
    assert refused.value.code == "quota_exceeded"
    for part in ("38,270", "38,270.001", "0.001"):
        assert part in str(refused.value)


@pytest.mark.django_db
def test_a_refused_movement_leaves_nothing_behind(cast: Any) -> None:
    line = line_of(issued(cast, 1))
    before = QuotaTransfer.objects.count()
    group = Organisation.objects.get(code="northern-re")
    moves = [
        Move(Holder(group=group), NATION, SEPARATION, Decimal(1), line),
        Move(Holder(group=group), NATION, "mining_rock", Decimal(999999), line),
    ]
    with pytest.raises(Refusal), transaction.atomic():
        ledger.move(moves, year=2021, at=now(), by=cast.miit_officer)
    assert QuotaTransfer.objects.count() == before


@pytest.mark.django_db
def test_a_balance_is_the_sum_of_its_transfers_at_any_instant(cast: Any) -> None:
    notice = issued(cast, 1)
    early = now()
    take(Decimal("0.125"), line_of(notice), cast.miit_officer)
    for account in QuotaAccount.objects.all():
        assert account.balance_at(now()) == account.balance
    assert early == now()


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE {table} SET tonnes = 1", "DELETE FROM {table}"])
def test_a_transfer_is_never_changed_or_removed(cast: Any, statement: str) -> None:
    issued(cast, 1)
    sql = statement.format(table="allocations_quotatransfer")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def transfer(cast: Any, **values: Any) -> None:
    notice = Notice.objects.get()
    nation = QuotaAccount.objects.get(holder="nation", category=SEPARATION)
    total = NoticeTotal.objects.get(notice=notice, category=SEPARATION)
    given = {"target": nation, "tonnes": Decimal(1), "notice_total": total, "moved_by": cast.miit_officer, "at": now()}
    QuotaTransfer.objects.create(**{**given, **values})


BROKEN: dict[str, Callable[[Any], object]] = {
    "quota_transfer_moves_something": lambda cast: transfer(cast, tonnes=Decimal(0)),
    "quota_transfer_has_an_end": lambda cast: transfer(cast, target=None),
    "quota_transfer_between_two_accounts": lambda cast: transfer(
        cast, source=QuotaAccount.objects.get(holder="nation", category=SEPARATION)
    ),
    "quota_transfer_has_one_cause": lambda cast: transfer(cast, notice_total=None),
    "quota_balance_not_negative": lambda cast: QuotaAccount.objects.filter(holder="nation").update(balance=Decimal(-1)),
    "quota_account_has_its_holder": lambda cast: QuotaAccount.objects.create(
        holder="group", year=2021, category=SEPARATION
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", BROKEN)
def test_the_database_enforces_each_constraint(cast: Any, name: str) -> None:
    issued(cast, 1)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        BROKEN[name](cast)


@pytest.mark.django_db
def test_an_enterprise_can_hold_quota_directly_from_the_nation(cast: Any) -> None:
    """As from 2025: the chain is data."""
    line = line_of(issued(cast, 1))
    plant = enterprise(1)
    take(Decimal(10), line, cast.miit_officer)
    move = Move(NATION, Holder(enterprise=plant), SEPARATION, Decimal(10), line)
    ledger.move([move], year=2021, at=now(), by=cast.miit_officer)
    assert QuotaAccount.objects.get(enterprise=plant).balance == Decimal(10)
