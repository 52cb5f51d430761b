"""The past keeps its name: rows about a day show their enterprise with the name, and where asked the place, of that day."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, TypeVar

from django.db.models import QuerySet, prefetch_related_objects

from common.periods import day_text
from documents.files.keys import Former
from enterprises.models import Enterprise, FormerName

Row = TypeVar("Row")


def named_then(rows: Iterable[Row], day: date | Callable[[Row], date], *, places: bool = False) -> list[Row]:
    """The same rows; their enterprises bear the name of the row's day, in memory only: nothing of it is saved.

    One query for all of them, two with `places`; none of what is prefetched already.
    """
    listed = list(rows)
    found = [(_enterprise(row), day if isinstance(day, date) else day(row)) for row in listed]
    enterprises = [enterprise for enterprise, _day in found]
    prefetch_related_objects(enterprises, "former_names", *(["former_places__province"] if places else []))
    for enterprise, then in found:
        as_on(enterprise, then, places=places)
    return listed


def as_on(enterprise: Enterprise, day: date, *, places: bool = False) -> Enterprise:
    """The enterprise with its name of a day, in memory only."""
    name = next((one for one in enterprise.former_names.all() if day <= one.last_day), None)
    if name is not None:
        enterprise.names_now = enterprise.names_now or (enterprise.name_zh, enterprise.name_en)
        enterprise.name_zh, enterprise.name_en = name.name_zh, name.name_en
    place = next((one for one in enterprise.former_places.all() if day <= one.last_day), None) if places else None
    if place is not None:
        enterprise.province, enterprise.city = place.province, place.city
    return enterprise


def former_names(enterprises: QuerySet[Enterprise] | list[Enterprise]) -> list[Former]:
    """The names that these were called before, for a table that may still use them. One query."""
    names = FormerName.objects.filter(enterprise__in=enterprises).order_by("last_day")
    rows = names.values_list("enterprise__credit_code", "name_zh", "name_en", "last_day")
    return [Former(code, name, day_text(day)) for code, zh, en, day in rows for name in (zh, en) if name]


def _enterprise(row: Any) -> Enterprise:
    found: Enterprise = row if isinstance(row, Enterprise) else row.enterprise
    return found
