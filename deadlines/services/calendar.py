"""The calendar as it is kept: loaded from the project's own data file, read as a value, version by version."""

import csv
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from django.db import transaction
from django.db.models import Max

from audit.models import Head
from audit.services.record import System, record
from common.periods import now
from deadlines.models import Arrangement, CalendarDay
from deadlines.reads.parameters import Name, count_on
from deadlines.rules.calendar import WorkCalendar
from deadlines.transitions import ARRANGEMENT

CALENDAR_FILE = Path(__file__).resolve().parent.parent / "data" / "calendar.csv"
LOADER = System("load_calendar")


@dataclass(frozen=True, order=True)
class NamedDay:
    """A day as a document names it: off, or a make-up working day."""

    day: date
    kind: str
    name: str
    document: str


def take_turn() -> None:
    """Waits until nobody else is writing the log, and keeps others waiting until this transaction ends.

    The verbs of deadlines begin with it, so that they lock in one order: the log's head, then the duty. Else one
    who submits, and so holds the head, and one who grants, and so holds the duty, would wait for each other.
    """
    list(Head.objects.select_for_update().values_list("pk"))


# By version, in this process. A version's name is made from its days, so that what it names never changes.
_kept: dict[str, WorkCalendar] = {}


# What a page has asked already; None where nothing is kept: a write may bring another version into force.
_asked: ContextVar[list[WorkCalendar] | None] = ContextVar("calendar", default=None)


@contextmanager
def calendar_asked_once() -> Iterator[None]:
    """While this holds, which version is in force is asked once: for a page that only reads."""
    token = _asked.set([])
    try:
        yield
    finally:
        _asked.reset(token)


def current_calendar() -> WorkCalendar:
    """The calendar as it is kept now. Its version names the last year known and the state of its days."""
    asked = _asked.get()
    if asked:
        return asked[0]
    calendar = _calendar_in_force()
    if asked is not None:
        asked.append(calendar)
    return calendar


def _calendar_in_force() -> WorkCalendar:
    latest = Arrangement.objects.in_force().order_by("-sequence").values_list("calendar_version", flat=True)
    version = latest.first() or ""
    if version not in _kept:
        days = CalendarDay.objects.in_force().order_by("day")
        calendar = calendar_of(days.values_list("day", "kind", "name", "arrangement__year"))
        if calendar.version != version:
            # Another version came into force between the two reads, or this one has no name yet.
            return calendar
        _kept[version] = calendar
    return _kept[version]


def calendar_of_version(version: str) -> WorkCalendar | None:
    """The calendar as it was under that name: every year's latest arrangement by then. None if there was none."""
    made_it = Arrangement.objects.filter(calendar_version=version).order_by("sequence").first()
    if made_it is None:
        return None
    by_then = Arrangement.objects.filter(sequence__lte=made_it.sequence).order_by("sequence")
    latest = {year: pk for pk, year in by_then.values_list("pk", "year")}
    days = CalendarDay.objects.filter(arrangement__in=latest.values()).order_by("day")
    return calendar_of(days.values_list("day", "kind", "name", "arrangement__year"))


def calendar_with(arrangement: Arrangement) -> WorkCalendar:
    """The calendar as it would be if that arrangement were in force."""
    others = CalendarDay.objects.in_force().exclude(arrangement__year=arrangement.year)
    days = others.order_by() | arrangement.days.order_by()
    return calendar_of(days.order_by("day").values_list("day", "kind", "name", "arrangement__year"))


def calendar_of_the_file() -> WorkCalendar:
    """The calendar of the project's own data file, for a command on a database that is not loaded yet."""
    by_year = _days_of(CALENDAR_FILE)
    days = sorted((one.day, one.kind, one.name, year) for year, ones in by_year.items() for one in ones)
    return calendar_of(days)


def calendar_of(named: Iterable[tuple[date, str, str, int]]) -> WorkCalendar:
    """A calendar from (day, kind, name, year of the arrangement), ordered by day."""
    days = list(named)
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
    year = CalendarDay.objects.in_force().aggregate(year=Max("arrangement__year"))["year"]
    return date(year, 12, 31) if year else None


def missing_year(day: date) -> int | None:
    """The year whose arrangement is to be asked for on that day: this one, or late in the year the next one."""
    asked = day.month >= count_on(Name.CALENDAR_ASK_MONTH, day)
    wanted = (day.year, day.year + 1) if asked else (day.year,)
    known = set(Arrangement.objects.in_force().filter(year__in=wanted).values_list("year", flat=True))
    return next((year for year in wanted if year not in known), None)


@transaction.atomic
def load_calendar(path: Path = CALENDAR_FILE) -> int:
    """Stores every day that the file names and returns how many.

    Run again, it changes nothing; where the file has changed, it makes a new version. A year that officials have
    amended stays as they left it.
    """
    by_year = _days_of(path)
    for year, days in sorted(by_year.items()):
        former = Arrangement.objects.in_force().filter(year=year).first()
        if former and (former.entered_by_id or _named(former) == sorted(days)):
            continue
        arrangement = store_version(Arrangement(year=year, document=days[0].document, entered_at=now()), days)
        put_in_force(arrangement)
        if former:
            record("calendar.load", by=LOADER, subject=arrangement, after={"days": len(days)})
    return sum(map(len, by_year.values()))


def _named(arrangement: Arrangement) -> list[NamedDay]:
    return sorted(NamedDay(*row) for row in arrangement.days.values_list("day", "kind", "name", "document"))


def _days_of(path: Path) -> dict[int, list[NamedDay]]:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = sorted(csv.DictReader(lines), key=lambda row: (int(row["notice_year"]), row["date"]))
    return {
        year: [
            NamedDay(date.fromisoformat(row["date"]), row["kind"], row["name"], row["notice_url"]) for row in of_year
        ]
        for year, of_year in groupby(rows, key=lambda row: int(row["notice_year"]))
    }


def store_version(arrangement: Arrangement, days: Iterable[NamedDay]) -> Arrangement:
    """Stores the arrangement as its year's next version, with its days."""
    last = Arrangement.objects.filter(year=arrangement.year).aggregate(last=Max("version"))["last"]
    arrangement.version = (last or 0) + 1
    arrangement.save()
    CalendarDay.objects.bulk_create(
        CalendarDay(arrangement=arrangement, day=one.day, kind=one.kind, name=one.name, document=one.document)
        for one in days
    )
    return arrangement


def put_in_force(arrangement: Arrangement) -> None:
    """Lets that version count from now on; the one before it stays readable, superseded."""
    former = Arrangement.objects.in_force().filter(year=arrangement.year)
    former.update(state=ARRANGEMENT[Arrangement.State.IN_FORCE, "supersede"])
    arrangement.state = ARRANGEMENT[Arrangement.State.PROPOSED, "confirm"]
    arrangement.sequence = (Arrangement.objects.aggregate(last=Max("sequence"))["last"] or 0) + 1
    arrangement.save()
    arrangement.calendar_version = current_calendar().version
    arrangement.save(update_fields=["calendar_version"])
