"""What beat wakes: it may run twice, late, or after a month of silence, and opens each duty once."""

from celery import shared_task

from allocations.services.reporting_years import open_reporting_year
from audit.services.record import System
from common.periods import today

SWEEPER = System("allocations")


@shared_task
def open_reporting_years() -> int:
    """Open this year's reporting obligations for every group that has them; return how many groups were new."""
    return open_reporting_year(year=today().year, by=SWEEPER)
