"""What beat wakes: it may run twice, late, or after a month of silence, and does each thing once."""

from celery import shared_task
from django.db import transaction

from audit.services.record import System
from common.periods import now
from monthly_checks.reads.checks import checkable
from monthly_checks.services.checks import open_check

SWEEPER = System("inspections")


@shared_task
def open_checks() -> int:
    """Opens the check of every province's month whose reports are in; returns how many."""
    at = now()
    ready = [month for month in checkable(at) if month.is_ready]
    for month in ready:
        with transaction.atomic():
            open_check(month, at=at, by=SWEEPER)
    return len(ready)
