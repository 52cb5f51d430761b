"""`manage.py load_reference`: what every installation starts with; part of the migration step."""

from typing import Any

from django.core.management.base import BaseCommand

from quota_admin.services.reference import load_all_reference


class Command(BaseCommand):
    help = "Loads roles, provinces, organisations and the working-day calendar."

    def handle(self, *args: Any, **options: Any) -> None:
        load_all_reference()
        self.stdout.write("Reference data is up to date.")
