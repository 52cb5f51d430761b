"""What beat wakes: it may run twice, late, or after a month of silence, and opens each finding once."""

from celery import shared_task

from audit.services.record import System
from common.periods import today
from reporting.services.findings import settle_awaited_output

SWEEPER = System("reporting")


@shared_task
def settle_last_year() -> int:
    """Opens the findings of last year's output that waited for quota in vain; returns how many."""
    return settle_awaited_output(year=today().year - 1, by=SWEEPER)
