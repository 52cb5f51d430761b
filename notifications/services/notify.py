"""Notifications about events that create no obligation for the recipient."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Organisation, Role, User
from notifications.models import Message
from notifications.reads.recipients import post


@dataclass(frozen=True)
class News:
    """What happened: its kind (see reads.message_text), the number of its event, the thing's number, by whom, why."""

    kind: str
    event: int
    thing: str
    who: Organisation
    reason: str
    url: str


MINISTRIES = (Organisation.Kind.MIIT, Organisation.Kind.MNR)


def tell_ministries(*, occasion: str, details: dict[str, Any], at: datetime) -> int:
    """Everybody who works with quotas at the ministries, each once for an occasion; in the caller's transaction."""
    people = User.objects.active().filter(organisation__kind__in=MINISTRIES, roles__in=Role.BUSINESS).distinct()
    return tell(people, occasion=occasion, details=details, at=at)


def tell_news(
    *, kinds: Iterable[str] = (), organisations: Iterable[Organisation] = (), news: News, at: datetime
) -> int:
    """What somebody of another organisation did, to everybody who works with quotas in organisations of these kinds
    and in these organisations; each once, in the caller's transaction."""
    concerned = Q(organisation__kind__in=tuple(kinds)) | Q(organisation__in=[one.pk for one in organisations])
    people = User.objects.active().filter(concerned, roles__in=Role.BUSINESS).distinct()
    details = {
        "thing": news.thing,
        "who_zh": news.who.name_zh,
        "who_en": news.who.name_en,
        "reason": news.reason,
        "url": news.url,
    }
    return tell(people, occasion=f"{news.kind}-{news.event}", details=details, at=at)


def tell(people: QuerySet[User], *, occasion: str, details: dict[str, Any], at: datetime) -> int:
    """Notify these people, each once for an occasion; return how many were notified."""
    rows = people.order_by("pk").values_list("pk", "email", "channels__email")
    Message.objects.bulk_create(
        [
            Message(recipient_id=person, occasion=occasion, details=details, queued_at=at, post=post(email, wanted))
            for person, email, wanted in rows
        ],
        ignore_conflicts=True,
    )
    return len(rows)
