"""What beat wakes. Each task may run twice, late, or after a month of silence, and does each thing once."""

from celery import shared_task
from django.utils import timezone

from common.periods import now
from deadlines.reminders import queue_reminders, send_queued
from deadlines.services import hear_worker


@shared_task
def beat_heart() -> None:
    """Notes that a worker lives; /readyz asks for it."""
    hear_worker()


@shared_task
def sweep_obligations() -> int:
    """Queues the reminders of this day."""
    return queue_reminders(now())


@shared_task
def send_messages() -> int:
    """Sends what is queued."""
    return send_queued(timezone.now())
