"""`manage.py demo_accounts`: a line per account of the demo."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.demo import demo_accounts


class Command(BaseCommand):
    help = "Prints the demo's accounts: name, password, what it is for."

    def handle(self, *args: Any, **options: Any) -> None:
        for account in demo_accounts():
            self.stdout.write(f"{account.username:<20} {account.password:<30} {account.purpose_zh}")
