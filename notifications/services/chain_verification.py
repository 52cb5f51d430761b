"""Periodic verification of the audit chain; a broken chain is reported to the audit administrator."""

from datetime import datetime, timedelta

from django.conf import settings

from accounts.models import Role
from audit.services.record import first_fault
from notifications.models import Heartbeat, Message
from notifications.reads.recipients import keepers_of
from notifications.services.heartbeats import claim_turn

VERIFYING, VERIFIED, BROKEN = "audit-verifying", "audit-verified", "audit-broken-"


def verify_when_due(machine_now: datetime, as_of: datetime) -> bool:
    """Verify the chain when due and when no other worker does; return whether it did. By the machine's clock."""
    if not claim_turn(VERIFYING, machine_now, timedelta(minutes=settings.AUDIT_VERIFY_MINUTES)):
        return False
    fault = first_fault()
    Heartbeat.objects.filter(name__startswith=BROKEN).delete()
    if fault is not None:
        Heartbeat.objects.create(name=f"{BROKEN}{fault.number}", heard_at=machine_now)
        _tell_keepers(fault.number, fault.reason, as_of)
    Heartbeat.objects.update_or_create(name=VERIFIED, defaults={"heard_at": machine_now})
    return True


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
    """The time at which the chain was last verified to its end."""
    return Heartbeat.objects.filter(name=VERIFIED).values_list("heard_at", flat=True).first()


def audit_broken_at() -> int | None:
    """The first event at which the last verification found the chain broken; None while it is intact."""
    name = Heartbeat.objects.filter(name__startswith=BROKEN).values_list("name", flat=True).first()
    return int(name.removeprefix(BROKEN)) if name else None
