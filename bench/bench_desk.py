"""A clerk's desk with 100,000 duties behind it against the same desk with 1,000: the past costs nothing."""

import sys
from datetime import datetime

from bench.harness import own_database, seconds, verdict

FEW, MANY, DESKS = 1_000, 100_000, 20


def main() -> int:
    """1 when the desk with the long past takes more than 1.2 times as long."""
    from django.test import Client

    from accounts.models import Organisation, Role, User
    from audit.services.record import System
    from common.periods import SHANGHAI, Month, at
    from deadlines.models import Obligation
    from deadlines.services.obligations import open_report_obligations

    with own_database(), at(datetime(2021, 10, 8, 9, tzinfo=SHANGHAI)):
        home = Organisation.objects.get(code="northern-re")
        clerk = User.objects.create_user("clerk", "", name="示例", organisation=home)
        clerk.roles.add(Role.objects.get(code=Role.CLERK))
        like, *_later = open_report_obligations(
            organisation=home, year=2021, first_month=Month(2021, 9), due_day=10, by=System("bench")
        )
        client = Client(headers={"host": "localhost"})
        client.force_login(clerk)

        def open_desk() -> None:
            for _desk in range(DESKS):
                assert client.get("/").status_code == 200

        add_past(like, 0, FEW)
        short = seconds(open_desk)
        add_past(like, FEW, MANY)
        assert Obligation.objects.met().count() == MANY
        long = seconds(open_desk)
        ok = verdict(f"{DESKS} desks with {MANY:,} past duties", ours=long, baseline=short, at_least=0.83)
    return 0 if ok else 1


def add_past(like: object, first: int, last: int) -> None:
    """Duties numbered from `first` to before `last` that were met in 2020, in one statement; then the planner's eyes."""
    from django.db import connection

    from deadlines.models import Obligation

    assert isinstance(like, Obligation)
    copied = [str(field.column) for field in Obligation._meta.concrete_fields]
    changed = {
        "reference": "'past-' || number",
        "period": "'2020-01'",
        "met_at": "TIMESTAMPTZ '2020-02-01 00:00+00' + number * INTERVAL '1 minute'",
        "opens_at": "TIMESTAMPTZ '2020-01-31 00:00+00'",
    }
    names = [name for name in copied if name != "id"]
    values = ", ".join(changed.get(name, f'"{name}"') for name in names)
    table, columns = Obligation._meta.db_table, ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table}, generate_series(%s, %s) AS number "
            "WHERE id = %s",
            [first, last - 1, like.pk],
        )
        cursor.execute(f"ANALYZE {table}")


if __name__ == "__main__":
    sys.exit(main())
