"""What turns red becomes a message to the system administrators: once for each time it turns."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from accounts.models import Role
from notifications.models import SERVICE_RED, Heartbeat, Message
from notifications.reads.recipients import keepers_of
from notifications.services.heartbeats import claim_turn
from operations.reads.conditions import Condition, conditions, red
from operations.reads.figures import Figures, service_figures

CHECKING, RED = "service-checking", "service-red-"
# What is red for a moment only - at a start, while a mail server restarts - is shown and not sent.
GRACE = timedelta(minutes=5)


def check_when_due(machine_now: datetime, as_of: datetime) -> int:
    """Look at the service when that is due and no other worker does; return how many conditions are told."""
    with transaction.atomic():
        if not claim_turn(CHECKING, machine_now, timedelta(seconds=settings.SWEEP_SECONDS)):
            return 0
        figures = service_figures()
        return notify_red(figures, machine_now, as_of)


def notify_red(figures: Figures, machine_now: datetime, as_of: datetime) -> int:
    """Remember what is red since when; tell the system administrators, once, what stays so."""
    found = red(conditions(figures))
    Heartbeat.objects.filter(name__startswith=RED).exclude(name__in=[RED + one.key for one in found]).delete()
    since = red_since()
    fresh = [Heartbeat(name=RED + one.key, heard_at=machine_now) for one in found if one.key not in since]
    Heartbeat.objects.bulk_create(fresh, ignore_conflicts=True)
    told = [one for one in found if one.key in since and machine_now - since[one.key] >= GRACE]
    if not told:
        return 0
    in_words = {language: conditions_in(language, figures) for language in ("zh", "en")}
    rows = [
        Message(
            recipient_id=keeper.person,
            occasion=f"{SERVICE_RED}-{one.key}{int(since[one.key].timestamp())}",
            details=_details(one, in_words),
            queued_at=as_of,
            post=keeper.post,
        )
        for one in told
        for keeper in keepers_of(Role.SYSTEM_ADMIN)
    ]
    # The occasion bears the second in which it turned red: it is said once, however often it is found.
    Message.objects.bulk_create(rows, ignore_conflicts=True)
    return len(told)


def red_since() -> dict[str, datetime]:
    """Since when each condition that is red has been so, by its key."""
    rows = Heartbeat.objects.filter(name__startswith=RED).values_list("name", "heard_at")
    return {name.removeprefix(RED): at for name, at in rows}


def conditions_in(language: str, figures: Figures) -> dict[str, Condition]:
    """The conditions in the words of one language."""
    with translation.override("zh-hans" if language == "zh" else "en"):
        return {
            one.key: Condition(one.key, str(one.label), one.text, one.well, one.way_out) for one in conditions(figures)
        }


def _details(one: Condition, in_words: dict[str, dict[str, Condition]]) -> dict[str, Any]:
    words = {language: found[one.key] for language, found in in_words.items()}
    return {
        "url": reverse("service_state"),
        **{language: [str(word.label), word.text, word.way_out] for language, word in words.items()},
    }
