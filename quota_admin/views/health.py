"""Health: does the process answer, and is everything there that it needs?"""

from collections.abc import Callable
from datetime import timedelta

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.periods import today
from deadlines.services.calendar import calendar_known_until
from notifications.services.chain_verification import audit_broken_at
from notifications.services.heartbeats import worker_heard_at
from quota_admin import __version__


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers, and says its version; nothing else is asked."""
    return HttpResponse(f"ok {__version__}\n", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Each part with “ok” or what is wrong; 503 as long as one is wrong. Names parts, never addresses."""
    parts = {name: _verdict(check) for name, check in CHECKS.items()}
    ready = all(verdict == "ok" for verdict in parts.values())
    return JsonResponse({"ready": ready, "parts": parts}, status=200 if ready else 503)


def _verdict(check: Callable[[], str]) -> str:
    try:
        return check()
    except Exception as fault:  # noqa: BLE001 - whatever it is, the part is not ready
        return type(fault).__name__


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(missing)} migrations are not applied" if missing else "ok"


def _broker() -> str:
    address = settings.REDIS_URL.replace("redis+socket://", "unix://").replace("virtual_host=", "db=")
    with redis.Redis.from_url(address, socket_connect_timeout=2, socket_timeout=2) as client:
        client.ping()
    return "ok"


def _worker() -> str:
    heard = worker_heard_at()
    if heard is None:
        return "no worker has been heard yet"
    silence = timezone.now() - heard
    if silence > timedelta(seconds=settings.WORKER_SILENCE_SECONDS):
        return f"no worker has been heard for {int(silence.total_seconds())} seconds"
    return "ok"


def _calendar() -> str:
    known_until = calendar_known_until()
    needed = today() + timedelta(days=settings.CALENDAR_HORIZON_DAYS)
    if known_until is None or known_until < needed:
        return f"the calendar ends on {known_until}, {needed} is needed"
    return "ok"


def _audit_chain() -> str:
    broken_at = audit_broken_at()
    return "ok" if broken_at is None else f"the audit log's chain is broken at event {broken_at}"


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "migrations": _migrations,
    "broker": _broker,
    "worker": _worker,
    "calendar": _calendar,
    "audit_chain": _audit_chain,
}
