"""Execution.

The nation by group, a group by enterprise, an enterprise by month. Every figure leads to its rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import Organisation, User
from allocations.reads.pending import pending_of, pending_releases
from allocations.reads.quotas import GroupQuota, categories_in_order, group_quotas
from common.constraints import NotAllowed
from common.http import get_visible_or_404, month_or_404
from common.listing import Listing, list_page
from common.periods import Month, end_of, now, today
from common.quantities import Category
from common.workflow import refusal_of
from deadlines.rules.calendar import WorkCalendar
from documents.files.pdf import http_pdf, pdf_refusal
from documents.files.workbooks import http_workbook
from enterprises.models.places import EverLocated, day_seen
from enterprises.reads.past import as_on
from reporting.files.summary import summary_document, summary_workbook
from reporting.models import ReportLine
from reporting.permissions import see_execution
from reporting.reads.enterprise_execution import (
    EnterpriseFigure,
    EnterpriseRow,
    figures_of_group,
    of_enterprise,
    rows_of,
)
from reporting.reads.execution import (
    Executed,
    MonthOutput,
    Places,
    by_province,
    monthly_by_category,
    nation_and_groups,
    national,
)
from reporting.reads.histories import notice_of
from reporting.reads.progress import last_reported, outputs_of_each
from reporting.reads.timeliness import month_duties
from reporting.views.reports import current_user

ROW_SORTS = {
    "order": (),
    "enterprise": ("name_zh",),
    "province": ("province", "credit_code"),
    "quota": ("-executed.quota",),
    "output": ("-executed.output",),
    "completion": ("-executed.completion",),
    "remaining": ("executed.left",),
}


@dataclass(frozen=True)
class CategoryTable:
    """A group's enterprises in one category, with the group's own share of it."""

    category: Category
    rows: list[EnterpriseFigure]
    quota: GroupQuota | None
    months: list[MonthOutput]
    until: Month
    page: Listing[EnterpriseRow]
    outputs: Mapping[tuple[int, str], list[Decimal | None]]

    @property
    def remarked(self) -> list[tuple[EnterpriseRow, date | None, list[Decimal | None] | None]]:
        """The rows in sight, each with the day on which its quota runs out when the year goes on as it went, and with
        the output of its months."""
        return [
            (row, row.executed.runs_out_on(self.until), self.outputs.get((row.enterprise.pk, self.category)))
            for row in self.page
        ]

    # A page asks for both in every row.
    @cached_property
    def total(self) -> Executed:
        """The sum over the enterprises."""
        return Executed.total(self.category, (row.executed for row in self.rows))

    @cached_property
    def places(self) -> Places:
        return Places.of(row.executed for row in self.rows)


@require_GET
def execution(request: HttpRequest) -> HttpResponse:
    """The nation's year by group and category. A group is led to its own page."""
    user = current_user(request)
    if user.organisation.is_group:
        return redirect("execution_group", user.organisation.code)
    refuse_part(user)
    known, as_of = asked_day(request)
    context = {"known": known, **national_context(user, asked_month(request), as_of=as_of)}
    return render(request, "reporting/execution/execution.html", context)


def national_context(
    user: User, until: Month, *, as_of: datetime | None = None, calendar: WorkCalendar | None = None
) -> dict[str, Any]:
    """What the national page shows; the desk of the ministry shows it too."""
    duties = month_duties(until.year, user=user, at=now(), calendar=calendar)
    totals, rows = nation_and_groups(until, as_of=as_of)
    return {
        "pdf_refusal": pdf_refusal(),
        "forecasts": [(row, row.runs_out_on(until)) for row in totals],
        "released": pending_releases(until.year, user) if as_of is None else None,
        "until": until,
        "months": months_of(until.year),
        "categories": categories_in_order(),
        "rows": rows,
        "totals": {row.category: row for row in totals},
        "places": Places.of([*totals, *(cell for row in rows for cell in row.by_category.values())]),
        "duties": duties,
        "late": [duty for duty in duties if duty.is_late and duty.is_open],
        "waiting": [duty for duty in duties if duty.status == "submitted"],
        "notice": notice_of(until.year, user),
    }


@require_GET
def execution_provinces(request: HttpRequest) -> HttpResponse:
    """The nation's year by province: the enterprises where they lie now."""
    user, until = current_user(request), asked_month(request)
    refuse_part(user)
    known, as_of = asked_day(request)
    rows, totals = by_province(until, as_of=as_of), national(until, as_of=as_of)
    context = {
        "until": until,
        "known": known,
        "months": months_of(until.year),
        "categories": categories_in_order(),
        "rows": rows,
        "totals": {row.category: row for row in totals},
        "places": Places.of([*totals, *(cell for row in rows for cell in row.cells)]),
        "notice": notice_of(until.year, user),
    }
    return render(request, "reporting/execution/execution_provinces.html", context)


@require_GET
def execution_xlsx(request: HttpRequest) -> HttpResponse:
    """The national summary of a month as a workbook."""
    user, until = current_user(request), asked_month(request)
    refuse_part(user)
    _known, as_of = asked_day(request)
    return http_workbook(f"全国指标执行情况-{until}.xlsx", summary_workbook(until, user, now(), as_of=as_of))


@require_GET
def execution_pdf(request: HttpRequest) -> HttpResponse:
    """The national summary of a month as a PDF."""
    user, until = current_user(request), asked_month(request)
    refuse_part(user)
    _known, as_of = asked_day(request)
    return http_pdf(f"execution-{until}.pdf", summary_document(until, user, now(), as_of=as_of))


def refuse_part(user: User) -> None:
    """The nation's figures are for the ministries."""
    if not user.sees_everything:
        raise NotAllowed("not_national", _("The execution of the nation is for the ministries; see your jurisdiction."))


@require_GET
def execution_group(request: HttpRequest, code: str) -> HttpResponse:
    """A group's enterprises by category, and its months."""
    user, until = current_user(request), asked_month(request)
    group = get_visible_or_404(Organisation.objects.groups(), user, code=code)
    refusal_of(see_execution(user))
    known, as_of = asked_day(request)
    tables = _tables(request, until, group, as_of)
    context = {
        "group": group,
        "pending": None if known else pending_of(until.year, user),
        "known": known,
        "until": until,
        "months": months_of(until.year),
        "tables": [table for table in tables if table.rows or table.quota],
        "notice": notice_of(until.year, user),
    }
    return render(request, "reporting/execution/execution_group.html", context)


def _tables(request: HttpRequest, until: Month, group: Organisation, as_of: datetime | None) -> list[CategoryTable]:
    """A table for each category, with the page of its enterprises that the address asks for."""
    figures, quotas = figures_of_group(until, group, as_of=as_of), group_quotas(until.year, as_of=as_of)
    monthly = monthly_by_category(until, group=group, as_of=as_of)
    own = {one: [row for row in figures if row.executed.category == one] for one in categories_in_order()}
    pages = {
        category: list_page(rows, request.GET, sorts=ROW_SORTS, slot=f"{category}-") for category, rows in own.items()
    }
    # The enterprises of all tables' pages together.
    in_sight = rows_of([row for page in pages.values() for row in page], until)
    outputs = outputs_of_each(until, [row.enterprise.pk for row in in_sight], as_of=as_of)
    shown = iter(in_sight)
    return [
        CategoryTable(
            category, own[category], quotas.get((group.pk, category)), monthly.get(category, []), until,
            replace(page, rows=[next(shown) for _row in page]), outputs,
        )
        for category, page in pages.items()
    ]  # fmt: skip


@require_GET
def execution_enterprise(request: HttpRequest, pk: int) -> HttpResponse:
    """An enterprise's months, each with its report version."""
    user, until = current_user(request), asked_month(request)
    enterprise = get_visible_or_404(EverLocated(), user, pk=pk)
    province = user.organisation.province_id
    as_on(enterprise, day_seen(province, enterprise.pk, until.last_day) if province else until.last_day)
    known, as_of = asked_day(request)
    lines = (
        ReportLine.objects.visible_to(user)
        .counting(until.year, as_of=as_of)
        .filter(enterprise=enterprise, report__month__lte=until.month)
        .select_related("report__group", "report__imported_from")
        .order_by("category", "report__month")
    )
    context = {
        "enterprise": enterprise,
        "pending": None if known else pending_of(until.year, user),
        "until": until,
        "months": months_of(until.year),
        "known": known,
        "executed": [
            (row, row.executed.runs_out_on(until))
            for row in of_enterprise(until, enterprise, user.organisation, as_of=as_of)
        ],
        "lines": lines,
        "notice": notice_of(until.year, user),
    }
    return render(request, "reporting/execution/execution_enterprise.html", context)


def asked_month(request: HttpRequest) -> Month:
    """The month in the address, else the last one that is over and of which anybody has reported: pace and forecast
    compare what is reported, and the month that is over may be due only in some days."""
    text = request.GET.get("until", "")
    return month_or_404(text) if text else last_reported(Month.of(today()).previous)


def asked_day(request: HttpRequest) -> tuple[date | None, datetime | None]:
    """The day as known on which the figures are asked, and the instant that ends it; None for what is known now."""
    text = request.GET.get("known", "")
    if not text:
        return None, None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    return day, end_of(day) - timedelta(microseconds=1)


def months_of(year: int) -> list[Month]:
    """The months of a year to choose from."""
    return [Month(year, number) for number in range(1, 13)]
