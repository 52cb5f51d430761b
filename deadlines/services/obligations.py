"""The duties: opened once, met once, moved only by an extension or by a new version of the calendar."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation
from audit.services.record import Actor, record
from common.constraints import Refusal
from common.periods import Month, day_of, day_text, end_of, now, start_of
from deadlines.models import Obligation
from deadlines.models.derivations import DueDay, after_workdays, caught_up, derive_again, on_day_of_month, on_fixed_day
from deadlines.reads.parameters import Name, count_on, parameters_asked_once
from deadlines.rules.calendar import WorkCalendar
from deadlines.services.calendar import current_calendar, take_turn

RESOLUTION = timedelta(microseconds=1)


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


def report_due(month: Month, due_day: int, calendar: WorkCalendar, asked_on: date | None = None) -> DueDay:
    """When the report about `month` is due: the `due_day`-th of the next month, rolled (通知七).

    A month whose day had passed when the report was first asked for (`asked_on`) is due with the next one.
    """
    due = on_day_of_month(calendar, month.next, due_day)
    if asked_on is None or due.day >= asked_on:
        return due
    while due.day < asked_on:
        month = month.next
        due = on_day_of_month(calendar, month.next, due_day)
    return caught_up(due, asked_on)


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
    duty = Obligation(
        kind=Obligation.Kind.FILING,
        organisation=organisation,
        year=year,
        period=f"{year}-{batch}",
        opens_at=opens_at,
    )
    return open_obligation(duty, due, calendar, by=by)


@transaction.atomic
def open_report_obligations(
    *,
    organisation: Organisation,
    year: int,
    due_day: int | None,
    by: Actor,
    first_month: Month | None = None,
    asked_on: date | None = None,
) -> list[Obligation]:
    """The duties to report every month of the year, from `first_month` or January to December.

    Each opens when its month is over. Those that exist stay; of these the months that are not over yet follow
    another due day: that of a notice, or without one (None) that of the month in which it falls due.
    `asked_on` is the day on which a group that did not report so far was first asked to.
    """
    # Nobody else opens a duty or confirms an arrangement meanwhile: one look at both serves all months.
    take_turn()
    calendar = current_calendar()
    duties = Obligation.objects.filter(
        kind=Obligation.Kind.MONTHLY_REPORT, organisation=organisation, year=year, reference=""
    )
    there = {duty.period: duty for duty in duties}
    first = first_month or Month(year, 1)
    months = [Month(year, number) for number in range(first.month, 13)] if first.year == year else []
    with parameters_asked_once():
        _follow_the_due_day([duty for duty in there.values() if duty.opens_at > now()], due_day, calendar, by=by)
        opened = [
            _report_duty(organisation, month, report_due(month, _day_of(month, due_day), calendar, asked_on), calendar)
            for month in months
            if str(month) not in there
        ]
    for duty in Obligation.objects.bulk_create(opened):
        _record_opened(duty, by=by)
        there[duty.period] = duty
    return [there[str(month)] for month in months]


def _day_of(month: Month, due_day: int | None) -> int:
    return due_day or count_on(Name.REPORT_DUE_DAY, month.next.first_day)


def _follow_the_due_day(duties: list[Obligation], due_day: int | None, calendar: WorkCalendar, *, by: Actor) -> None:
    """A notice that names another day of the month counts from the months on that are not over; an extended deadline
    stays."""
    for duty in duties:
        nominal, month = duty.derivation.get("nominal", ""), Month.parse(duty.period)
        day = _day_of(month, due_day)
        if duty.met_at is None and nominal and date.fromisoformat(nominal).day != day:
            move(duty, report_due(month, day, calendar), calendar, by=by)


def _report_duty(organisation: Organisation, month: Month, due: DueDay, calendar: WorkCalendar) -> Obligation:
    duty = Obligation(
        kind=Obligation.Kind.MONTHLY_REPORT,
        organisation=organisation,
        year=month.year,
        period=str(month),
        opens_at=start_of(month.next.first_day),
    )
    set_due(duty, due, calendar)
    return duty


@transaction.atomic
def open_obligation(duty: Obligation, due: DueDay, calendar: WorkCalendar, *, by: Actor) -> Obligation:
    """Stores the duty with its deadline; one that exists already is given back as it is."""
    set_due(duty, due, calendar)
    obligation, made = Obligation.objects.get_or_create(
        kind=duty.kind,
        organisation=duty.organisation,
        period=duty.period,
        reference=duty.reference,
        defaults={
            name: getattr(duty, name)
            for name in ("year", "about", "opens_at", "due_on", "late_from", "locked_from", "derivation",
                         "calendar_version", "provisional")
        },
    )  # fmt: skip
    if made:
        _record_opened(obligation, by=by)
        _follow_the_calendar(obligation, by=by)
    return obligation


def _record_opened(duty: Obligation, *, by: Actor) -> None:
    after = {"due_on": duty.due_on, "derivation": duty.derivation}
    record("obligation.open", by=by, subject=duty, after=after)


def _follow_the_calendar(obligation: Obligation, *, by: Actor) -> None:
    """An arrangement that was confirmed while this duty was being opened counts for it as well.

    The line of the log, which only one transaction at a time can write, decides who was first.
    """
    calendar = current_calendar()
    if calendar.version == obligation.calendar_version:
        return
    due = derive_again(obligation.derivation, calendar)
    if due.day != obligation.due_on or due.provisional != obligation.provisional:
        move(obligation, due, calendar, by=by)


def set_due(obligation: Obligation, due: DueDay, calendar: WorkCalendar) -> None:
    """Puts the deadline's instants on the row: due, late from, locked."""
    obligation.due_on, obligation.late_from = due.day, end_of(due.day)
    obligation.derivation, obligation.provisional = due.derivation, due.provisional
    obligation.calendar_version = due.derivation["calendar"]
    obligation.locked_from = locks_from(due.day, count_on(Name.OBLIGATION_LOCK_WORKDAYS, due.day), calendar)


def locks_from(due_on: date, workdays: int, calendar: WorkCalendar) -> datetime | None:
    """From when a duty that is due then can only be met with an extension; None for never."""
    return end_of(calendar.add_workdays(due_on, workdays)) if workdays else None


DUE_FIELDS = ("due_on", "late_from", "locked_from", "derivation", "calendar_version", "provisional")


def move(obligation: Obligation, due: DueDay, calendar: WorkCalendar, *, by: Actor) -> None:
    """Moves the deadline of an open duty, and logs it. The caller holds the row."""
    before = {"due_on": obligation.due_on, "calendar": obligation.calendar_version}
    set_due(obligation, due, calendar)
    obligation.save(update_fields=[*DUE_FIELDS, "first_due_on"])
    after = {"due_on": due.day, "calendar": obligation.calendar_version, "derivation": due.derivation}
    record("obligation.move", by=by, subject=obligation, before=before, after=after)


def lock_again(obligation: Obligation, locked_from: datetime | None, *, by: Actor) -> None:
    """Another day from which an open duty is locked, the deadline being the same. The caller holds the row."""
    before = {"locked_from": obligation.locked_from}
    obligation.locked_from = locked_from
    obligation.save(update_fields=["locked_from"])
    record("obligation.move", by=by, subject=obligation, before=before, after={"locked_from": locked_from})


@transaction.atomic
def move_filings(*, period: str, due: DueDay, by: Actor) -> None:
    """The deadline of a notice's filings was corrected. Open duties follow it, an extension that ends later stays; what
    was filed already follows it only to a later day."""
    take_turn()
    calendar = current_calendar()
    duties = Obligation.objects.select_for_update(of=("self",)).filter(kind=Obligation.Kind.FILING, period=period)
    for duty in duties.select_related("organisation", "about").order_by("pk"):
        later, is_open = due.day > duty.due_on, duty.met_at is None
        extended = duty.derivation["rule"] == "extended"
        if later or (is_open and not extended and due.day < duty.due_on):
            move(duty, due, calendar, by=by)
        if later and duty.met_at is not None:
            late = duty.met_at >= duty.late_from
            duty.late_workdays = duty.workdays_late(duty.met_at, calendar) if late else None
            duty.save(update_fields=["late_workdays"])


def meet(*, kind: str, organisation: Organisation, period: str, at: datetime, by: Actor) -> Obligation:
    """Marks the duty met at the instant of submission. The first one stays: a return does not unmake it."""
    duty = Obligation.objects.filter(kind=kind, organisation=organisation, period=period, reference="")
    return meet_one(duty.get(), at=at, by=by)


@transaction.atomic
def meet_one(obligation: Obligation, *, at: datetime, by: Actor) -> Obligation:
    """Marks that duty met, once. Raises Refusal when it is locked."""
    take_turn()
    rows = Obligation.objects.select_for_update(of=("self",)).select_related("organisation", "about")
    obligation = rows.get(pk=obligation.pk)
    if obligation.met_at is None:
        _refuse_when_locked(obligation, at)
        obligation.met_at = at
        late = at >= obligation.late_from
        obligation.late_workdays = obligation.workdays_late(at, current_calendar()) if late else None
        obligation.save(update_fields=["met_at", "late_workdays"])
        record("obligation.meet", by=by, subject=obligation, after={"met_at": at})
    return obligation


@transaction.atomic
def unmeet_one(obligation: Obligation, *, by: Actor) -> Obligation:
    """Opens a met duty again with its deadline as it was: what met it was taken back, and the clock runs on.

    Raises Refusal when the duty is locked by now: nothing could be submitted in its place.
    """
    take_turn()
    rows = Obligation.objects.select_for_update(of=("self",)).select_related("organisation", "about")
    obligation = rows.get(pk=obligation.pk)
    if obligation.met_at is not None:
        _refuse_when_locked(obligation, now())
        before = {"met_at": obligation.met_at}
        obligation.met_at, obligation.late_workdays = None, None
        obligation.save(update_fields=["met_at", "late_workdays"])
        record("obligation.reopen", by=by, subject=obligation, before=before, after={"due_on": obligation.due_on})
    return obligation


def _refuse_when_locked(obligation: Obligation, at: datetime) -> None:
    if obligation.locked_from is None or at < obligation.locked_from:
        return
    last = day_of(obligation.locked_from - RESOLUTION)
    raise Refusal(
        "locked",
        _("This was due on %(due)s and has been locked since the end of %(day)s; ask for an extension first.")
        % {"due": day_text(obligation.due_on), "day": day_text(last)},
    )


def punctuality_sentence(kind: str, organisation: Organisation, period: str) -> str:
    """For receipts: on time, or late by how many working days, with the due day; empty without such a duty."""
    duty = Obligation.objects.filter(kind=kind, organisation=organisation, period=period, reference="").first()
    if duty is None:
        return ""
    stands = duty.punctuality(now(), current_calendar())
    if stands.status == "met_late":
        return _("%(count)s working days late; due %(day)s") % {"count": stands.workdays, "day": day_text(duty.due_on)}
    return _("on time; due %(day)s") % {"day": day_text(duty.due_on)}
