"""The second factor: who needs one, whether it was shown lately, and that each code is taken once."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from accounts.models import Role, User
from accounts.permissions import organisation_policies
from accounts.reads.staleness import refuse_if_changed
from accounts.services.people import OWN_DOINGS, locked, reasoned
from accounts.services.sessions import end_all
from audit.services.record import note, record
from authentication.services.lockout import attempt, known_device
from authentication.services.passkeys import passkeys_of, proves
from common.constraints import NotAllowed, NotValid, Refusal
from common.workflow import refusal_of

HEADER = "X-Second-Factor"
PROVED = "second_factor_proved"
# What the session remembers, so that not every request asks the database: taking the factor away ends every session.
HAS_ONE = "second_factor_there"
OBLIGED = frozenset({Role.ADMINISTRATOR}) | Role.OPERATORS


def is_obligatory(user: User) -> bool:
    """Who signs, and who keeps accounts, the system or the log, needs one; also who acts for an officer."""
    return bool(settings.SECOND_FACTOR and (user.role_codes & OBLIGED or user.is_officer))


def is_set_up(user: User) -> bool:
    """Whether the person has an authenticator."""
    return user.has_second_factor


def is_fresh(request: HttpRequest) -> bool:
    """Whether a signature can be given without another proof."""
    user = request.user
    assert isinstance(user, User)
    if not settings.SECOND_FACTOR:
        return True
    whose, proved_at = _proofs(request) or (0, 0.0)
    if whose == user.pk and 0 <= time.time() - proved_at < settings.SECOND_FACTOR_MINUTES * 60:
        return True
    return not is_set_up(user) and not is_obligatory(user)


def prove(request: HttpRequest) -> None:
    """Takes the proof that came with a signature: the field `code`, or the header of a program."""
    if is_fresh(request):
        return
    user = request.user
    assert isinstance(user, User)
    if not is_set_up(user):
        raise missing()
    if not _shown(request, user):
        raise wrong_code()
    mark_fresh(request, user)


def _shown(request: HttpRequest, user: User) -> bool:
    if passkey := request.POST.get("passkey", ""):
        return proves(request, user, passkey)
    return check(request, user, request.POST.get("code", "") or request.headers.get(HEADER, ""))


def has_passkey(user: User) -> bool:
    """Whether a signature can be given with a key instead of a code."""
    return passkeys_of(user).exists()


def check(request: HttpRequest, user: User, code: str) -> bool:
    """Whether the code is right and new. A wrong one is spent and noted; too many are refused (TooMany)."""
    code = code.replace(" ", "").replace("-", "")
    if not code:
        return False
    device = known_device(request, user.username)
    with attempt("code", str(user.pk), device, settings.SECOND_FACTOR_TRIES) as tried:
        kind = _accept(user, code)
        if kind:
            tried.keep()
    if kind != Authenticator.Type.TOTP:
        action = "second_factor.recovery_code" if kind else "second_factor.fail"
        note(action, by=user, subject=user)
    return kind is not None


@transaction.atomic
def _accept(user: User, code: str) -> str | None:
    for row in Authenticator.objects.select_for_update().filter(user=user.pk):
        if row.type == Authenticator.Type.TOTP:
            if accept_totp(row, code):
                row.record_usage()
                return str(row.type)
        elif row.type == Authenticator.Type.RECOVERY_CODES and row.wrap().validate_code(code):
            return str(row.type)
    return None


def accept_totp(row: Authenticator, code: str) -> bool:
    """Whether this is a code of now, later than the last one that was taken (RFC 6238, 5.2). The row is locked."""
    counter = totp_counter(decrypt(row.data["secret"]), code)
    if counter is None or counter <= row.data.get("last_counter", 0):
        return False
    row.data["last_counter"] = counter
    row.save(update_fields=["data"])
    return True


def totp_counter(secret: str, code: str) -> int | None:
    """The half minute that the code belongs to, if it is one of now."""
    found = None
    for counter in yield_hotp_counters_from_time():
        if constant_time_compare(format_hotp_value(hotp_value(secret, counter)), code):
            found = counter
    return found


def mark_fresh(request: HttpRequest, user: User) -> None:
    """From now on signatures are taken for a while: in this session, or with this token."""
    proof = (user.pk, time.time())
    key = _token_key(request)
    if key:
        cache.set(key, proof, timeout=settings.SECOND_FACTOR_MINUTES * 60)
    else:
        request.session[PROVED] = proof


def _proofs(request: HttpRequest) -> tuple[int, float] | None:
    key = _token_key(request)
    found = cache.get(key) if key else request.session.get(PROVED)
    return (int(found[0]), float(found[1])) if found else None


def _token_key(request: HttpRequest) -> str:
    token = getattr(request, "auth", None)
    return f"second-factor:{token.digest[:64]}" if token is not None else ""


def refusal_without(user: User) -> Refusal | None:
    """The sentence for somebody who needs a second factor and has none."""
    return missing() if is_obligatory(user) and not is_set_up(user) else None


def missing() -> NotAllowed:
    """Needs a second factor and has none."""
    return NotAllowed(
        "second_factor_missing",
        _("Your role needs a second factor and you have none yet. Set it up under “Second factor”, then go on."),
    )


def wrong_code() -> NotValid:
    """The sentence beside the field."""
    sentence = _(
        "This code is wrong or was used already. Type the six digits that the authenticator shows now; "
        "each code is taken once."
    )
    return NotValid("second_factor", sentence, cells={"code": sentence})


@transaction.atomic
def reset_second_factor(*, person: User, reason: str, by: User, seen: int | None = None) -> User:
    """Take a lost second factor away; every session and token ends, and the next sign-in leads to a new one."""
    person = locked(person)
    refusal_of(organisation_policies.reset_second_factor(by, person))
    refuse_if_changed(person, seen, by=by, ignoring=OWN_DOINGS)
    Authenticator.objects.filter(user=person.pk).delete()
    end_all(person)
    record("second_factor.reset", by=by, subject=person, after=reasoned({}, reason))
    return person


class FreshProof:
    """The proof that came with one request, as `request.proof` for the pages beneath this app."""

    def has_passkey(self) -> bool:
        """Whether it can be given with a passkey."""
        user = self.request.user
        assert isinstance(user, User)
        return has_passkey(user)

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def is_fresh(self) -> bool:
        """Whether a signature can be given without another proof."""
        return is_fresh(self.request)

    def prove(self) -> None:
        """Take the proof that came with a signature. Raises NotAllowed, NotValid or TooMany."""
        prove(self.request)
