"""Execution.

The nation by group, a group by enterprise, an enterprise by month. Every figure leads to its rows.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import Organisation, User
from allocations.reads import GroupQuota, categories_in_order, group_quotas
from common.constraints import NotAllowed
from common.http import get_visible_or_404, month_or_404
from common.periods import Month, now, today
from common.quantities import Category
from common.workflow import refusal_of
from enterprises.models import Enterprise
from reporting.execution import (
    EnterpriseRow,
    Executed,
    MonthOutput,
    Places,
    by_group,
    monthly,
    national,
    of_enterprise,
    of_group,
)
from reporting.models import ReportLine
from reporting.permissions import see_execution
from reporting.reads import notice_of
from reporting.timeliness import month_duties
from reporting.views.reports import person

ZERO = Decimal(0)


@dataclass(frozen=True)
class CategoryTable:
    """A group's enterprises in one category, with the group's own share of it."""

    category: Category
    rows: list[EnterpriseRow]
    quota: GroupQuota | None
    months: list[MonthOutput]

    @property
    def total(self) -> Executed:
        """The sum over the enterprises."""
        quota = sum((row.executed.quota for row in self.rows), ZERO)
        return Executed(self.category, quota, sum((row.executed.output for row in self.rows), ZERO))

    @property
    def places(self) -> Places:
        return Places.of(row.executed for row in self.rows)


@require_GET
def execution(request: HttpRequest) -> HttpResponse:
    """The nation's year by group and category. A group is led to its own page."""
    user = person(request)
    if user.organisation.is_group:
        return redirect("execution_group", user.organisation.code)
    if not user.sees_everything:
        raise NotAllowed("not_national", _("The execution of the nation is for the ministries; see your jurisdiction."))
    return render(request, "reporting/execution.html", national_context(user, asked_month(request)))


def national_context(user: User, until: Month) -> dict[str, object]:
    """What the national page shows; the desk of the ministry shows it too."""
    duties = month_duties(until.year, user=user, at=now())
    rows, totals = by_group(until), national(until)
    return {
        "until": until,
        "months": months_of(until.year),
        "categories": categories_in_order(),
        "rows": rows,
        "totals": {row.category: row for row in totals},
        "places": Places.of([*totals, *(cell for row in rows for cell in row.by_category.values())]),
        "late": [duty for duty in duties if duty.is_late and duty.is_open],
        "waiting": [duty for duty in duties if duty.status == "submitted"],
        "notice": notice_of(until.year, user),
    }


@require_GET
def execution_group(request: HttpRequest, code: str) -> HttpResponse:
    """A group's enterprises by category, and its months."""
    user, until = person(request), asked_month(request)
    group = get_visible_or_404(Organisation.objects.groups(), user, code=code)
    refusal_of(see_execution(user))
    rows, quotas = of_group(until, group), group_quotas(until.year)
    tables = [
        CategoryTable(
            category,
            [row for row in rows if row.executed.category == category],
            quotas.get((group.pk, category)),
            monthly(until, category=category, group=group),
        )
        for category in categories_in_order()
    ]
    context = {
        "group": group,
        "until": until,
        "months": months_of(until.year),
        "tables": [table for table in tables if table.rows or table.quota],
        "notice": notice_of(until.year, user),
    }
    return render(request, "reporting/execution_group.html", context)


@require_GET
def execution_enterprise(request: HttpRequest, pk: int) -> HttpResponse:
    """An enterprise's months, each with the report version it stands in."""
    user, until = person(request), asked_month(request)
    enterprise = get_visible_or_404(Enterprise.objects.select_related("province"), user, pk=pk)
    lines = (
        ReportLine.objects.visible_to(user)
        .counting(until.year)
        .filter(enterprise=enterprise, report__month__lte=until.month)
        .select_related("report__group")
        .order_by("category", "report__month")
    )
    context = {
        "enterprise": enterprise,
        "until": until,
        "months": months_of(until.year),
        "executed": of_enterprise(until, enterprise, user.organisation),
        "lines": lines,
        "notice": notice_of(until.year, user),
    }
    return render(request, "reporting/execution_enterprise.html", context)


def asked_month(request: HttpRequest) -> Month:
    """The month in the address, else the last one that is over."""
    text = request.GET.get("until", "")
    return month_or_404(text) if text else Month.of(today()).previous


def months_of(year: int) -> list[Month]:
    """The months of a year to choose from."""
    return [Month(year, number) for number in range(1, 13)]
