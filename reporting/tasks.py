"""What beat wakes: it may run twice, late, or after a month of silence, and opens each finding once."""

from celery import shared_task

from audit.services.record import System
from common.periods import today
from reporting.services.findings import settle_awaited_output
from reporting.services.statements import open_statement_duties

SWEEPER = System("reporting")


@shared_task
def settle_last_year() -> int:
    """Opens the findings of last year's output that waited for quota in vain, and the ministry's duty to close that
    year; returns how many findings."""
    year = today().year - 1
    open_statement_duties(year=year, by=SWEEPER)
    return settle_awaited_output(year=year, by=SWEEPER)
