"""Webhooks: added, rotated, stopped; what the log says is queued for each endpoint that may see it."""

import base64
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.utils import decrypt, encrypt
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.models import Event, Head
from audit.services.record import record
from common.constraints import NotValid
from common.periods import now
from common.workflow import refusal_of
from integrations import permissions
from integrations.models import Delivery, Endpoint, ServiceAccount
from integrations.rules.webhook import KINDS, SECRET, SUBMITTED
from integrations.services.service_accounts import locked

BATCH = 1000
# How long a former secret signs as well.
OVERLAP = timedelta(hours=24)
ACTIONS = {action: kind for kind, action in KINDS.items()} | {SUBMITTED: "finding.opened"}
# Where the API has the row that an event is about.
ADDRESSES = {
    "allocations.Notice": "notices",
    "allocations.Filing": "filings",
    "reporting.ProductionReport": "reports",
    "reporting.Finding": "findings",
    "deadlines.Obligation": "obligations",
    "monthly_checks.MonthlyCheck": "checks",
}


@transaction.atomic
def add_endpoint(*, account: ServiceAccount, url: str, events: Iterable[str], by: User) -> tuple[Endpoint, str]:
    """An address that hears from now on, and the secret that is shown once."""
    account = locked(account)
    refusal_of(permissions.keep_service_account(by, account))
    wanted = sorted(set(events))
    _refuse_wrong(url, wanted)
    secret = new_secret()
    endpoint = Endpoint.objects.create(
        account=account, url=url, events=wanted, secret=encrypt(secret), heard_until=_head(), made_at=now()
    )
    record("webhook.add", by=by, subject=account.user, after={"url": url, "events": wanted})
    return endpoint, secret


@transaction.atomic
def rotate_secret(*, endpoint: Endpoint, by: User) -> tuple[Endpoint, str]:
    """A new secret; the one before signs as well for a day."""
    endpoint = _locked(endpoint)
    refusal_of(permissions.keep_service_account(by, endpoint.account))
    secret = new_secret()
    endpoint.former_secret, endpoint.former_until = endpoint.secret, timezone.now() + OVERLAP
    endpoint.secret = encrypt(secret)
    endpoint.save(update_fields=["secret", "former_secret", "former_until"])
    record("webhook.rotate", by=by, subject=endpoint.account.user, after={"url": endpoint.url})
    return endpoint, secret


@transaction.atomic
def stop_endpoint(*, endpoint: Endpoint, by: User) -> Endpoint:
    """Hears nothing more. Twice is once."""
    endpoint = _locked(endpoint)
    refusal_of(permissions.keep_service_account(by, endpoint.account))
    if endpoint.is_active:
        endpoint.is_active = False
        endpoint.save(update_fields=["is_active"])
        record("webhook.stop", by=by, subject=endpoint.account.user, after={"url": endpoint.url})
    return endpoint


@transaction.atomic
def replay(*, delivery: Delivery, by: User) -> Delivery:
    """Sent again as if it were new, under the identity it had."""
    endpoint = _locked(delivery.endpoint)
    refusal_of(permissions.keep_service_account(by, endpoint.account))
    again = {"state": Delivery.State.WAITING, "attempts": 0, "next_try_at": timezone.now()}
    Delivery.objects.filter(pk=delivery.pk).update(**again)
    record("webhook.replay", by=by, subject=endpoint.account.user, after={"event": delivery.event})
    delivery.refresh_from_db()
    return delivery


def secrets_of(endpoint: Endpoint, at: datetime) -> list[str]:
    """Those that sign now, the newest first."""
    former = endpoint.former_until is not None and at < endpoint.former_until
    kept = [endpoint.secret, endpoint.former_secret] if former else [endpoint.secret]
    return [decrypt(one) for one in kept]


def new_secret() -> str:
    """32 random bytes, as Standard Webhooks writes them."""
    return SECRET + base64.b64encode(secrets.token_bytes(32)).decode()


def queue_all(machine_now: datetime) -> int:
    """Looks at the log for every endpoint; returns how many deliveries were queued. May run twice, at once too."""
    return sum(_queue(endpoint.pk, machine_now) for endpoint in Endpoint.objects.listening())


@transaction.atomic
def _queue(pk: int, machine_now: datetime) -> int:
    """The log's numbers are handed out under one lock, so what is beyond the last one seen is later, never missed."""
    rows = Endpoint.objects.select_for_update(of=("self",)).select_related("account__user__organisation")
    endpoint = rows.filter(pk=pk, is_active=True).first()
    if endpoint is None:
        return 0
    events = list(Event.objects.filter(number__gt=endpoint.heard_until).order_by("number")[:BATCH])
    made = [made for event in events if (made := _delivery(endpoint, event, machine_now)) is not None]
    Delivery.objects.bulk_create(made, ignore_conflicts=True)
    if events:
        Endpoint.objects.filter(pk=pk).update(heard_until=events[-1].number)
    return len(made)


def _delivery(endpoint: Endpoint, event: Event, machine_now: datetime) -> Delivery | None:
    kind = ACTIONS.get(event.action)
    if kind is None or kind not in endpoint.events or event.subject_type not in ADDRESSES:
        return None
    row = _visible_row(endpoint.account.user, event)
    if row is None or not _concerns(kind, row, endpoint):
        return None
    data = {
        "id": row.pk,
        # As the API has it; a row that has none is called by its name.
        "number": str(getattr(row, "number", "") or event.subject),
        "subject": event.subject,
        "url": f"/api/v1/{ADDRESSES[event.subject_type]}/{row.pk}/",
        "event": event.number,
    }
    payload = {"type": kind, "timestamp": event.at.isoformat(), "data": data}
    return Delivery(
        endpoint=endpoint,
        event=event.number,
        kind=kind,
        payload=payload,
        queued_at=machine_now,
        next_try_at=machine_now,
    )


def _visible_row(user: User, event: Event) -> Any:
    """The row that the event is about, if this account may see it."""
    rows: Any = apps.get_model(event.subject_type)._default_manager
    return rows.visible_to(user).filter(pk=event.subject_id).first()


def _concerns(kind: str, row: Any, endpoint: Endpoint) -> bool:
    if kind == "report.due":
        return bool(row.kind == "monthly_report" and row.organisation_id == endpoint.account.user.organisation_id)
    if kind == "finding.opened" and hasattr(row, "lines"):
        return bool(row.lines.filter(findings__isnull=False).exists())
    return True


def _locked(endpoint: Endpoint) -> Endpoint:
    rows = Endpoint.objects.select_for_update(of=("self",)).select_related("account__user__organisation")
    return rows.get(pk=endpoint.pk)


def _head() -> int:
    return Head.objects.values_list("number", flat=True).first() or 0


def _refuse_wrong(url: str, events: list[str]) -> None:
    parts = urlsplit(url)
    allowed = parts.hostname in settings.WEBHOOK_PRIVATE_HOSTS
    if parts.scheme != "https" and not (allowed and parts.scheme == "http"):
        sentence = _("The address begins with https://; only hosts that the operator allows may use http.")
        raise NotValid("not_https", sentence, cells={"url": sentence})
    if not events or set(events) - set(KINDS):
        sentence = _("Choose events out of: %(kinds)s.") % {"kinds": ", ".join(KINDS)}
        raise NotValid("unknown_event", sentence, cells={"events": sentence})
