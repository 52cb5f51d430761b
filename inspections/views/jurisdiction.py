"""The first page of a provincial authority."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from allocations.reads import categories_in_order
from common.constraints import NotAllowed
from common.periods import today
from common.quantities import Category
from inspections.reads import LocatedRow, located_in
from reporting.execution import Places
from reporting.reads import notice_of
from reporting.views.execution import asked_month, months_of
from reporting.views.reports import person

# Before any notice names a rule set, enterprises are judged by this one.
FIRST_RULE_SET = "2021"


@require_GET
def jurisdiction(request: HttpRequest) -> HttpResponse:
    """The enterprises located in the own province: quota, output, completion, eligibility (通知五)."""
    user, until = person(request), asked_month(request)
    province = user.organisation.province
    if province is None or not user.sees_business:
        raise NotAllowed("no_province", _("This page belongs to the provincial authorities."))
    notice = notice_of(until.year, user)
    rule_set = notice.rule_set if notice else FIRST_RULE_SET
    rows = located_in(province, until=until, as_of=today(), rule_set=rule_set)
    context = {
        "province": province,
        "until": until,
        "months": months_of(until.year),
        "notice": notice,
        "tables": [_table(category, rows) for category in categories_in_order() if _table(category, rows)[1]],
    }
    return render(request, "inspections/jurisdiction.html", context)


def _table(category: Category, rows: list[LocatedRow]) -> tuple[Category, list[LocatedRow], Places]:
    own = [row for row in rows if row.category == category]
    return category, own, Places.of(row.executed for row in own)
