"""The duties: opened once, met once."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation
from audit.services import Actor, record
from common.periods import Month, day_text, end_of, now, start_of
from deadlines.calendar import WorkCalendar
from deadlines.derivations import DueDay, after_workdays, on_day_of_month, on_fixed_day
from deadlines.models import Obligation
from deadlines.services.calendar import current_calendar


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
