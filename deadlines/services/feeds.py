"""The feed of a person's deadlines: its secret link, and what a calendar program reads by it."""

import hashlib
import secrets
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from accounts.models import User
from audit.services.record import record
from common.periods import day_of, now
from deadlines.models import Feed, Obligation

# What was due longer ago has no place in a calendar program.
PAST = timedelta(days=366)


@transaction.atomic
def renew_feed(*, by: User) -> str:
    """Makes the person's link, or a new one in place of the old, and returns its token: nobody can read it later."""
    token = secrets.token_urlsafe(32)
    Feed.objects.update_or_create(person=by, defaults={"token_hash": hash_of(token), "made_at": now()})
    record("feed.renew", by=by, subject=by)
    return token


@transaction.atomic
def revoke_feed(*, by: User) -> None:
    """Ends the link at once; revoked twice, it is revoked once."""
    deleted, _rows = Feed.objects.filter(person=by).delete()
    if deleted:
        record("feed.revoke", by=by, subject=by)


def person_of(token: str) -> User | None:
    """Whose link this is; None for a wrong or revoked one, and when the account is disabled."""
    feeds = Feed.objects.select_related("person__organisation").filter(token_hash=hash_of(token))
    feed = feeds.filter(person__is_active=True).first()
    return feed.person if feed else None


def hash_of(token: str) -> str:
    """SHA-256: a token of 256 random bits needs no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def feed_of(person: User, at: datetime) -> bytes:
    """The person's duties as iCalendar (RFC 5545), each on its due day with why it is that day."""
    calendar = Calendar()
    calendar.add("prodid", "-//rare-earth-quota//deadlines//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Deadlines of %(organisation)s") % {"organisation": person.organisation.name})
    calendar.add("refresh-interval;value=duration", "PT1H")
    duties = Obligation.objects.visible_to(person).filter(organisation=person.organisation_id)
    for duty in duties.filter(due_on__gte=day_of(at) - PAST).select_related("organisation", "about"):
        calendar.add_component(_event(duty, at))
    return bytes(calendar.to_ical())


def _event(duty: Obligation, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"obligation-{duty.pk}@{urlsplit(settings.PUBLIC_ADDRESS).hostname or 'localhost'}")
    event.add("dtstamp", at)
    event.add("dtstart", duty.due_on)
    event.add("dtend", duty.due_on + timedelta(days=1))
    done = f"（{_('done')}）" if duty.met_at else ""
    about = f" {duty.about.short}" if duty.about else ""
    event.add("summary", f"{duty.get_kind_display()} {duty.period_label}{about}{done}")
    event.add("description", duty.explanation)
    event.add("url", settings.PUBLIC_ADDRESS + reverse("obligation_form", args=[duty.pk]))
    event.add("transp", "TRANSPARENT")
    return event
