"""64 officials accept 64 filings at the same moment, against bare transactions that lock and write the same rows
with the same means."""

import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from statistics import median
from typing import Any

from bench.harness import own_database, verdict

PEOPLE, PLANTS, ROUNDS = 64, 10, 7
AT_LEAST = 0.7
SEPARATION, YEAR = "separation", 2021
QUOTA = Decimal(10_000)


def groups_with_plants() -> list[Any]:
    """So many groups with their share in the ledger, and their plants."""
    from accounts.models import Organisation, Province, User
    from allocations import ledger
    from allocations.ledger import Holder, Move
    from allocations.models import NoticeTotal
    from common.periods import now
    from enterprises.models import Enterprise

    groups = Organisation.objects.bulk_create(
        Organisation(
            code=f"bench-{number}",
            kind=Organisation.Kind.GROUP,
            name_zh=f"示例集团{number}",
            name_en=f"Example group {number}",
            short_zh=f"示例{number}",
            short_en=f"Example {number}",
        )
        for number in range(PEOPLE)
    )
    province = Province.objects.order_by("pk")[0]
    Enterprise.objects.bulk_create(
        Enterprise(credit_code=f"{number:018d}", kind=SEPARATION, province=province, city="示例市", is_fictional=True)
        for number in range(PEOPLE * PLANTS)
    )
    total = NoticeTotal.objects.get(category=SEPARATION)
    moves = [Move(None, Holder(group=group), SEPARATION, QUOTA, total) for group in groups]
    ledger.move(moves, year=YEAR, at=now(), by=User.objects.get(username="miit-officer"))
    return groups


def submitted_filings(groups: list[Any], version: int) -> list[Any]:
    """The next version of every group's filing, as it lies on the ministry's desk; each line differs from the last."""
    from accounts.models import User
    from allocations.models import Filing, FilingLine, Notice
    from common.periods import now
    from deadlines.models import Obligation
    from deadlines.services import followups
    from enterprises.models import Enterprise

    notice, clerk = Notice.objects.get(), User.objects.get(username="northern-clerk")
    who = {"drafted_by": clerk, "drafted_at": now(), "signed_by": clerk, "submitted_at": now()}
    filings = Filing.objects.bulk_create(
        Filing(group=group, notice=notice, year=YEAR, version=version, state=Filing.State.SUBMITTED, **who)
        for group in groups
    )
    plants = list(Enterprise.objects.order_by("pk"))
    before, stated = (Decimal(version % 2 * 100 or 200), Decimal((version + 1) % 2 * 100 or 200))
    FilingLine.objects.bulk_create(
        FilingLine(
            filing=filing,
            enterprise=plant,
            category=SEPARATION,
            before=before if version > 1 else Decimal(0),
            stated=stated,
        )
        for number, filing in enumerate(filings)
        for plant in plants[number * PLANTS : (number + 1) * PLANTS]
    )
    for filing in filings:
        followups.submitted(
            kind=Obligation.Kind.FILING, group=filing.group, year=YEAR, period=notice.period, at=now(), by=clerk
        )
    return filings


def bare(filing: Any, by: Any) -> None:
    """What one acceptance locks and writes, row by row, without its checks, its log, its duties and its history."""
    from django.db import transaction
    from django.db.models import Q

    from allocations.models import Filing, FilingLine, QuotaAccount, QuotaTransfer
    from common.periods import now

    with transaction.atomic():
        row = Filing.objects.select_for_update().get(pk=filing.pk)
        lines = list(FilingLine.objects.filter(filing=row))
        owners = Q(group=row.group_id) | Q(enterprise__in=[line.enterprise_id for line in lines])
        accounts = list(QuotaAccount.objects.select_for_update().filter(owners).order_by("pk"))
        for account in accounts:
            account.save(update_fields=["balance"])
        for line, target in zip(lines, accounts[1:], strict=True):
            moved = QuotaTransfer(source=accounts[0], target=target, tonnes=Decimal(1), filing_line=line)
            moved.moved_by, moved.at = by, now()
            moved.save(force_insert=True)
        row.decided_by, row.decided_at = by, now()
        row.save(update_fields=["decided_by", "decided_at"])


def together(people: ThreadPoolExecutor, perform: Callable[[Any], object], things: list[Any]) -> float:
    """Seconds until everybody is done; they begin at the same moment."""
    barrier = threading.Barrier(PEOPLE + 1)

    def begin(thing: Any) -> None:
        barrier.wait()
        perform(thing)

    waiting = [people.submit(begin, thing) for thing in things]
    barrier.wait()
    begun = time.perf_counter()
    for one in waiting:
        one.result()
    return time.perf_counter() - begun


def measure(people: ThreadPoolExecutor) -> bool:
    """Acceptances and bare transactions alternately; the first round of each is not counted."""
    from accounts.models import User
    from allocations.models import Filing, QuotaAccount
    from allocations.services.filings import accept_filing

    groups, by = groups_with_plants(), User.objects.get(username="miit-officer")
    ours, baseline = [], []
    for version in range(1, ROUNDS + 1):
        filings = submitted_filings(groups, version)
        ours.append(together(people, lambda filing: accept_filing(filing=filing, by=by), filings))
        baseline.append(together(people, lambda filing: bare(filing, by), filings))
    accepted = Filing.objects.in_force(YEAR).filter(version=ROUNDS).count()
    held = QuotaAccount.objects.filter(enterprise__isnull=False, balance__gt=0).count()
    print(
        f"{accepted} filings in force, {held} plants with quota; {PEOPLE / median(ours[1:]):.0f} acceptances a second"
    )
    ok = verdict(
        f"{PEOPLE} acceptances of {PLANTS} lines at once",
        ours=median(ours[1:]),
        baseline=median(baseline[1:]),
        at_least=AT_LEAST,
    )
    return ok and (accepted, held) == (PEOPLE, PEOPLE * PLANTS)


def main() -> int:
    """1 when acceptances are less than 0.7 times as fast as bare row-lock transactions, or one of them is missing."""
    from django.db import connection

    from accounts.demo import load_demo_people
    from quota_admin.demo import play_notice

    with own_database():
        load_demo_people()
        play_notice(1)
        with ThreadPoolExecutor(PEOPLE) as people:
            try:
                ok = measure(people)
            finally:
                together(people, lambda _none: connection.close(), [None] * PEOPLE)
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
