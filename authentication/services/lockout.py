"""Rate limit on attempts at a secret: failures count for a while; when all are used, the message says how long to wait.

Counted by account and device, never by address: a ministry is behind one proxy. A browser in which the person has
signed in before carries a signed cookie for that account (OWASP's “device cookie”) and has its own attempts. An
attacker without the cookie uses up only those of unknown devices, so the account's owner can still sign in.
"""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from common.constraints import TooMany

SALT = "accounts.device"
YEAR = 365 * 24 * 3600
UNKNOWN = "unknown"


@dataclass
class Attempt:
    """One try that is under way; `keep` gives it back, because the secret was right."""

    slot: str

    def keep(self) -> None:
        """It was right, so it is not spent."""
        cache.delete(self.slot)


@contextmanager
def attempt(purpose: str, account: str, device: str, tries: int) -> Iterator[Attempt]:
    """A try of `account` on `device`, or the refusal that says how long to wait.

    It is spent before the secret is looked at, so tries at the same moment cannot exceed the number. Each is a key of
    its own, taken with `add`, which every shared cache does as one step; so each comes back after its own time.
    """
    key = f"{purpose}:{_digest(account)}:{device}"
    seconds = settings.SIGN_IN_LOCK_MINUTES * 60
    slots = [f"{key}:{number}" for number in range(tries)]
    for slot in slots:
        if cache.add(slot, time.time() + seconds, timeout=seconds):
            yield Attempt(slot)
            return
    first = min(cache.get_many(slots).values(), default=time.time())
    raise refusal(max(1, int(first - time.time()) + 1))


def refusal(seconds: int) -> TooMany:
    """The same for every account, there or not."""
    minutes = -(-seconds // 60)
    sentence = _(
        "Too many wrong attempts. Wait %(minutes)s min and try again. A browser in which you have signed in before "
        "is not affected by attempts made elsewhere."
    )
    return TooMany("too_many_attempts", sentence % {"minutes": minutes}, wait=seconds)


def known_device(request: HttpRequest, account: str) -> str:
    """The device's number, if this browser has signed in to the account before; else UNKNOWN."""
    cookie = request.COOKIES.get(_cookie(account), "")
    try:
        owner, number = signing.loads(cookie, salt=SALT, max_age=YEAR)
    except (signing.BadSignature, TypeError, ValueError):
        return UNKNOWN
    return str(number) if owner == _digest(account) else UNKNOWN


def remember_device(request: HttpRequest, response: HttpResponse, account: str) -> None:
    """From now on this browser has tries of its own for the account."""
    if known_device(request, account) != UNKNOWN:
        return
    response.set_cookie(
        _cookie(account),
        signing.dumps([_digest(account), get_random_string(22)], salt=SALT),
        max_age=YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _digest(account: str) -> str:
    # A stranger's input of any length and any characters becomes a short key.
    return hashlib.sha256(account.strip().casefold().encode()).hexdigest()[:24]


def _cookie(account: str) -> str:
    return f"{settings.COOKIE_PREFIX}device_{_digest(account)}"
