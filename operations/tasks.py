"""What beat wakes: a look at the service itself. It may run twice."""

from celery import shared_task
from django.utils import timezone

from common.periods import now
from operations.services.alerts import check_when_due
from operations.services.scans import scan_waiting


@shared_task
def scan_attachments() -> int:
    """Show waiting attachments to the virus scanner."""
    return scan_waiting()


@shared_task
def check_service() -> int:
    """Tell the system administrators what has turned red."""
    return check_when_due(timezone.now(), now())
