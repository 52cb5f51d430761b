"""Obligations that follow another organisation's action: decide a submission, resubmit what was returned, check a
month, answer a finding. The apps above call these services; each obligation opens once and is met once."""

from datetime import datetime

from django.db import transaction

from accounts.models import Organisation
from audit.services.record import Actor, record
from common.periods import Month, day_of, start_of
from deadlines.models import Obligation, ObligationQuerySet
from deadlines.models.derivations import after_workdays
from deadlines.reads.parameters import Name, count_on
from deadlines.services.calendar import current_calendar
from deadlines.services.obligations import meet_one, open_obligation, report_due, unmeet_one

Kind = Obligation.Kind
# By kind of submission: the obligation to decide it, and the group's obligation after a return.
DECISIONS = {Kind.FILING: Kind.FILING_DECISION, Kind.MONTHLY_REPORT: Kind.REPORT_DECISION}
AGAIN = {Kind.FILING: Kind.FILING_AGAIN, Kind.MONTHLY_REPORT: Kind.REPORT_AGAIN}


def decision_workdays(kind: str) -> Name:
    """Which parameter says within how many working days the ministry decides on a submission of that kind."""
    return Name.FILING_DECISION_WORKDAYS if kind == Kind.FILING else Name.REPORT_DECISION_WORKDAYS


@transaction.atomic
def submitted(*, kind: str, group: Organisation, year: int, period: str, at: datetime, by: Actor) -> None:
    """Record a submission: the obligation to resubmit is met, and MIIT's obligation to decide opens.

    Call it beside `meet`. While a decision on the same period is open, a later version does not open another.
    """
    for duty in _round(AGAIN[Kind(kind)], period, organisation=group).open():
        meet_one(duty, at=at, by=by)
    rounds = _round(DECISIONS[Kind(kind)], period, about=group)
    if rounds.open().exists():
        return
    duty = Obligation(
        kind=DECISIONS[Kind(kind)],
        organisation=Organisation.objects.get(kind=Organisation.Kind.MIIT),
        about=group,
        year=year,
        period=period,
        reference=f"{group.code}/{rounds.count() + 1}",
        opens_at=at,
    )
    _open_counted(duty, at, "submitted", decision_workdays(kind), by=by)


@transaction.atomic(savepoint=False)
def decided(*, kind: str, group: Organisation, period: str, at: datetime, by: Actor) -> None:
    """MIIT accepted or returned: its own duty is met at this instant."""
    # Read again under its lock: its key is enough here.
    for duty in _round(DECISIONS[Kind(kind)], period, about=group).open().order_by("pk").only("pk"):
        meet_one(duty, at=at, by=by)


@transaction.atomic
def returned(*, kind: str, group: Organisation, year: int, period: str, at: datetime, by: Actor) -> None:
    """What came back has its own new deadline; the punctuality of the first submission stays as it is."""
    decided(kind=kind, group=group, period=period, at=at, by=by)
    rounds = _round(AGAIN[Kind(kind)], period, organisation=group)
    if rounds.open().exists():
        return
    duty = Obligation(
        kind=AGAIN[Kind(kind)],
        organisation=group,
        year=year,
        period=period,
        reference=str(rounds.count() + 1),
        opens_at=at,
    )
    _open_counted(duty, at, "returned", Name.CORRECTION_WORKDAYS, by=by)


@transaction.atomic
def recalled(*, kind: str, group: Organisation, year: int, period: str, submitted_at: datetime, by: Actor) -> None:
    """Record a recall: what the submission had met at `submitted_at` is open again, and nobody has to decide on it.

    A duty that an earlier submission had met stays met. Raises Refusal when a duty is locked by now.
    """
    met_by_it = Obligation.objects.filter(organisation=group, met_at=submitted_at)
    # One filing of the year's total answers every notice of the year.
    whose = {"year": year} if kind == Kind.FILING else {"period": period}
    for duty in met_by_it.filter(kind=kind, **whose):
        unmeet_one(duty, by=by)
    for duty in _round(AGAIN[Kind(kind)], period, organisation=group).filter(met_at=submitted_at):
        unmeet_one(duty, by=by)
    drop(_round(DECISIONS[Kind(kind)], period, about=group), by=by)


def given_up(*, kind: str, group: Organisation, period: str, by: Actor) -> None:
    """A returned version was given up while another one stays in force: nothing has to be sent again."""
    drop(_round(AGAIN[Kind(kind)], period, organisation=group), by=by)


def drop(duties: ObligationQuerySet, *, by: Actor) -> None:
    """Takes away open duties for which there is no ground any more, with a line in the log."""
    for duty in duties.open().select_related("organisation", "about").order_by("pk"):
        record("obligation.drop", by=by, subject=duty, before={"due_on": duty.due_on})
        duty.delete()


@transaction.atomic
def withdraw_consultation(
    *, authority: Organisation, period: str, reference: str, given_at: datetime, by: Actor
) -> None:
    """The authority has taken its opinion back; the duty that it met is open again with its day."""
    duties = _round(Kind.CONSULTATION, period, organisation=authority).filter(reference=reference, met_at=given_at)
    for duty in duties:
        unmeet_one(duty, by=by)


def open_check_obligation(*, authority: Organisation, month: Month, by: Actor) -> Obligation:
    """A province's duty to check a month, due on a day of the next month (按月调度检查)."""
    calendar = current_calendar()
    due_day = count_on(Name.MONTHLY_CHECK_DAY, month.next.first_day)
    duty = Obligation(
        kind=Kind.MONTHLY_CHECK,
        organisation=authority,
        year=month.year,
        period=str(month),
        opens_at=start_of(month.next.first_day),
    )
    return open_obligation(duty, report_due(month, due_day, calendar), calendar, by=by)


def open_check_again(*, authority: Organisation, month: Month, reference: str, at: datetime, by: Actor) -> Obligation:
    """The duty to close a reopened check, counted from the day it was reopened; the first closing stays as it was."""
    duty = Obligation(
        kind=Kind.MONTHLY_CHECK,
        organisation=authority,
        year=month.year,
        period=str(month),
        reference=reference,
        opens_at=at,
    )
    return _open_counted(duty, at, "opened", Name.CORRECTION_WORKDAYS, by=by)


def open_answer_obligation(
    *, organisation: Organisation, month: Month, reference: str, about: Organisation | None, at: datetime, by: Actor
) -> Obligation:
    """The duty to answer a finding, counted from the day it was opened; `reference` is the finding's number."""
    duty = Obligation(
        kind=Kind.FINDING_ANSWER,
        organisation=organisation,
        about=about,
        year=month.year,
        period=str(month),
        reference=reference,
        opens_at=at,
    )
    return _open_counted(duty, at, "opened", Name.FINDING_ANSWER_WORKDAYS, by=by)


@transaction.atomic
def open_consultation(
    *, authority: Organisation, group: Organisation, year: int, period: str, reference: str, at: datetime, by: Actor
) -> Obligation:
    """The duty to give an opinion on a group's filing (商…主管部门), counted from the day it was asked for."""
    duty = Obligation(
        kind=Kind.CONSULTATION,
        organisation=authority,
        about=group,
        year=year,
        period=period,
        reference=reference,
        opens_at=at,
    )
    return _open_counted(duty, at, "opened", Name.CONSULTATION_WORKDAYS, by=by)


@transaction.atomic
def meet_consultation(*, authority: Organisation, period: str, reference: str, at: datetime, by: Actor) -> None:
    """The authority has given its opinion."""
    for duty in _round(Kind.CONSULTATION, period, organisation=authority).filter(reference=reference).open():
        meet_one(duty, at=at, by=by)


def end_consultations(*, period: str, reference: str) -> int:
    """What can no longer be met goes: the draft was taken back, or the filing is decided. The silence stays on the
    filing itself, with the day until which the opinion was due."""
    duties = Obligation.objects.filter(kind=Kind.CONSULTATION, period=period, reference=reference)
    count, _kinds = duties.open().delete()
    return count


def _round(kind: str, period: str, **whose: Organisation) -> ObligationQuerySet:
    return Obligation.objects.filter(kind=kind, period=period, **whose)


def _open_counted(duty: Obligation, at: datetime, clock: str, count: Name, *, by: Actor) -> Obligation:
    calendar, day = current_calendar(), day_of(at)
    return open_obligation(duty, after_workdays(calendar, day, clock, count_on(count, day)), calendar, by=by)
