"""Groups with a clerk, an officer, a plant and a report that is due, all signed in; and what is there afterwards."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from accounts.models import Organisation, Province, Role, User
from allocations.models import QuotaAccount
from audit.services.record import first_fault
from common.periods import SHANGHAI
from deadlines.models import Obligation
from deadlines.services.calendar import current_calendar
from enterprises.models import Enterprise, GroupMembership
from reporting.models import ProductionReport, ReportLine

DAY, MONTH = date(2021, 10, 11), "2021-09"
CATEGORY = "separation"


def make_groups(number: int, late_from: datetime) -> None:
    """So many groups; the report of September is late from that instant."""
    groups = Organisation.objects.bulk_create(
        Organisation(
            code=f"due-{n}", kind=Organisation.Kind.GROUP, position=1000 + n, name_zh=f"示例集团{n}",
            name_en=f"Example group {n}", short_zh=f"示例{n}", short_en=f"Example {n}",
        )
        for n in range(number)
    )  # fmt: skip
    province = Province.objects.order_by("pk")[0]
    plants = Enterprise.objects.bulk_create(
        Enterprise(
            name_zh=f"示例厂{n}", name_en=f"Example plant {n}", credit_code=f"{n:018d}", kind=CATEGORY,
            province=province, city="示例市", is_fictional=True,
        )
        for n in range(number)
    )  # fmt: skip
    GroupMembership.objects.bulk_create(
        GroupMembership(enterprise=plant, group=group, valid_from=date(2020, 1, 1))
        for plant, group in zip(plants, groups, strict=True)
    )
    QuotaAccount.objects.bulk_create(
        QuotaAccount(holder="enterprise", enterprise=plant, year=DAY.year, category=CATEGORY, balance=Decimal(100_000))
        for plant in plants
    )
    version = current_calendar().version
    Obligation.objects.bulk_create(
        Obligation(
            kind=Obligation.Kind.MONTHLY_REPORT, organisation=group, year=DAY.year, period=MONTH, due_on=DAY,
            opens_at=datetime(2021, 10, 1, tzinfo=SHANGHAI), late_from=late_from, calendar_version=version,
            derivation={"rule": "fixed", "due": str(DAY), "calendar": version},
        )
        for group in groups
    )  # fmt: skip
    for code in (Role.CLERK, Role.OFFICER):
        people = User.objects.bulk_create(
            User(username=f"{code}-{group.code}", name="示例", organisation=group, password="!") for group in groups
        )
        User.roles.through.objects.bulk_create(User.roles.through(user=one, role_id=code) for one in people)


def session_of(username: str) -> str:
    """Somebody signs in; the key of the session."""
    from django.test import Client

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(User.objects.get(username=username))
    return str(client.session.session_key)


def plants() -> dict[str, int]:
    """The plant of each group."""
    rows: Any = GroupMembership.objects.filter(group__code__startswith="due-")
    return dict(rows.values_list("group__code", "enterprise"))


def wrong(submitted: dict[str, Decimal]) -> dict[str, list[str]]:
    """Of what was answered to be submitted, by what is wrong with it, the groups; and whether the log is whole."""
    found: dict[str, list[str]] = {"lost": [], "another figure": [], "wrongly late": []}
    outputs = dict(
        ReportLine.objects.filter(report__state=ProductionReport.State.SUBMITTED).values_list(
            "report__group__code", "output"
        )
    )
    sent = dict(ProductionReport.objects.in_force().values_list("group__code", "submitted_at"))
    duties = {duty.organisation.code: duty for duty in Obligation.objects.select_related("organisation")}
    for code, tonnes in submitted.items():
        duty = duties[code]
        if code not in sent or duty.met_at is None:
            found["lost"].append(code)
        elif outputs.get(code) != tonnes:
            found["another figure"].append(code)
        elif (duty.late_workdays is not None) != (duty.met_at >= duty.late_from) or duty.met_at != sent[code]:
            found["wrongly late"].append(code)
    if fault := first_fault():
        found["log"] = [str(fault)]
    return found
