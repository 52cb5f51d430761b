"""Moving quota through the ledger against bare transactions that lock two rows and update them."""

import sys
from decimal import Decimal

from bench.harness import own_database, seconds, verdict

MOVES = 100


def main() -> int:
    """1 when the ledger is less than a quarter as fast as bare SQL."""
    from django.db import connection, transaction

    from accounts.demo import load_demo_people
    from accounts.models import Organisation, User
    from allocations import ledger
    from allocations.ledger import NATION, Holder, Move
    from allocations.models import GroupAllocation, Notice, QuotaAccount
    from common.periods import now
    from quota_admin.demo import play_notice

    with own_database():
        load_demo_people()
        play_notice(1)
        group, by = Organisation.objects.get(code="northern-re"), User.objects.get(username="miit-officer")
        line = GroupAllocation.objects.get(notice=Notice.objects.get(), group=group, category="separation")
        keys = sorted(QuotaAccount.objects.filter(category="separation").values_list("pk", flat=True))[:2]

        def through_the_ledger() -> None:
            for number in range(MOVES):
                sign = 1 if number % 2 else -1
                step = Move(NATION, Holder(group=group), "separation", Decimal(sign), line)
                ledger.move([step], year=2021, at=now(), by=by)

        def bare() -> None:
            for _number in range(MOVES):
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(
                        "SELECT id, balance FROM allocations_quotaaccount WHERE id IN (%s, %s) ORDER BY id FOR UPDATE",
                        keys,
                    )
                    for key in keys:
                        cursor.execute("UPDATE allocations_quotaaccount SET balance = balance WHERE id = %s", [key])
                    cursor.execute("SELECT 1")

        ok = verdict(f"{MOVES} movements", ours=seconds(through_the_ledger), baseline=seconds(bare), at_least=0.15)
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
