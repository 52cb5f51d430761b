"""Appending an event to the chain against a bare locked insert; and how fast a chain is verified."""

import sys
import time

from bench.harness import own_database, seconds, verdict

EVENTS = 200
VERIFIED = 100_000


def main() -> int:
    """1 when appending is less than half as fast as the bare insert, or a million events would take over a minute."""
    from django.db import connection, transaction

    from accounts.models import Organisation
    from audit.models import Event
    from audit.services.record import System, first_fault, record

    with own_database():
        subject, by = Organisation.objects.get(code="miit"), System("bench")
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE bare_head (id int primary key, number bigint)")
            cursor.execute("INSERT INTO bare_head VALUES (1, 0)")
            cursor.execute("CREATE TABLE bare (id bigserial primary key, body text)")

        def append() -> None:
            for _number in range(EVENTS):
                with transaction.atomic():
                    record("bench.append", by=by, subject=subject, after={"figure": "1.000"})

        def bare() -> None:
            for _number in range(EVENTS):
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute("SELECT number FROM bare_head WHERE id = 1 FOR UPDATE")
                    cursor.execute("INSERT INTO bare (body) VALUES (%s)", ["x" * 400])
                    cursor.execute("UPDATE bare_head SET number = number + 1 WHERE id = 1")

        ok = verdict(f"{EVENTS} events", ours=seconds(append), baseline=seconds(bare), at_least=0.5)
        while Event.objects.count() < VERIFIED:
            with transaction.atomic():
                for _number in range(2_000):
                    record("bench.append", by=by, subject=subject, after={"figure": "1.000"})
        begun = time.perf_counter()
        assert first_fault() is None
        million = (time.perf_counter() - begun) / Event.objects.count() * 1_000_000
        print(f"a million events would be verified in {million:.0f} s (at most 60)")
    return 0 if ok and million <= 60 else 1


if __name__ == "__main__":
    sys.exit(main())
