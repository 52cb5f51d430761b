"""A sweep over a million obligations, a thousand of which are due, against one UPDATE of that thousand."""

import statistics
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from bench.harness import own_database, verdict

MILLION, DUE, ROUNDS = 1_000_000, 1_000, 15
AT_MOST = 2


def sql(text: str, values: list[Any] | None = None) -> int:
    """Runs it; how many rows it touched."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return int(cursor.rowcount)


def fill() -> None:
    """One real obligation, and copies of it: a thousand due tomorrow, half of the rest met, half far away."""
    from accounts.models import Organisation
    from common.periods import Month
    from deadlines.models import Obligation
    from deadlines.services import sweeps
    from deadlines.services.obligations import open_report_obligations

    table = Obligation._meta.db_table
    home, by = Organisation.objects.get(code="northern-re"), sweeps.SWEEPER
    first, *others = open_report_obligations(
        organisation=home, year=2021, first_month=Month(2021, 10), due_day=10, by=by
    )
    Obligation.objects.filter(pk__in=[one.pk for one in others]).delete()
    columns = {
        str(field.column): f"o.{field.column}" for field in Obligation._meta.concrete_fields if field.column != "id"
    }
    far = f"CASE WHEN n <= {DUE} OR mod(n, 2) = 0 THEN interval '0' ELSE interval '400 days' END"
    columns |= {
        "period": "'p' || n",
        "met_at": f"CASE WHEN n > {DUE} AND mod(n, 2) = 0 THEN o.opens_at + interval '1 day' END",
        "opens_at": f"o.opens_at + {far}",
        "due_on": f"(o.due_on + {far})::date",
        "late_from": f"o.late_from + {far}",
        "announced_at": f"CASE WHEN n <= {DUE} THEN o.opens_at END",
    }
    copies = f"SELECT {', '.join(columns.values())} FROM {table} AS o, generate_series(1, {MILLION}) AS n"
    sql(f"INSERT INTO {table} ({', '.join(columns)}) {copies} WHERE o.id = %s", [first.pk])
    first.delete()
    sql(f"ANALYZE {table}")


def medians(
    timed: Callable[[Callable[[], int]], float], baseline: Callable[[], int], ours: Callable[[], int]
) -> tuple[float, float]:
    """The median of each, in seconds. They alternate, each first in every other round: what else the machine does, and
    where the rows are by then, falls on both.
    """
    taken: dict[Callable[[], int], list[float]] = {baseline: [], ours: []}
    for number in range(ROUNDS):
        for work in (baseline, ours) if number % 2 else (ours, baseline):
            taken[work].append(timed(work))
    return statistics.median(taken[baseline]), statistics.median(taken[ours])


def claim_in_one_update(table: str, as_of: datetime) -> int:
    """The thousand claimed by one statement, with no message to anybody."""
    from django.db import transaction

    from common.periods import end_of

    with transaction.atomic():
        return sql(
            f"UPDATE {table} SET reminded_as = 'once' WHERE met_at IS NULL AND opens_at <= %s"
            " AND late_from <= %s AND reminded_as <> 'once'",
            [as_of, end_of(as_of.date() + timedelta(days=20))],
        )


def main() -> int:
    """1 when the sweep – find, claim, a message for everybody who must hear it – takes over twice the UPDATE."""
    from accounts.demo import load_demo_people
    from common.periods import SHANGHAI, at
    from deadlines.models import Obligation
    from deadlines.services import sweeps
    from notifications.models import Message

    as_of = datetime(2021, 11, 9, 9, tzinfo=SHANGHAI)
    table = Obligation._meta.db_table

    def timed(work: Callable[[], int]) -> float:
        """A round that finds the thousand unclaimed and a table without leftovers."""
        Message.objects.all().delete()
        sql(f"UPDATE {table} SET reminded_as = '' WHERE reminded_as <> ''")
        sql(f"VACUUM {table}")
        sql(f"VACUUM {Message._meta.db_table}")
        begun = time.perf_counter()
        done = work()
        taken = time.perf_counter() - begun
        assert done == DUE, done
        return taken

    def sweep() -> int:
        """The sweeper that has the thousand; each is a task of its own."""
        return sweeps.queue_reminders(as_of)

    def update() -> int:
        """What the sweep is compared with."""
        return claim_in_one_update(table, as_of)

    with own_database(), at(as_of):
        load_demo_people()
        fill()
        count = Obligation.objects.count()
        baseline, ours = medians(timed, update, sweep)
        ok = verdict(
            f"a sweep over {count} duties, {DUE} of them due", ours=ours, baseline=baseline, at_least=1 / AT_MOST
        )
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
