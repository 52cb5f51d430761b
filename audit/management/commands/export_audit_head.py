"""`manage.py export_audit_head`: writes the head of the log down outside the database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.services.head_export import export_head


class Command(BaseCommand):
    help = (
        "Verifies the log, writes number, hash and time of its head to AUDIT_HEAD_DIR, sends them to AUDIT_HEAD_MAIL."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        outcome = export_head()
        self.stdout.write(f"{outcome.number} {outcome.hash} {outcome.exported_to}")
        if outcome.reason:
            raise CommandError(f"The chain is broken: {outcome.reason}.")
