"""The first page of a provincial authority, and the same as a workbook."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import Organisation, Province, User
from allocations.models import Notice
from allocations.reads.quotas import categories_in_order
from common.constraints import NotAllowed
from common.listing import Listing, list_page
from common.periods import Month, now, today
from common.quantities import Category
from documents.files.workbooks import http_workbook
from inspections.files.jurisdiction import jurisdiction_workbook
from inspections.reads.jurisdiction import LocatedFigure, LocatedRow, located_figures, located_rows, measured, total_of
from reporting.reads.execution import Executed, Places
from reporting.reads.histories import notice_of
from reporting.views.execution import asked_month, months_of
from reporting.views.reports import current_user

# Those by what is not read of every row.
MEASURED = {"group", "ceases", "differences", "findings", "inspected"}
# Before any notice names a rule set, enterprises are judged by this one.
FIRST_RULE_SET = "2021"
SORTS = {
    "order": (),
    "enterprise": ("name_zh",),
    "group": ("measure", "credit_code"),
    "quota": ("-executed.quota",),
    "output": ("-executed.output",),
    "completion": ("-executed.completion",),
    "remaining": ("executed.left",),
    "ceases": ("measure",),
    "differences": ("-measure",),
    "findings": ("-measure",),
    "inspected": ("-measure",),
}


@dataclass(frozen=True)
class Jurisdiction:
    """What the page and the workbook show, and how it is judged."""

    province: Province
    until: Month
    notice: Notice | None
    tables: list[tuple[Category, list[LocatedFigure], Executed, Places]]
    day: date

    @property
    def rule_set(self) -> str:
        """Of the notice of the year."""
        return self.notice.terms_in_force.rule_set if self.notice else FIRST_RULE_SET

    def rows(self, figures: Iterable[LocatedFigure]) -> list[LocatedRow]:
        """With all that a row shows."""
        return located_rows(figures, self.province, until=self.until, as_of=self.day, rule_set=self.rule_set)


@require_GET
def jurisdiction(request: HttpRequest) -> HttpResponse:
    """The enterprises located in the own province: quota, output, eligibility, what is open (通知五)."""
    shown = _asked(request)
    pages = [_page(request, shown, category, figures) for category, figures, _total, _places in shown.tables]
    # The rows of all tables' pages together.
    rows: Iterator[Any] = iter(shown.rows([figure for page in pages for figure in page]))
    context = {
        "province": shown.province,
        "until": shown.until,
        "months": months_of(shown.until.year),
        "notice": shown.notice,
        "tables": [
            (category, replace(page, rows=[next(rows) for _figure in page]), total, places)
            for page, (category, _figures, total, places) in zip(pages, shown.tables, strict=True)
        ],
    }
    return render(request, "inspections/jurisdiction/jurisdiction.html", context)


def _page(
    request: HttpRequest, shown: Jurisdiction, category: Category, figures: list[LocatedFigure]
) -> Listing[LocatedFigure]:
    by = request.GET.get(f"{category}-sort", "").removeprefix("-")
    if by in MEASURED:
        figures = measured(figures, by, shown.province, as_of=shown.day, rule_set=shown.rule_set)
    return list_page(figures, request.GET, sorts=SORTS, slot=f"{category}-")


@require_GET
def jurisdiction_export(request: HttpRequest) -> HttpResponse:
    """The same figures in the same order."""
    shown, user = _asked(request), current_user(request)
    title = f"{shown.province.name_zh} 截至{shown.until.year}年{shown.until.month}月指标执行与资格情况"
    badge = shown.notice.title if shown.notice else ""
    rows = iter(shown.rows([figure for table in shown.tables for figure in table[1]]))
    tables = [(table[0], [next(rows) for _figure in table[1]]) for table in shown.tables]
    data = jurisdiction_workbook(title, badge, tables, user=user, as_of=now())
    return http_workbook(f"{shown.province.name_zh}-{shown.until}.xlsx", data)


def _asked(request: HttpRequest) -> Jurisdiction:
    user, until = current_user(request), asked_month(request)
    province = user.organisation.province
    if province is None or not user.sees_business:
        raise NotAllowed("no_province", _("This page belongs to the provincial authorities."))
    figures, day = located_figures(province, until=until, as_of=today()), today()
    tables = [_table(category, figures) for category in _own_first(user)]
    return Jurisdiction(province, until, notice_of(until.year, user), [one for one in tables if one[1]], day)


def _own_first(user: User) -> list[Category]:
    """Natural resources begin with the mines they license, industry with the separation enterprises."""
    resources = user.organisation.kind == Organisation.Kind.PROVINCE_MNR
    return sorted(categories_in_order(), key=lambda one: (one == Category.SEPARATION) == resources)


def _table(category: Category, figures: list[LocatedFigure]) -> tuple[Category, list[LocatedFigure], Executed, Places]:
    own = [row for row in figures if row.category == category]
    total = total_of(own)
    return category, own, total, Places.of([*(row.executed for row in own), total])
