"""Who reported in time, who late and by how much, who not at all: the table of a year, to a province what concerns it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from common.periods import now, today
from common.workflow import refusal_of
from documents.files.workbooks import http_workbook
from reporting.files.timeliness import timeliness_workbook
from reporting.permissions import see_timeliness
from reporting.reads.timeliness import COUNTED, month_duties, timeliness_table, years_with_duties
from reporting.views.reports import asked_year, current_user


@require_GET
def timeliness(request: HttpRequest) -> HttpResponse:
    """Group by month; each cell leads to its report or duty."""
    user = current_user(request)
    refusal_of(see_timeliness(user))
    years = years_with_duties(user) or [today().year]
    year = asked_year(request, years)
    duties = month_duties(year, user=user, at=now())
    rows = timeliness_table(duties)
    context = {
        "year": year,
        "years": years,
        "rows": rows,
        "months": [_("month %(number)s") % {"number": number} for number in range(1, 13)],
        "totals": {name: sum(row.counts[name] for row in rows) for name in (*COUNTED, "extended")},
        "late": [duty for duty in duties if duty.is_late and duty.is_open],
        "provisional": any(duty.obligation.provisional for duty in duties),
    }
    return render(request, "reporting/timeliness/timeliness.html", context)


@require_GET
def timeliness_xlsx(request: HttpRequest) -> HttpResponse:
    """The same as a workbook."""
    user = current_user(request)
    refusal_of(see_timeliness(user))
    year = asked_year(request, years_with_duties(user) or [today().year])
    rows = timeliness_table(month_duties(year, user=user, at=now()))
    return http_workbook(f"月度报表报送情况-{year}.xlsx", timeliness_workbook(year, rows, user, now()))
