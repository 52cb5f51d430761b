"""What has changed since a person was last here: for the line on top of the desk."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from accounts.models import Role, User
from audit.models import Event
from notifications.models import Message
from notifications.reads.digests import COUNTED, SUBJECTS, subject_of
from reporting.models import ProductionReport


@dataclass(frozen=True)
class LastVisit:
    """When the person signed in before this time, and what came since: (what, how many)."""

    at: datetime
    changes: list[tuple[str, int]]


def last_visit(user: User) -> LastVisit | None:
    """None for who is here for the first time. Three queries."""
    visits = Event.objects.about(user).filter(action="sign_in").order_by("-number").values_list("at", flat=True)
    before = list(visits[1:2])
    if not before:
        return None
    at = before[0]
    counts = Counter(
        subject_of(occasion)
        for occasion in Message.objects.visible_to(user)
        .filter(queued_at__gt=at)
        .values_list("occasion", flat=True)[:COUNTED]
    )
    changes = [(str(SUBJECTS.get(subject, subject)), count) for subject, count in counts.items()]
    own = _reports(user, at) if user.sees_business else _accounts(user, at)
    return LastVisit(at, [*own, *changes])


def _accounts(user: User, at: datetime) -> list[tuple[str, int]]:
    """Accounts that were changed, to who keeps them; events of the log, to who reads it."""
    events = Event.objects.filter(at__gt=at).exclude(actor=user.username)
    found = []
    if user.keeps_accounts or user.has_role(Role.ADMINISTRATOR):
        mine = User.objects.visible_to(user).order_by().annotate(key=Cast("pk", CharField())).values("key")
        changed = events.filter(action__startswith="person.", subject_id__in=mine)
        found.append((_("Accounts that were changed"), changed.count()))
    if user.has_role(Role.AUDIT_ADMIN):
        found.append((_("Events of the log"), events.count()))
    return [(name, count) for name, count in found if count]


def _reports(user: User, at: datetime) -> list[tuple[str, int]]:
    """Reports that came in; to a group, those of its own that were decided."""
    reports = ProductionReport.objects.visible_to(user)
    if user.organisation.is_group:
        name, count = _("Reports of yours that were decided"), reports.filter(decided_at__gt=at).count()
    else:
        name, count = _("Reports that were submitted"), reports.filter(submitted_at__gt=at).count()
    return [(name, count)] if count else []
