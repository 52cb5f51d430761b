"""Tokens of service accounts: issued once, kept as digests, revoked, and looked up."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services.record import record
from common.constraints import Refusal
from common.periods import now, today
from common.workflow import refusal_of
from integrations import permissions
from integrations.models import ServiceAccount, ServiceToken
from integrations.services.service_accounts import locked, not_in_force

BEGIN = "req_"
# Seldom enough that reading does not become writing.
NOTE_USE_AFTER = timedelta(minutes=1)


@transaction.atomic
def issue_token(*, account: ServiceAccount, by: User) -> tuple[ServiceToken, str]:
    """A new token and its text, which is nowhere else. Earlier ones stay until they are revoked."""
    account = locked(account)
    refusal_of(permissions.keep_service_account(by, account))
    if account.state_on(today()) != "in_force":
        raise not_in_force(account)
    if account.tokens.filter(revoked_at=None).count() >= 2:
        raise two_already()
    prefix, secret = BEGIN + secrets.token_hex(4), secrets.token_urlsafe(32)
    text = f"{prefix}_{secret}"
    token = ServiceToken.objects.create(
        account=account, prefix=prefix, digest=digest_of(text), issued_by=by, issued_at=now()
    )
    record("service_account.issue_token", by=by, subject=account.user, after={"prefix": prefix})
    return token, text


@transaction.atomic
def revoke_token(*, token: ServiceToken, by: User) -> ServiceToken:
    """No longer taken from now on. Twice is once."""
    account = locked(token.account)
    refusal_of(permissions.keep_service_account(by, account))
    if ServiceToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now()):
        record("service_account.revoke_token", by=by, subject=account.user, after={"prefix": token.prefix})
    token.refresh_from_db()
    return token


def digest_of(text: str) -> str:
    """The text is 256 random bits: one round of SHA-256 is enough."""
    return hashlib.sha256(text.encode()).hexdigest()


def token_of(text: str) -> ServiceToken | None:
    """The token with this text, if it is good now; notes that it was used."""
    prefix = "_".join(text.split("_")[:2])
    in_force = ServiceAccount.objects.in_force(today())
    rows = ServiceToken.objects.filter(prefix=prefix, revoked_at=None, account__in=in_force)
    token = rows.select_related("account__user__organisation").first()
    if token is None or not constant_time_compare(token.digest, digest_of(text)):
        return None
    machine_now = timezone.now()
    if token.used_at is None or machine_now - token.used_at > NOTE_USE_AFTER:
        ServiceToken.objects.filter(pk=token.pk).update(used_at=machine_now)
    return token


def two_already() -> Refusal:
    """Two are enough to change from one to the other."""
    return Refusal("two_tokens", _("The account has two tokens already; revoke the one that is no longer used."))
