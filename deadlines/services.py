"""The verbs of deadlines: keep the calendar, open an obligation, meet it."""

import csv
import hashlib
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organisation
from audit.services import Actor, record
from common.periods import Month, day_text, end_of, now, start_of
from deadlines.calendar import WorkCalendar
from deadlines.derivations import DueDay, after_workdays, on_day_of_month, on_fixed_day
from deadlines.models import CalendarDay, Heartbeat, Obligation

CALENDAR_FILE = Path(__file__).parent / "data" / "calendar.csv"
WORKER = "worker"


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


def filing_due(
    *,
    clock_day: date,
    clock_kind: str,
    working_days: int | None,
    fixed_day: date | None,
    calendar: WorkCalendar,
) -> DueDay:
    """When a split is due: working days after the clock's date, or the day the notice names (通知二)."""
    if fixed_day:
        return on_fixed_day(calendar, fixed_day)
    return after_workdays(calendar, clock_day, clock_kind, working_days or 0)


def report_due(month: Month, due_day: int, calendar: WorkCalendar) -> DueDay:
    """When the report about `month` is due: the `due_day`-th of the next month, rolled (通知七)."""
    return on_day_of_month(calendar, month.next, due_day)


def open_filing_obligation(
    *,
    organisation: Organisation,
    year: int,
    batch: int,
    clock_day: date,
    clock_kind: str,
    working_days: int | None,
    fixed_day: date | None,
    opens_at: datetime,
    by: Actor,
) -> Obligation:
    """The group's duty to file its split of this notice. Opened once; a second call changes nothing."""
    calendar = current_calendar()
    due = filing_due(
        clock_day=clock_day,
        clock_kind=clock_kind,
        working_days=working_days,
        fixed_day=fixed_day,
        calendar=calendar,
    )
    return _open(Obligation.Kind.FILING, organisation, year, f"{year}-{batch}", opens_at, due, by=by)


def open_report_obligations(
    *, organisation: Organisation, year: int, first_month: Month, due_day: int, by: Actor
) -> list[Obligation]:
    """The duties to report every month from `first_month` to December; each opens when its month is over."""
    calendar = current_calendar()
    months = [Month(year, number) for number in range(first_month.month, 13)] if first_month.year == year else []
    return [
        _open(
            Obligation.Kind.MONTHLY_REPORT,
            organisation,
            year,
            str(month),
            start_of(month.next.first_day),
            report_due(month, due_day, calendar),
            by=by,
        )
        for month in months
    ]


@transaction.atomic
def _open(
    kind: str,
    organisation: Organisation,
    year: int,
    period: str,
    opens_at: datetime,
    due: DueDay,
    *,
    by: Actor,
) -> Obligation:
    obligation, made = Obligation.objects.get_or_create(
        kind=kind,
        organisation=organisation,
        period=period,
        defaults={
            "year": year,
            "opens_at": opens_at,
            "due_on": due.day,
            "late_from": end_of(due.day),
            "derivation": due.derivation,
            "calendar_version": due.derivation["calendar"],
            "provisional": due.provisional,
        },
    )
    if made:
        record(
            "obligation.open",
            by=by,
            subject=obligation,
            after={"due_on": due.day, "derivation": due.derivation},
        )
    return obligation


@transaction.atomic
def meet(*, kind: str, organisation: Organisation, period: str, at: datetime, by: Actor) -> Obligation:
    """Marks the duty met at the instant of submission. The first one stays: a return does not unmake it."""
    obligation = Obligation.objects.select_for_update().get(kind=kind, organisation=organisation, period=period)
    if obligation.met_at is None:
        obligation.met_at = at
        obligation.save(update_fields=["met_at"])
        record("obligation.meet", by=by, subject=obligation, after={"met_at": at})
    return obligation


def punctuality_sentence(kind: str, organisation: Organisation, period: str) -> str:
    """For receipts: on time, or late by how many working days, with the due day; empty without such a duty."""
    duty = Obligation.objects.filter(kind=kind, organisation=organisation, period=period).first()
    if duty is None:
        return ""
    stands = duty.punctuality(now(), current_calendar())
    if stands.status == "met_late":
        return _("%(count)s working days late; due %(day)s") % {"count": stands.workdays, "day": day_text(duty.due_on)}
    return _("on time; due %(day)s") % {"day": day_text(duty.due_on)}


def hear_worker() -> None:
    """Notes that a worker lives, on this machine's clock."""
    Heartbeat.objects.update_or_create(name=WORKER, defaults={"heard_at": timezone.now()})


def worker_heard_at() -> datetime | None:
    """When a worker was last heard."""
    return Heartbeat.objects.filter(name=WORKER).values_list("heard_at", flat=True).first()
