"""What beat wakes: webhooks are delivered, old answers forgotten. Each may run twice."""

from celery import shared_task
from django.utils import timezone

from integrations.services.deliveries import deliver_all
from integrations.services.idempotency import forget_old_answers


@shared_task
def deliver_webhooks() -> int:
    """Queues what the log says and sends what is due."""
    return deliver_all(timezone.now())


@shared_task
def forget_answers() -> int:
    """Removes what was kept for keys of yesterday."""
    return forget_old_answers()
