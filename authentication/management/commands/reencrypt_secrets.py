"""`manage.py reencrypt_secrets`: what an earlier SECRET_KEY has encrypted is encrypted with the present one."""

from typing import Any

from django.core.management.base import BaseCommand

from authentication.services.encryption import reencrypt_secrets


class Command(BaseCommand):
    """Afterwards SECRET_KEY_FALLBACKS can be emptied, as soon as no session of the key before is left."""

    help = "encrypts the secrets of second factors with the present SECRET_KEY"

    def handle(self, *args: Any, **options: Any) -> None:
        """Says how many there were."""
        changed, lost = reencrypt_secrets()
        self.stdout.write(f"{changed} encrypted with the present key")
        if lost:
            self.stdout.write(f"{len(lost)} cannot be read with any key that is set: accounts {', '.join(lost)}")
            raise SystemExit(1)
