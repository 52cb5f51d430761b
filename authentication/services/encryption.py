"""Encrypting the secrets of second factors anew, after SECRET_KEY was changed."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt, encrypt
from cryptography.fernet import InvalidToken
from django.db import transaction

from audit.services.record import System, record

ROTATION = System("rotation")
# Which parts of an authenticator's data are encrypted.
ENCRYPTED = ("secret", "seed")


@transaction.atomic
def reencrypt_secrets() -> tuple[int, list[str]]:
    """How many authenticators were encrypted with the present key, and the accounts whose secret no key can read."""
    changed, lost = 0, []
    for row in Authenticator.objects.select_for_update().select_related("user").order_by("pk"):
        try:
            data = {name: _anew(value) if name in ENCRYPTED else value for name, value in row.data.items()}
        except InvalidToken:
            lost.append(row.user.username)
            continue
        row.data = data
        row.save(update_fields=["data"])
        record("second_factor.reencrypt", by=ROTATION, subject=row.user)
        changed += 1
    return changed, lost


def _anew(value: Any) -> Any:
    return encrypt(decrypt(value)) if isinstance(value, str) else value
