"""Stores the figures of many lines in one statement, on either database.

`bulk_update` puts a statement together whose time grows with the square of the lines, and an upsert of whole rows
prepares three times as many values as have changed.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from typing import Any

from django.db import connection

from common.quantities import TonnesField
from reporting.models import ProductionReport, ReportLine
from reporting.reads.cells import line_digest


def store_lines(lines: Iterable[ReportLine], fields: Collection[str]) -> None:
    """Writes these fields of lines that are there. The table's constraints are asked as ever."""
    rows = list(lines)
    if not rows or not fields:
        return
    columns: dict[str, Any] = {name: ReportLine._meta.get_field(name) for name in sorted(fields)}
    values = [[prepare(getattr(row, name)) for row in rows] for name, prepare in _preparers(columns).items()]
    keys = [row.pk for row in rows]
    quote = connection.ops.quote_name
    table, names = quote(ReportLine._meta.db_table), [quote(field.column) for field in columns.values()]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            types = [field.cast_db_type(connection) for field in columns.values()]
            sets = ", ".join(f"{name} = new.{name}" for name in names)
            arrays = ", ".join(f"%s::{kind}[]" for kind in ("bigint", *types))
            cursor.execute(
                f"UPDATE {table} AS line SET {sets} FROM unnest({arrays}) AS new(id, {', '.join(names)})"
                " WHERE line.id = new.id",
                [keys, *values],
            )
        else:
            sets = ", ".join(f"{name} = %s" for name in names)
            cursor.executemany(f"UPDATE {table} SET {sets} WHERE id = %s", list(zip(*values, keys, strict=True)))


def keep_digests(report: ProductionReport) -> None:
    """Writes the digests of a report that is sent: its lines stay as they are from now on."""
    lines = list(report.lines.prefetch_related("elements"))
    for line in lines:
        line.digest = line_digest(line)
    store_lines(lines, ("digest",))


def _preparers(columns: Mapping[str, Any]) -> dict[str, Callable[[Any], Any]]:
    """How a value of each field is given to the database; tonnes, the most, on the shortest way."""
    return {
        name: field.get_prep_value
        if isinstance(field, TonnesField)
        else partial(field.get_db_prep_save, connection=connection)
        for name, field in columns.items()
    }
