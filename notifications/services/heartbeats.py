"""Whether a worker lives, and whose turn it is at what is done once in a while."""

from datetime import datetime, timedelta

from django.utils import timezone

from notifications.models import Heartbeat

WORKER = "worker"


def hear_worker() -> None:
    """Notes that a worker lives, on this machine's clock."""
    Heartbeat.objects.update_or_create(name=WORKER, defaults={"heard_at": timezone.now()})


def worker_heard_at() -> datetime | None:
    """When a worker was last heard."""
    return Heartbeat.objects.filter(name=WORKER).values_list("heard_at", flat=True).first()


def claim_turn(name: str, machine_now: datetime, pause: timedelta) -> bool:
    """Whether it is this one's turn at what is done once in that time, by this machine's clock.

    Of several workers one gets it. A claim ends with the next time it is due, so one that died delays no more; made
    in the transaction of the deed, it is undone with it.
    """
    Heartbeat.objects.get_or_create(name=name, defaults={"heard_at": machine_now - 2 * pause})
    return Heartbeat.objects.filter(name=name, heard_at__lte=machine_now - pause).update(heard_at=machine_now) == 1
