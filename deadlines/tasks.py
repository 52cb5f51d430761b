"""What beat wakes. Each task may run twice, late, or after a month of silence, and does each thing once."""

from celery import shared_task

from common.periods import now
from deadlines.services import successions, sweeps
from deadlines.services.sweeps import SWEEPER


@shared_task
def announce_opened() -> int:
    """Notify the clerks of obligations that are open now."""
    return sweeps.announce_opened(now())


@shared_task
def queue_reminders() -> int:
    """Queues the reminders of this day."""
    return sweeps.queue_reminders(now())


@shared_task
def mark_late() -> int:
    """Notes in the log which duties have become late."""
    return sweeps.mark_late(now())


@shared_task
def escalate() -> int:
    """Notify the ministry's recipients of what stays overdue."""
    return sweeps.escalate(now())


@shared_task
def end_duties() -> int:
    """Ends what is about months after the last day of groups that have ended without a successor."""
    return successions.end_duties_of_ended(by=SWEEPER)
