"""Has a group of the running demo correct a month that was accepted, and send the correction.

Run with the demo's environment: `python -m tests.e2e.a_correction`.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quota_admin.settings")

import django

django.setup()

from django.db import transaction  # noqa: E402

from accounts.models import Organisation, User  # noqa: E402
from common.periods import Month  # noqa: E402
from reporting.demo import People, correct_month  # noqa: E402
from reporting.models import ProductionReport  # noqa: E402
from reporting.services.decisions import submit_report  # noqa: E402


@transaction.atomic
def main() -> None:
    """Southern's August."""
    group, month = Organisation.objects.get(code="southern-re"), Month(2021, 8)
    clerk, officer = (User.objects.get(username=f"southern-{role}") for role in ("clerk", "officer"))
    people = People(clerk, officer, User.objects.get(username="miit-officer"), {})
    correct_month(ProductionReport.objects.of_month(group, month)[0], people)
    submit_report(report=ProductionReport.objects.of_month(group, month)[0], by=officer)


if __name__ == "__main__":
    main()
