"""What beat wakes: queued messages are sent, files are made, and the audit chain is verified. Each may run twice."""

from celery import shared_task
from django.utils import timezone

from common.periods import now
from notifications.services.chain_verification import verify_when_due
from notifications.services.heartbeats import hear_worker
from notifications.services.made_files import ask_monthly, forget_old, make_waiting
from notifications.services.mail import send_queued


@shared_task
def beat_heart() -> None:
    """Record a worker's heartbeat; /readyz reads it."""
    hear_worker()


@shared_task
def send_messages() -> int:
    """Sends what is queued."""
    return send_queued(timezone.now())


@shared_task
def verify_audit_chain() -> bool:
    """Verify the audit chain when that is due."""
    return verify_when_due(timezone.now(), now())


@shared_task
def make_files() -> int:
    """Makes the files that wait."""
    return make_waiting(timezone.now())


@shared_task
def ask_monthly_files() -> int:
    """Asks for the tables that come every month, and forgets old files."""
    forget_old(timezone.now())
    return ask_monthly()
