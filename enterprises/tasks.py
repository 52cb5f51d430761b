"""Periodic tasks: they may run twice, late, or after a month without a run, and notify of each lapse once."""

from celery import shared_task
from django.utils import timezone

from common.periods import now
from enterprises.services import changes
from enterprises.services.eligibility_lapses import reassess_when_due


@shared_task
def carry_out_changes() -> int:
    """Lets the confirmed events of enterprises take effect whose day has come; returns how many."""
    return changes.carry_out_changes()


@shared_task
def reassess_eligibility() -> int:
    """Judges every enterprise with quota anew when that is due."""
    return reassess_when_due(timezone.now(), now())
