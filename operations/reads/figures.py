"""What can be measured of the service at this moment, in numbers: for metrics, the operators' page and `manage.py doctor`.

Nothing in it is about quotas or people. Ages are by the machine's clock, as what waits was written by it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import redis
from cryptography import x509
from django.conf import settings
from django.db.models import Count, F, Min, Q, QuerySet
from django.utils import timezone

from audit.models import Event, Head
from common.periods import now, today
from deadlines.models import Obligation
from deadlines.services.calendar import calendar_known_until
from documents.models import Scan
from integrations.models import Delivery
from notifications.models import Message
from notifications.services.chain_verification import audit_broken_at, audit_verified_at
from notifications.services.heartbeats import worker_heard_at
from operations.reads.backups import Backup, Drill, last_backup, last_drill, standbys


@dataclass(frozen=True)
class Waiting:
    """What is to be sent: how much, how long the oldest has been due, and how much was given up."""

    count: int
    behind: timedelta
    failed: int


@dataclass(frozen=True)
class Figures:
    """The service at one moment; None where nothing is known."""

    at: datetime
    mail: Waiting
    webhooks: Waiting
    scans: Waiting
    tasks_waiting: int | None
    sweep_behind: timedelta
    worker_heard_at: datetime | None
    chain_height: int
    chain_verified_at: datetime | None
    chain_broken_at: int | None
    failed_sign_ins: int
    backup: Backup | None
    drill: Drill | None
    standby_lag: timedelta | None
    standby_count: int
    calendar_until: date | None
    certificate_until: datetime | None

    @property
    def calendar_days(self) -> int | None:
        """Days from today to the last published day; negative when it is over."""
        return (self.calendar_until - today()).days if self.calendar_until else None


def service_figures() -> Figures:
    """Asks the database, the broker, the records of backups and the certificate's file."""
    at, connected = timezone.now(), standbys()
    return Figures(
        at=at,
        mail=_mail(at),
        webhooks=_webhooks(at),
        scans=_scans(at),
        tasks_waiting=_tasks_waiting(),
        sweep_behind=sweep_behind(now()),
        worker_heard_at=worker_heard_at(),
        chain_height=Head.objects.values_list("number", flat=True).first() or 0,
        chain_verified_at=audit_verified_at(),
        chain_broken_at=audit_broken_at(),
        failed_sign_ins=_failed_sign_ins(now()),
        backup=last_backup(),
        drill=last_drill(),
        standby_lag=max((standby.lag for standby in connected), default=None),
        standby_count=len(connected),
        calendar_until=calendar_known_until(),
        certificate_until=certificate_until(settings.TLS_CERTIFICATE),
    )


def sweep_behind(as_of: datetime) -> timedelta:
    """For how long the sweepers have left undone what was due: an opening that nobody announced, a lateness not noted."""
    open_duties = Obligation.objects.filter(met_at=None)
    unmarked = Q(late_marked_for=None) | ~Q(late_marked_for=F("due_on"))
    found = open_duties.aggregate(
        opened=Min("opens_at", filter=Q(announced_at=None, opens_at__lte=as_of, late_from__gt=as_of)),
        late=Min("late_from", filter=Q(late_from__lte=as_of) & unmarked),
    )
    return _behind(min(filter(None, found.values()), default=None), as_of)


def certificate_until(path: str) -> datetime | None:
    """Until when the certificate in this file is valid; None when there is none, or none that can be read."""
    try:
        return x509.load_pem_x509_certificate(Path(path).read_bytes()).not_valid_after_utc if path else None
    except (OSError, ValueError):
        return None


def _mail(at: datetime) -> Waiting:
    rows = Message.objects.filter(post__in=(Message.Post.WAITING, Message.Post.FAILED))
    found = rows.aggregate(
        waiting=Count("pk", filter=Q(post=Message.Post.WAITING)),
        # One that has not been tried has no next attempt yet.
        oldest=Min("next_try_at", filter=Q(post=Message.Post.WAITING)),
        untried=Min("queued_at", filter=Q(post=Message.Post.WAITING, next_try_at=None)),
        failed=Count("pk", filter=Q(post=Message.Post.FAILED)),
    )
    oldest = min(filter(None, (found["oldest"], found["untried"])), default=None)
    return Waiting(found["waiting"], _behind(oldest, at), found["failed"])


def _webhooks(at: datetime) -> Waiting:
    rows: QuerySet[Delivery] = Delivery.objects.filter(state__in=(Delivery.State.WAITING, Delivery.State.FAILED))
    found = rows.aggregate(
        waiting=Count("pk", filter=Q(state=Delivery.State.WAITING)),
        oldest=Min("next_try_at", filter=Q(state=Delivery.State.WAITING)),
        failed=Count("pk", filter=Q(state=Delivery.State.FAILED)),
    )
    return Waiting(found["waiting"], _behind(found["oldest"], at), found["failed"])


def _scans(at: datetime) -> Waiting:
    """Attachments that wait for the scanner; what is infected counts as failed."""
    found = Scan.objects.exclude(state=Scan.State.CLEAN).aggregate(
        waiting=Count("pk", filter=Q(state=Scan.State.WAITING)),
        oldest=Min("asked_at", filter=Q(state=Scan.State.WAITING)),
        failed=Count("pk", filter=Q(state=Scan.State.INFECTED, scanned_at__gt=at - timedelta(days=30))),
    )
    return Waiting(found["waiting"], _behind(found["oldest"], at), found["failed"])


def _behind(oldest: datetime | None, at: datetime) -> timedelta:
    return max(at - oldest, timedelta()) if oldest else timedelta()


def _tasks_waiting() -> int | None:
    address = settings.REDIS_URL.replace("redis+socket://", "unix://").replace("virtual_host=", "db=")
    try:
        with redis.Redis.from_url(address, socket_connect_timeout=2, socket_timeout=2) as client:
            return int(client.llen("celery"))
    except (redis.RedisError, OSError):
        return None


def _failed_sign_ins(at: datetime) -> int:
    """Wrong passwords and wrong codes within the last hour."""
    lately = Event.objects.filter(at__gt=at - timedelta(hours=1), at__lte=at)
    return lately.filter(action__in=("sign_in.fail", "second_factor.fail")).count()
