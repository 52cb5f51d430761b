"""What beat wakes. Each task may run twice, late, or after a month of silence, and does each thing once."""

from celery import shared_task
from django.utils import timezone

from common.periods import now
from deadlines import sweeps
from deadlines.mail import send_queued
from deadlines.services import hear_worker
from deadlines.verification import verify_when_due


@shared_task
def beat_heart() -> None:
    """Notes that a worker lives; /readyz asks for it."""
    hear_worker()


@shared_task
def announce_opened() -> int:
    """Tells the clerks which duties can be worked on now."""
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
    """Tells the ministry's list what stays overdue."""
    return sweeps.escalate(now())


@shared_task
def send_messages() -> int:
    """Sends what is queued."""
    return send_queued(timezone.now())


@shared_task
def verify_audit_chain() -> bool:
    """Walks the audit chain when that is due."""
    return verify_when_due(timezone.now(), now())
