"""The ministry's duty to close a year by its statement, counted from the day on which December's reports are due."""

from datetime import date, datetime

from django.db import transaction

from accounts.models import Organisation
from audit.services.record import Actor
from deadlines.models import Obligation
from deadlines.models.derivations import after_workdays
from deadlines.reads.parameters import Name, count_on
from deadlines.services.calendar import current_calendar
from deadlines.services.obligations import open_obligation


@transaction.atomic
def open_statement_duty(
    *, organisation: Organisation, year: int, counted_from: date, opens_at: datetime, by: Actor
) -> bool:
    """Opened once; whether it was opened now."""
    reference = str(year)
    kind = Obligation.Kind.YEAR_STATEMENT
    if Obligation.objects.filter(kind=kind, organisation=organisation, reference=reference).exists():
        return False
    calendar = current_calendar()
    due = after_workdays(calendar, counted_from, "", count_on(Name.YEAR_STATEMENT_WORKDAYS, counted_from))
    duty = Obligation(
        kind=kind, organisation=organisation, year=year, period=str(year), reference=reference, opens_at=opens_at
    )
    open_obligation(duty, due, calendar, by=by)
    return True
