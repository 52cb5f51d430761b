"""Whether a worker lives."""

from datetime import datetime

from django.utils import timezone

from deadlines.models import Heartbeat

WORKER = "worker"


def hear_worker() -> None:
    """Notes that a worker lives, on this machine's clock."""
    Heartbeat.objects.update_or_create(name=WORKER, defaults={"heard_at": timezone.now()})


def worker_heard_at() -> datetime | None:
    """When a worker was last heard."""
    return Heartbeat.objects.filter(name=WORKER).values_list("heard_at", flat=True).first()
