"""Three hundred enterprises cost no page a query more than thirty."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Organisation, Province
from allocations.models import QuotaAccount
from audit.services.record import System
from common.periods import SHANGHAI, Month
from deadlines.services.obligations import open_report_obligations
from enterprises.models import Capacity, ComplianceFact, Enterprise, GroupMembership
from enterprises.services.verdicts import compare, rebuild
from monthly_checks.models import CheckedEnterprise, CheckVerdict, MonthlyCheck
from monthly_checks.reads.checks import current_lines, plain_cells
from reporting.models import ProductionReport, ReportLine
from reporting.services import sums
from tests.builders import credit_code
from tests.conftest import Cast

pytestmark = pytest.mark.django_db
AUGUST = Month(2021, 8)
SENT, CHECKED = datetime(2021, 9, 8, tzinfo=SHANGHAI), datetime(2021, 9, 20, tzinfo=SHANGHAI)
SMALL, LARGE = 30, 300
BEGIN = date(2020, 1, 1)
READERS = {
    "miit_officer": ("desk", "execution", "execution_provinces", "enterprise_list", "check_list", "timeliness"),
    "northern_clerk": ("desk", "execution", "execution_group", "enterprise_list", "report_list", "filing_list"),
    "neimenggu_industry": ("desk", "jurisdiction", "enterprise_list", "check_list", "check_detail", "inspection_list"),
}


class Register:
    """A register that grows: enterprises of one group in one province, with evidence, quota, reports and a check."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.group = cast, Organisation.objects.get(code="northern-re")
        self.province = Province.objects.get(code="15")
        open_report_obligations(
            organisation=self.group, year=2021, first_month=Month(2021, 1), due_day=10, by=System("tests")
        )
        people = {"drafted_by": cast.northern_clerk, "signed_by": cast.northern_officer}
        instants = dict.fromkeys(("drafted_at", "saved_at", "submitted_at", "decided_at", "counts_from"), SENT)
        self.report = ProductionReport.objects.create(
            group=self.group, year=2021, month=8, version=1, state="accepted", in_force=True,
            decided_by=cast.miit_officer, **people, **instants,
        )  # fmt: skip
        self.check = MonthlyCheck.objects.create(province=self.province, year=2021, month=8, opened_at=CHECKED)

    def grow(self, until: int) -> None:
        """So many enterprises; every tenth has failed its test, every tenth has no capacity on record."""
        numbers = range(Enterprise.objects.count(), until)
        rows = Enterprise.objects.bulk_create(
            Enterprise(
                credit_code=credit_code(number), name_zh=f"示例企业{number}", name_en=f"Example {number}",
                kind="separation", province=self.province, city="示例市", is_fictional=True,
            )
            for number in numbers
        )  # fmt: skip
        GroupMembership.objects.bulk_create(
            GroupMembership(enterprise=row, group=self.group, valid_from=BEGIN) for row in rows
        )
        Capacity.objects.bulk_create(
            Capacity(enterprise=row, tonnes_per_year=Decimal(5000), process="萃取", document="批复", valid_from=BEGIN)
            for row in rows
            if row.pk % 10 > 1
        )
        ComplianceFact.objects.bulk_create(
            ComplianceFact(enterprise=row, kind=kind, passed=row.pk % 10 > 0, tested_on=BEGIN, report=f"{kind}{row.pk}")
            for row in rows
            for kind in ("emission", "radiation")
        )
        QuotaAccount.objects.bulk_create(
            QuotaAccount(holder="enterprise", enterprise=row, year=2021, category="separation", balance=Decimal(100))
            for row in rows
            if row.pk % 5
        )
        ReportLine.objects.bulk_create(
            ReportLine(report=self.report, enterprise=row, category="separation", output=Decimal(10 + row.pk % 7))
            for row in rows
        )
        self._check(rows)
        sums.rebuild()
        rebuild()

    def _check(self, rows: list[Enterprise]) -> None:
        checked = CheckedEnterprise.objects.bulk_create(
            CheckedEnterprise(check_of=self.check, enterprise=row, group=self.group) for row in rows
        )
        lines = current_lines({AUGUST}, [row.pk for row in rows])
        by = self.cast.neimenggu_industry
        CheckVerdict.objects.bulk_create(
            CheckVerdict(
                row=row, round=1, verdict="agree", given_by=by, given_at=CHECKED,
                figures=plain_cells(lines.get((AUGUST, row.enterprise_id), [])),
            )
            for row in checked[::2]
        )  # fmt: skip

    def address(self, page: str) -> str:
        arguments: dict[str, list[Any]] = {"execution_group": ["northern-re"], "check_detail": [self.check.pk]}
        return reverse(page, args=arguments.get(page)) + ("?until=2021-08" if page.startswith("execution") else "")


@pytest.mark.parametrize("reader", READERS)
def test_a_page_asks_as_often_for_300_enterprises_as_for_30(reader: str, cast: Cast) -> None:
    register = Register(cast)
    client = Client(headers={"host": "localhost"})
    client.force_login(getattr(cast, reader))

    def asked() -> dict[str, int]:
        counts = {}
        for page in READERS[reader]:
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(register.address(page), follow=True)
            assert answer.status_code == 200, page
            # That somebody was seen is written into the session every half minute, on whatever page it is.
            counts[page] = sum(query["sql"].startswith("SELECT") for query in queries.captured_queries)
        return counts

    register.grow(SMALL)
    assert compare() == []
    asked()
    small = asked()
    register.grow(LARGE)
    assert asked() == small
