"""`manage.py verify_audit`: is the log as it was written?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.services import first_fault, head


class Command(BaseCommand):
    help = "Walks the audit chain and names the first event that is wrong."

    def handle(self, *args: Any, **options: Any) -> None:
        fault = first_fault()
        if fault:
            raise CommandError(f"The chain is broken: {fault.reason}.")
        self.stdout.write(f"The chain is whole. Head {head()}")
