"""Service accounts: asked for by one person, consented to by another, ended by either; each with an end."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Role, User
from audit.services.record import record
from common.constraints import NotValid, Refusal, constraint_refused
from common.periods import day_text, now, today
from common.workflow import refusal_of
from integrations import permissions
from integrations.models import ServiceAccount
from integrations.rules.scopes import unknown_scopes, writes


@transaction.atomic
def ask_service_account(
    *, name: str, purpose: str, scopes: Iterable[str], last_day: date, certificate: str = "",
    requests_per_minute: int | None = None, by: User,
) -> ServiceAccount:  # fmt: skip
    """An account without password and without effect until a second person consents."""
    refusal_of(permissions.ask_service_account(by))
    wanted = sorted(set(scopes))
    _refuse_wrong(wanted, last_day)
    username = f"{by.organisation.code}.{name.strip()}"
    user = User(username=username, name=name.strip(), organisation=by.organisation)
    user.set_unusable_password()
    with constraint_refused(
        {"accounts_user.username": _taken(username), "accounts_user_username_key": _taken(username)}
    ):
        user.save()
    user.roles.set(Role.objects.filter(code=Role.CLERK if writes(wanted) else Role.VIEWER))
    account = ServiceAccount.objects.create(
        user=user, purpose=purpose.strip(), scopes=wanted, last_day=last_day, certificate=certificate.lower(),
        requests_per_minute=requests_per_minute, asked_by=by, asked_at=now(),
    )  # fmt: skip
    after = {"purpose": account.purpose, "scopes": wanted, "last_day": last_day}
    record("service_account.ask", by=by, subject=user, after=after)
    return account


@transaction.atomic
def consent(*, account: ServiceAccount, by: User) -> ServiceAccount:
    """The second person. Twice is once."""
    account = locked(account)
    refusal_of(permissions.consent_service_account(by, account))
    if account.ended_at is not None:
        raise not_in_force(account)
    if account.consented_at is None:
        account.consented_by, account.consented_at = by, now()
        account.save(update_fields=["consented_by", "consented_at"])
        record("service_account.consent", by=by, subject=account.user, after={"scopes": account.scopes})
    return account


@transaction.atomic
def end_service_account(*, account: ServiceAccount, by: User) -> ServiceAccount:
    """Its tokens are no longer taken and its webhooks hear nothing more. Twice is once."""
    account = locked(account)
    refusal_of(permissions.keep_service_account(by, account))
    if account.ended_at is None:
        account.ended_by, account.ended_at = by, now()
        account.save(update_fields=["ended_by", "ended_at"])
        account.tokens.filter(revoked_at=None).update(revoked_at=now())
        account.endpoints.update(is_active=False)
        record("service_account.end", by=by, subject=account.user, after={"until": account.ended_at})
    return account


def locked(account: ServiceAccount) -> ServiceAccount:
    """The row as it is now, nobody else's until the transaction ends."""
    rows = ServiceAccount.objects.select_for_update(of=("self",)).select_related("user__organisation")
    return rows.get(pk=account.pk)


def not_in_force(account: ServiceAccount) -> Refusal:
    """A token needs a consent and an end that has not come."""
    return Refusal(
        "not_in_force",
        _("The service account %(name)s is not in force: it needs a second person's consent and ends on %(day)s.")
        % {"name": account.user.username, "day": day_text(account.last_day)},
    )


def _refuse_wrong(scopes: list[str], last_day: date) -> None:
    if unknown := unknown_scopes(scopes):
        sentence = _("There is no scope %(scopes)s.") % {"scopes": ", ".join(unknown)}
        raise NotValid("unknown_scope", sentence, cells={"scopes": sentence})
    if not scopes:
        sentence = _("Choose what the program may do.")
        raise NotValid("no_scope", sentence, cells={"scopes": sentence})
    latest = today() + timedelta(days=settings.SERVICE_ACCOUNT_DAYS)
    if not today() <= last_day <= latest:
        words = {"first": day_text(today()), "last": day_text(latest)}
        sentence = _("A service account ends between %(first)s and %(last)s.") % words
        raise NotValid("wrong_end", sentence, cells={"last_day": sentence})


def _taken(username: str) -> NotValid:
    sentence = _("There is an account “%(account)s” already; choose another one.") % {"account": username}
    return NotValid("account_taken", sentence, cells={"name": sentence})
