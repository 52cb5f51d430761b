"""The calendar as it is kept: loaded from the project's own data file, read as a value."""

import csv
import hashlib
from datetime import date
from pathlib import Path

from django.db import transaction
from django.db.models import Max

from deadlines.calendar import WorkCalendar
from deadlines.models import CalendarDay

CALENDAR_FILE = Path(__file__).resolve().parent.parent / "data" / "calendar.csv"


@transaction.atomic
def load_calendar(path: Path = CALENDAR_FILE) -> int:
    """Stores every day that the file names and returns how many. Run again, it updates the table."""
    days = _days_of(path)
    CalendarDay.objects.bulk_create(
        days,
        update_conflicts=True,
        unique_fields=["day"],
        update_fields=["kind", "name", "arrangement_year", "document"],
    )
    return len(days)


def _days_of(path: Path) -> list[CalendarDay]:
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            CalendarDay(
                day=date.fromisoformat(row["date"]),
                kind=row["kind"],
                name=row["name"],
                arrangement_year=int(row["notice_year"]),
                document=row["notice_url"],
            )
            for row in csv.DictReader(lines)
        ]


def current_calendar() -> WorkCalendar:
    """The calendar as it is kept now. Its version names the last year known and the state of its days."""
    return _calendar(list(CalendarDay.objects.values_list("day", "kind", "name", "arrangement_year")))


def calendar_of_the_file() -> WorkCalendar:
    """The calendar of the project's own data file, for a command on a database that is not loaded yet."""
    days = sorted(_days_of(CALENDAR_FILE), key=lambda one: one.day)
    return _calendar([(one.day, one.kind, one.name, one.arrangement_year) for one in days])


def _calendar(days: list[tuple[date, str, str, int]]) -> WorkCalendar:
    digest = hashlib.sha256(repr(days).encode()).hexdigest()[:8]
    years = frozenset(year for _day, _kind, _name, year in days)
    return WorkCalendar(
        off={day: name for day, kind, name, _year in days if kind == CalendarDay.Kind.HOLIDAY},
        makeup={day: name for day, kind, name, _year in days if kind == CalendarDay.Kind.MAKEUP_WORKDAY},
        years=years,
        version=f"{max(years, default=0)}-{digest}",
    )


def calendar_known_until() -> date | None:
    """The last day of the last year with a published arrangement."""
    year = CalendarDay.objects.aggregate(year=Max("arrangement_year"))["year"]
    return date(year, 12, 31) if year else None
