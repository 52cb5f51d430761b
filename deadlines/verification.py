"""The audit chain is walked from time to time; a fault becomes a message to who keeps the log."""

from datetime import datetime, timedelta

from django.conf import settings

from accounts.models import Role
from audit.services import first_fault
from deadlines.ladder import keepers_of
from deadlines.models import Heartbeat, Message

VERIFYING, VERIFIED = "audit-verifying", "audit-verified"


def verify_when_due(machine_now: datetime, as_of: datetime) -> bool:
    """Walks the chain when that is due and nobody else is at it; whether it did. By this machine's clock."""
    if not _claim(machine_now):
        return False
    fault = first_fault()
    if fault is not None:
        _tell_keepers(fault.number, fault.reason, as_of)
    Heartbeat.objects.update_or_create(name=VERIFIED, defaults={"heard_at": machine_now})
    return True


def _claim(machine_now: datetime) -> bool:
    """Of several workers one walks. Its claim ends with the next time it is due, so one that died delays no more."""
    pause = timedelta(minutes=settings.AUDIT_VERIFY_MINUTES)
    Heartbeat.objects.get_or_create(name=VERIFYING, defaults={"heard_at": machine_now - 2 * pause})
    free = Heartbeat.objects.filter(name=VERIFYING, heard_at__lte=machine_now - pause)
    return free.update(heard_at=machine_now) == 1


def _tell_keepers(number: int, reason: str, as_of: datetime) -> None:
    """Once for each place at which the chain is broken, however often it is found."""
    rows = [
        Message(
            recipient_id=keeper.person,
            occasion=f"audit-fault-{number}",
            details={"reason": reason},
            queued_at=as_of,
            post=keeper.post,
        )
        for keeper in keepers_of(Role.AUDIT_ADMIN)
    ]
    Message.objects.bulk_create(rows, ignore_conflicts=True)


def audit_verified_at() -> datetime | None:
    """When the chain was last walked to its end."""
    return Heartbeat.objects.filter(name=VERIFIED).values_list("heard_at", flat=True).first()
