"""Passkeys beside the authenticator's codes: a key of the computer or on a stick that signs this house's challenge."""

import json
from typing import Any

from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services.record import note, record
from authentication.services.lockout import attempt, known_device
from common.constraints import NotValid, Refusal

LONGEST_NAME = 50
MOST = 5
LONGEST_ANSWER = 20_000


def passkeys_of(user: User) -> QuerySet[Authenticator]:
    """The person's passkeys, oldest first."""
    rows: QuerySet[Authenticator] = Authenticator.objects.filter(user=user.pk, type=Authenticator.Type.WEBAUTHN)
    return rows.order_by("created_at", "pk")


def challenge_to_add(request: HttpRequest, user: User) -> dict[str, Any]:
    """What the browser needs to make a key; the challenge is kept in the session and holds once."""
    with context.request_context(request):
        options: dict[str, Any] = auth.begin_registration(user, passwordless=False)
    return options


def challenge_to_prove(request: HttpRequest, user: User) -> dict[str, Any] | None:
    """What the browser needs to sign with one of the person's keys; None without one."""
    if not passkeys_of(user).exists():
        return None
    with context.request_context(request):
        options: dict[str, Any] = auth.begin_authentication(user)
    return options


@transaction.atomic
def add_passkey(*, request: HttpRequest, name: str, answer: str, by: User) -> Authenticator:
    """Stores the key that the browser has made. Raises NotValid for another challenge's, Refusal above the most."""
    credential = _read(answer)
    # One after another: two pages of the same person do not add a sixth together.
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    if passkeys_of(by).count() >= MOST:
        sentence = _("You have %(most)s passkeys; remove one before you add another.")
        raise Refusal("too_many_passkeys", sentence % {"most": MOST})
    try:
        with context.request_context(request):
            auth.parse_registration_response(credential)
            auth.complete_registration(credential)
    except (ValidationError, ValueError, KeyError, TypeError):
        raise _not_of_this_page() from None
    passkey: Authenticator = auth.WebAuthn.add(by, name.strip()[:LONGEST_NAME], credential).instance
    record("second_factor.add_passkey", by=by, subject=by, after={"name": passkey.data["name"]})
    return passkey


@transaction.atomic
def remove_passkey(*, passkey: Authenticator, by: User) -> None:
    """Takes one's own key away; the authenticator stays."""
    name = passkey.data["name"]
    passkey.delete()
    record("second_factor.remove_passkey", by=by, subject=by, before={"name": name})


def proves(request: HttpRequest, user: User, answer: str) -> bool:
    """Whether a key of the person signed the challenge of this session. A wrong one is spent and noted (TooMany)."""
    device = known_device(request, user.username)
    with attempt("code", str(user.pk), device, settings.SECOND_FACTOR_TRIES) as tried:
        right = _signed(request, user, answer)
        if right:
            tried.keep()
    if not right:
        note("second_factor.fail", by=user, subject=user)
    return right


@transaction.atomic
def _signed(request: HttpRequest, user: User, answer: str) -> bool:
    # While it is held nobody takes the key away.
    list(passkeys_of(user).select_for_update().values_list("pk"))
    try:
        with context.request_context(request):
            passkey: Authenticator = auth.complete_authentication(user, _read(answer))
    except (NotValid, ValidationError, ValueError, KeyError, TypeError):
        return False
    finally:
        # Right or wrong: a challenge is answered once.
        request.session.pop(auth.STATE_SESSION_KEY, None)
    passkey.record_usage()
    return True


def _read(answer: str) -> dict[str, Any]:
    """The browser's answer. Raises NotValid for what is none."""
    try:
        found = json.loads(answer) if len(answer) <= LONGEST_ANSWER else None
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise _not_of_this_page()
    return found


def _not_of_this_page() -> NotValid:
    sentence = _("The browser's answer does not belong to this page; open the page again and repeat the step.")
    return NotValid("passkey", sentence, cells={"passkey": sentence})
