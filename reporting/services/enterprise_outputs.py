"""Output by enterprise and month: kept with the sums, compared and rebuilt with them."""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Exists, OuterRef

from common.periods import Month
from reporting.models import EnterpriseOutput, ReportLine
from reporting.models.enterprise_output import MONTH_COLUMNS, EnterpriseOutputQuerySet, month_column
from reporting.models.line import ReportLineQuerySet

# Year, group, enterprise, category.
Key = tuple[int, int, int, str]
NAMES = ("year", "group_id", "enterprise_id", "category")
OF_LINES = ("report__year", "report__group", "enterprise", "category")
BATCH = 2000


def keep_month(group: int, month: Month) -> None:
    """Writes one group's month anew, in the caller's transaction, from the report in force."""
    kept, column = EnterpriseOutput.objects.filter(group=group, year=month.year), month_column(month.month)
    # In one order, so that two months of a group that are decided at once wait for each other instead of both.
    list(kept.order_by("pk").select_for_update().values_list("pk", flat=True))
    kept.exclude(**{column: None}).update(**{column: None})
    lines = _in_force().filter(report__group=group, report__year=month.year, report__month=month.month).order_by()
    rows = _rows(lines.values_list(*OF_LINES, "report__month", "output"))
    EnterpriseOutput.objects.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=["year", "group", "enterprise", "category"],
        update_fields=[column],
    )  # fmt: skip
    _drop_empty(kept)


def _drop_empty(kept: EnterpriseOutputQuerySet) -> None:
    """Without the rows of which no line is in force any more."""
    same = {name: OuterRef(own) for name, own in zip(OF_LINES, NAMES, strict=True)}
    kept.filter(**dict.fromkeys(MONTH_COLUMNS)).exclude(Exists(_in_force().filter(**same))).delete()


def drifted() -> list[tuple[Key, int, Decimal | None, Decimal | None]]:
    """By key and month what is kept and what the lines in force say, where they are not the same; none should."""
    kept = {
        (*key, number): tonnes
        for *key, months in (
            (*row[:4], row[4:]) for row in EnterpriseOutput.objects.order_by().values_list(*NAMES, *MONTH_COLUMNS)
        )
        for number, tonnes in enumerate(months, 1)
        if tonnes is not None
    }
    lines = {
        (*key, number): tonnes
        for *key, number, tonnes in _in_force().order_by().values_list(*OF_LINES, "report__month", "output")
        if tonnes is not None
    }
    different = sorted(key for key in {*kept, *lines} if kept.get(key) != lines.get(key))
    return [(key[:4], key[4], kept.get(key), lines.get(key)) for key in different]


def rebuild_outputs() -> int:
    """Writes every row anew; how many there are."""
    EnterpriseOutput.objects.all().delete()
    lines = _in_force().order_by(*OF_LINES).values_list(*OF_LINES, "report__month", "output")
    return len(EnterpriseOutput.objects.bulk_create(_rows(lines.iterator(BATCH)), batch_size=BATCH))


def _in_force() -> ReportLineQuerySet:
    return ReportLine.objects.filter(report__in_force=True)


def _rows(lines: Iterable[tuple[int, int, int, str, int, Decimal | None]]) -> list[EnterpriseOutput]:
    """A row for each enterprise and category, with its months."""
    rows: dict[Key, EnterpriseOutput] = {}
    for *values, number, tonnes in sorted(lines, key=lambda line: line[:4]):
        key: Key = tuple(values)  # type: ignore[assignment]
        row = rows.setdefault(key, EnterpriseOutput(**dict(zip(NAMES, key, strict=True))))
        setattr(row, month_column(number), tonnes)
    return list(rows.values())
