"""Duties when an organisation ends: what was due by then stays its own, what falls due afterwards is its successor's."""

from datetime import date

from django.db import transaction

from accounts.models import Organisation
from audit.services.record import Actor, record
from common.periods import Month, start_of, today
from deadlines.models import Obligation
from deadlines.models.derivations import derive_again
from deadlines.services.calendar import current_calendar, take_turn
from deadlines.services.obligations import open_obligation

HANDED_OVER = (Obligation.Kind.FILING, Obligation.Kind.MONTHLY_REPORT)


@transaction.atomic
def hand_over(*, predecessor: Organisation, successor: Organisation, day: date, by: Actor) -> int:
    """Transfer to the successor from `day` on what its predecessor can no longer meet; return the number of obligations.

    A monthly report or a filing whose deadline had not passed is opened for the successor, unless it has that
    obligation already. Everything else that falls due afterwards – a correction, an answer – ends. What was due by
    then, and what was met, is unchanged. A second call transfers nothing.
    """
    take_turn()
    duties = Obligation.objects.open().filter(organisation=predecessor, late_from__gt=start_of(day))
    handed_over = list(duties.select_for_update(of=("self",)).order_by("pk"))
    calendar = current_calendar()
    for duty in handed_over:
        if duty.kind in HANDED_OVER:
            due = derive_again(duty.derivation, calendar)
            successors = Obligation(
                kind=duty.kind, organisation=successor, year=duty.year, period=duty.period, opens_at=duty.opens_at
            )
            open_obligation(successors, due, calendar, by=by)
        after = {"due_on": duty.due_on, "successor": successor.name_zh}
        record("obligation.hand_over", by=by, subject=duty, after=after)
        # The log keeps whether it was extended; the request is deleted with its obligation.
        duty.extensions.all().delete()
        duty.delete()
    return len(handed_over)


@transaction.atomic
def end_duties_of_ended(*, by: Actor) -> int:
    """Of groups that have ended without a successor, what is about months after their last day; returns how many.

    The months until then stay owed, the last one too: its people report them as long as they have an account. Run
    again, it ends nothing.
    """
    day = today()
    ended = Organisation.objects.groups().filter(valid_to__lt=day, successions=None)
    duties = Obligation.objects.open().filter(kind=Obligation.Kind.MONTHLY_REPORT, organisation__in=ended)
    if not duties.exists():
        return 0
    take_turn()
    count = 0
    for duty in duties.select_for_update(of=("self",)).select_related("organisation").order_by("pk"):
        last_day = duty.organisation.valid_to
        if last_day is not None and Month.parse(duty.period).first_day > last_day:
            record("obligation.end", by=by, subject=duty, after={"due_on": duty.due_on, "last_day": last_day})
            duty.extensions.all().delete()
            duty.delete()
            count += 1
    return count
