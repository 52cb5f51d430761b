"""Heartbeats of workers, and claims of periodic jobs."""

from datetime import datetime, timedelta

from django.utils import timezone

from notifications.models import Heartbeat

WORKER = "worker"


def hear_worker() -> None:
    """Record a worker's heartbeat, on the machine's clock."""
    Heartbeat.objects.update_or_create(name=WORKER, defaults={"heard_at": timezone.now()})


def worker_heard_at() -> datetime | None:
    """When a worker was last heard."""
    return Heartbeat.objects.filter(name=WORKER).values_list("heard_at", flat=True).first()


def claim_turn(name: str, machine_now: datetime, pause: timedelta) -> bool:
    """Claim a periodic job for this worker; return whether it got the claim. By the machine's clock.

    Of several workers one gets it. A claim ends when the job is due again, so a dead worker delays it no further;
    made in the transaction of the job, it is rolled back with it.
    """
    Heartbeat.objects.get_or_create(name=name, defaults={"heard_at": machine_now - 2 * pause})
    return Heartbeat.objects.filter(name=name, heard_at__lte=machine_now - pause).update(heard_at=machine_now) == 1
