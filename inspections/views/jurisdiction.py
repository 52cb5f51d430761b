"""The first page of a provincial authority, and the same as a workbook."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import Organisation, Province, User
from allocations.models import Notice
from allocations.reads.quotas import categories_in_order
from common.constraints import NotAllowed
from common.listing import list_page
from common.periods import Month, now, today
from common.quantities import Category
from documents.files.workbooks import http_workbook
from inspections.files.jurisdiction import jurisdiction_workbook
from inspections.reads.jurisdiction import LocatedRow, located_in, total_of
from reporting.reads.execution import Executed, Places
from reporting.reads.histories import notice_of
from reporting.views.execution import asked_month, months_of
from reporting.views.reports import current_user

# Before any notice names a rule set, enterprises are judged by this one.
FIRST_RULE_SET = "2021"
SORTS = {
    "order": (),
    "enterprise": ("enterprise.name_zh",),
    "group": ("group.position", "enterprise.credit_code"),
    "quota": ("-executed.quota",),
    "output": ("-executed.output",),
    "completion": ("-executed.completion",),
    "remaining": ("executed.left",),
    "ceases": ("runs_out_on",),
    "differences": ("-differences",),
    "findings": ("-findings",),
    "inspected": ("-last_inspection.inspected_on",),
}


@dataclass(frozen=True)
class Jurisdiction:
    """What the page and the workbook show."""

    province: Province
    until: Month
    notice: Notice | None
    tables: list[tuple[Category, list[LocatedRow], Executed, Places]]


@require_GET
def jurisdiction(request: HttpRequest) -> HttpResponse:
    """The enterprises located in the own province: quota, output, eligibility, what is open (通知五)."""
    shown = _asked(request)
    pages = [
        (category, list_page(rows, request.GET, sorts=SORTS, slot=f"{category}-"), total, places)
        for category, rows, total, places in shown.tables
    ]
    context = {
        "province": shown.province,
        "until": shown.until,
        "months": months_of(shown.until.year),
        "notice": shown.notice,
        "tables": pages,
    }
    return render(request, "inspections/jurisdiction/jurisdiction.html", context)


@require_GET
def jurisdiction_export(request: HttpRequest) -> HttpResponse:
    """The same figures in the same order."""
    shown, user = _asked(request), current_user(request)
    title = f"{shown.province.name_zh} 截至{shown.until.year}年{shown.until.month}月指标执行与资格情况"
    badge = shown.notice.title if shown.notice else ""
    data = jurisdiction_workbook(title, badge, [(table[0], table[1]) for table in shown.tables], user=user, as_of=now())
    return http_workbook(f"{shown.province.name_zh}-{shown.until}.xlsx", data)


def _asked(request: HttpRequest) -> Jurisdiction:
    user, until = current_user(request), asked_month(request)
    province = user.organisation.province
    if province is None or not user.sees_business:
        raise NotAllowed("no_province", _("This page belongs to the provincial authorities."))
    notice = notice_of(until.year, user)
    rule_set = notice.terms_in_force.rule_set if notice else FIRST_RULE_SET
    rows = located_in(province, until=until, as_of=today(), rule_set=rule_set)
    tables = [_table(category, rows) for category in _own_first(user)]
    return Jurisdiction(province, until, notice, [table for table in tables if table[1]])


def _own_first(user: User) -> list[Category]:
    """Natural resources begin with the mines they license, industry with the separation enterprises."""
    resources = user.organisation.kind == Organisation.Kind.PROVINCE_MNR
    return sorted(categories_in_order(), key=lambda one: (one == Category.SEPARATION) == resources)


def _table(category: Category, rows: list[LocatedRow]) -> tuple[Category, list[LocatedRow], Executed, Places]:
    own = [row for row in rows if row.category == category]
    total = total_of(own)
    return category, own, total, Places.of([*(row.executed for row in own), total])
