"""64 officials at once at the same balance, twenty rounds, and not a kilogram more than is there.

Everybody asks for a seventh of the balance and a little more: six shares fit, a seventh lacks a few kilograms. The
control takes the lock and the database's check away and leaves what a careful program does without them: it reads the
balance, refuses what does not fit, and writes. The same run then hands out more than there was.
"""

import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models import Sum

from accounts.models import Organisation, User
from allocations import ledger
from allocations.ledger import NATION, Cause, Holder, Move
from allocations.models import GroupAllocation, NoticeTotal, QuotaAccount, QuotaTransfer
from common.constraints import Refusal
from common.periods import now
from tests.builders import enterprise, issued

pytestmark = pytest.mark.service
PEOPLE, ROUNDS, FIT = 64, 20, 6
SEPARATION = "separation"
KILOGRAM = Decimal("0.001")
PATIENCE = 60
CHECK = "quota_balance_not_negative"


class Hammer:
    """Moves from one holder to another, by 64 people with a connection each; afterwards gives all of it back."""

    def __init__(self, source: Holder, target: Holder, cause: Cause, by: User) -> None:
        self.source, self.target, self.cause, self.by = source, target, cause, by
        owner = {"holder": source.kind, "group": source.group, "enterprise": source.enterprise}
        self.account = QuotaAccount.objects.get(category=SEPARATION, year=2021, **owner)
        self.balance = self.account.balance
        self.share = (self.balance / (FIT + 1)).quantize(KILOGRAM) + KILOGRAM
        self.together, self.at = threading.Barrier(PEOPLE), now()

    def move(self, tonnes: Decimal) -> None:
        step = Move(self.source, self.target, SEPARATION, tonnes, self.cause)
        ledger.move([step], year=2021, at=self.at, by=self.by)

    def attempt(self, _person: int) -> str:
        self.together.wait(PATIENCE)
        try:
            self.move(self.share)
        except Refusal as refusal:
            return refusal.code
        return "taken"

    def leave(self, _person: int) -> None:
        self.together.wait(PATIENCE)
        connection.close()

    def rounds(self) -> Iterator[tuple[Decimal, dict[str, int]]]:
        """For each round what left the account, by its rows and not by the balance, and how many heard which answer."""
        with ThreadPoolExecutor(PEOPLE) as people:
            try:
                for _round in range(ROUNDS):
                    last = QuotaTransfer.objects.order_by("-pk").values_list("pk", flat=True)[0]
                    answers = list(people.map(self.attempt, range(PEOPLE)))
                    rows = QuotaTransfer.objects.filter(pk__gt=last, source=self.account)
                    taken = rows.aggregate(all=Sum("tonnes"))["all"]
                    yield taken, {answer: answers.count(answer) for answer in set(answers)}
                    self.move(-taken)
            finally:
                list(people.map(self.leave, range(PEOPLE)))


def of_a_group(cast: Any) -> Hammer:
    """From the group's share to one of its plants."""
    line = GroupAllocation.objects.get(notice=issued(cast, 1), group__code="northern-re", category=SEPARATION)
    return Hammer(Holder(group=line.group), Holder(enterprise=enterprise(1)), line, cast.miit_officer)


def of_the_reserve(cast: Any) -> Hammer:
    """From the nation's reserve to a group."""
    total = NoticeTotal.objects.get(notice=issued(cast, 1), category=SEPARATION)
    ledger.move([Move(None, NATION, SEPARATION, Decimal(2000), total)], year=2021, at=now(), by=cast.miit_officer)
    group = Organisation.objects.get(code="northern-re")
    line = GroupAllocation.objects.get(notice=total.notice, group=group, category=SEPARATION)
    return Hammer(NATION, Holder(group=group), line, cast.miit_officer)


@contextmanager
def without_lock_and_check(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A ledger that reads, refuses what does not fit, and writes."""

    def careful(accounts: Mapping[tuple[Holder, str], QuotaAccount], changes: Mapping[int, Decimal]) -> None:
        for (holder, category), account in sorted(accounts.items(), key=lambda one: one[1].pk):
            change = changes[account.pk]
            if account.balance + change < 0:
                raise ledger._exceeded(account, -change, holder, category)
            account.balance += change
            account.save(update_fields=["balance"])

    monkeypatch.setattr(type(QuotaAccount.objects.all()), "select_for_update", lambda rows, **_options: rows)
    monkeypatch.setattr(ledger, "_book", careful)
    table = QuotaAccount._meta.db_table
    check = next(one for one in QuotaAccount._meta.constraints if one.name == CHECK)
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {CHECK}")
    try:
        yield
    finally:
        QuotaAccount.objects.filter(balance__lt=0).update(balance=0)
        with connection.schema_editor() as editor:
            editor.add_constraint(QuotaAccount, check)


@pytest.mark.parametrize("hammer", [of_a_group, of_the_reserve])
def test_64_officials_at_once_take_not_a_kilogram_too_much(real_db: None, cast: Any, hammer: Any) -> None:
    struck = hammer(cast)
    for taken, answers in struck.rounds():
        assert answers == {"taken": FIT, "quota_exceeded": PEOPLE - FIT}
        assert taken == FIT * struck.share <= struck.balance < taken + struck.share
    struck.account.refresh_from_db()
    assert struck.account.balance == struck.account.balance_at(now()) == struck.balance


@pytest.mark.parametrize("hammer", [of_a_group, of_the_reserve])
def test_without_lock_and_check_the_same_officials_take_too_much(
    real_db: None, cast: Any, hammer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the test above would find a ledger that reads, computes and writes."""
    struck = hammer(cast)
    with without_lock_and_check(monkeypatch):
        assert any(taken > struck.balance for taken, _answers in struck.rounds())
