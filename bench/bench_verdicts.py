"""The verdicts on ten thousand enterprises: judged from the rows, rebuilt and read as they are kept; against bare rows."""

import itertools
import sys
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from bench.harness import own_database, seconds, verdict
from common.periods import at, start_of

ENTERPRISES, FEW = 10_000, 100
LEAST_A_SECOND = 30_000
DAY = date(2021, 10, 8)
BEGIN, END = date(2020, 1, 1), date(2023, 1, 1)
KINDS = ("separation", "mine", "utilisation")
PAPERS = {"mine": ("mining_licence", "safety_licence"), "utilisation": ("recovery_project",), "separation": ()}


def fill(province: Any) -> None:
    """Enterprises of every kind with what their clauses ask for; some of it is not what it should be."""
    from enterprises.models import Capacity, ComplianceFact, Enterprise, Halt, Licence, StopOrder

    kinds = itertools.cycle(KINDS)
    Enterprise.objects.bulk_create(
        Enterprise(
            credit_code=f"{number:018d}",
            name_zh=f"示例企业{number}",
            name_en=f"Example enterprise {number}",
            kind=kind,
            has_rock=kind == "mine",
            has_ionic=kind == "mine" and not number % 4,
            province=province,
            city="示例市",
            is_fictional=True,
        )
        for number, kind in zip(range(ENTERPRISES), kinds, strict=False)
    )
    rows = list(Enterprise.objects.order_by("pk"))
    Licence.objects.bulk_create(
        Licence(enterprise=row, kind=kind, number=row.credit_code, valid_from=BEGIN, valid_to=END)
        for row in rows
        for kind in (*PAPERS[row.kind], "discharge_permit")
    )
    Capacity.objects.bulk_create(
        Capacity(enterprise=row, tonnes_per_year=Decimal(1999 + row.pk % 9), document="批复", valid_from=BEGIN)
        for row in rows
        if row.kind == "separation"
    )
    ComplianceFact.objects.bulk_create(
        ComplianceFact(enterprise=row, kind=kind, passed=row.pk % 50 > 0, tested_on=BEGIN, report="报告")
        for row in rows
        for kind in ("emission", "radiation")
    )
    ponds(rows)
    StopOrder.objects.bulk_create(
        StopOrder(enterprise=row, number=row.credit_code, authority="示例机关", issued_on=BEGIN) for row in rows[::40]
    )
    Halt.objects.bulk_create(Halt(enterprise=row, since=BEGIN, reason="检修") for row in rows[::60])


def ponds(rows: list[Any]) -> None:
    """One of three has a tailings pond with its evaluation."""
    from enterprises.models import PondEvaluation, TailingsPond

    TailingsPond.objects.bulk_create(TailingsPond(enterprise=row, name="示例尾矿库") for row in rows[::3])
    PondEvaluation.objects.bulk_create(
        PondEvaluation(pond=pond, grade="normal", evaluated_on=BEGIN, report="评价")
        for pond in TailingsPond.objects.all()
    )


def bare() -> Iterator[int]:
    """The rows of the register and of its evidence, fetched by the driver and not looked at."""
    from django.db import connection

    from enterprises.models import Enterprise
    from enterprises.reads.facts import EVALUATIONS, PONDS, SOURCES

    with connection.cursor() as cursor:
        sources = [*(source for source, _make in SOURCES.values()), PONDS, EVALUATIONS]
        tables = [Enterprise._meta.db_table, *(source.model._meta.db_table for source in sources)]
        for table in tables:
            cursor.execute(f"SELECT * FROM {table}")
            yield len(cursor.fetchall())


def main() -> int:
    """1 when fewer verdicts a second are judged, or written by a rebuild, than asked for, or the queries grow."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from accounts.models import Province
    from enterprises.models import Enterprise
    from enterprises.reads.verdicts import judged, verdicts
    from enterprises.services.verdicts import compare, rebuild

    def judge(many: int = ENTERPRISES) -> int:
        return len(judged(Enterprise.objects.order_by("pk")[:many], as_of=DAY, rule_set="2021"))

    def read(many: int = ENTERPRISES) -> int:
        return len(verdicts(Enterprise.objects.order_by("pk")[:many], as_of=DAY, rule_set="2021"))

    def queries(work: Callable[[int], int], many: int) -> int:
        with CaptureQueriesContext(connection) as asked:
            work(many)
        return len(asked)

    with own_database(), at(start_of(DAY)):
        fill(Province.objects.order_by("pk")[0])
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        rows, ok = sum(bare()), True
        for name, work in (("judged", judge), ("rebuilt", rebuild), ("read", read)):
            many, taken = work(), seconds(work)
            rate = many / taken
            print(
                f"{name}: {many:,} verdicts on {ENTERPRISES:,} enterprises from {rows:,} rows in {taken:.2f} s", end=""
            )
            print(
                f", {rate:,.0f} a second (at least {LEAST_A_SECOND:,}) {'ok' if rate >= LEAST_A_SECOND else 'MISSED'}"
            )
            ok &= rate >= LEAST_A_SECOND
        for name, work in (("judged", judge), ("read", read)):
            few, all_of_them = queries(work, FEW), queries(work, ENTERPRISES)
            print(f"queries when {name}: {few} for {FEW}, {all_of_them} for {ENTERPRISES}")
            ok &= few == all_of_them
        print(f"{len(compare())} verdicts have drifted")
        ok &= verdict(
            "judging against bare rows", ours=seconds(judge), baseline=seconds(lambda: sum(bare())), at_least=0.1
        )
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
