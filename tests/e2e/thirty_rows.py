"""Gives a group of the running demo thirty more mines with quota, and its clerk the draft of September with the rest filled.

Run with the demo's environment: `python -m tests.e2e.thirty_rows`. Prints the names of the thirty.
"""

import os
from datetime import date
from decimal import Decimal

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quota_admin.settings")

import django

django.setup()

from django.db import transaction  # noqa: E402

from accounts.models import Organisation, Province, User  # noqa: E402
from allocations.models import QuotaAccount  # noqa: E402
from common.periods import Month  # noqa: E402
from enterprises.models import Enterprise, GroupMembership  # noqa: E402
from reporting.demo import People, fill_month  # noqa: E402
from reporting.models import ProductionReport, ReportLine  # noqa: E402
from reporting.services.withdrawals import discard_report  # noqa: E402
from tests.builders import credit_code  # noqa: E402

GROUP, CLERK, OFFICER = "minmetals-re", "minmetals-clerk", "minmetals-officer"
CATEGORY, ROWS = "mining_ionic", 30


@transaction.atomic
def main() -> None:
    """The draft first: what is new has no quota yet and is left out of it."""
    group, month = Organisation.objects.get(code=GROUP), Month(2021, 9)
    people = People(
        User.objects.get(username=CLERK),
        User.objects.get(username=OFFICER),
        User.objects.get(username="miit-officer"),
        {},
    )
    for draft in ProductionReport.objects.of_month(group, month).filter(state=ProductionReport.State.DRAFT):
        # Another journey has begun it.
        discard_report(report=draft, by=people.clerk)
    fill_month(group, month, people)
    province = Province.objects.get(code="36")
    for number in range(1, ROWS + 1):
        mine = Enterprise.objects.create(
            credit_code=credit_code(500 + number),
            name_zh=f"三十行示例矿山{number:02}有限公司",
            name_en=f"Example mine of thirty {number:02}",
            kind="mine",
            has_ionic=True,
            province=province,
            city="示例市",
            is_fictional=True,
        )
        GroupMembership.objects.create(enterprise=mine, group=group, valid_from=date(2020, 1, 1))
        QuotaAccount.objects.create(
            holder="enterprise", enterprise=mine, year=2021, category=CATEGORY, balance=Decimal(500)
        )
        report = ProductionReport.objects.of_month(group, month)[0]
        ReportLine.objects.create(report=report, enterprise=mine, category=CATEGORY)
        print(mine.name_zh)


if __name__ == "__main__":
    main()
