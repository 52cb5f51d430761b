"""Telling people of what happened, where no duty of theirs follows from it."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts.models import Organisation, Role, User
from notifications.models import Message
from notifications.reads.recipients import post

MINISTRIES = (Organisation.Kind.MIIT, Organisation.Kind.MNR)


def tell_ministries(*, occasion: str, details: dict[str, Any], at: datetime) -> int:
    """Everybody who works with quotas at the ministries, each once for an occasion; in the caller's transaction."""
    people = User.objects.active().filter(organisation__kind__in=MINISTRIES, roles__in=Role.BUSINESS).distinct()
    return tell(people, occasion=occasion, details=details, at=at)


def tell(people: QuerySet[User], *, occasion: str, details: dict[str, Any], at: datetime) -> int:
    """These people, each once for an occasion; returns to how many it was told."""
    rows = people.order_by("pk").values_list("pk", "email", "channels__email")
    Message.objects.bulk_create(
        [
            Message(recipient_id=person, occasion=occasion, details=details, queued_at=at, post=post(email, wanted))
            for person, email, wanted in rows
        ],
        ignore_conflicts=True,
    )
    return len(rows)
