"""The page of who reports in a year, and of naming a group that had quota by a notice outside this system."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.views.signed_in import SignedIn
from allocations import permissions
from allocations.forms.reporting_years import ReportingGroupForm
from allocations.reads.reporting_years import reporting_groups
from allocations.services.reporting_years import add_reporting_group
from common.constraints import Refusal
from common.http import form_status, refuse_form, year_or_404
from common.periods import today
from common.workflow import refusal_of


@require_http_methods(["GET", "POST"])
def reporting_year(request: SignedIn, year: int) -> HttpResponse:
    """Every group with its months of the year; MIIT adds one."""
    user, year = request.user, year_or_404(year)
    refusal_of(permissions.see_reporting_years(user))
    refusal = permissions.open_reporting_year(user)
    if request.method == "POST":
        refusal_of(refusal)
    rows = reporting_groups(year)
    missing = [row.group for row in rows if not row.owed and row.group.existed_on(today())]
    form = ReportingGroupForm(request.POST if request.method == "POST" else None, groups=missing)
    if form.is_valid():
        try:
            add_reporting_group(**form.decision, year=year, by=user)
        except Refusal as said:
            refuse_form(form, said)
        else:
            messages.success(request, _("The group reports in the year; its duties are open."))
            return redirect("reporting_year", year)
    context = {
        "year": year,
        "rows": rows,
        "form": form if missing and year == today().year else None,
        "refusal": refusal,
    }
    return render(request, "allocations/reporting_years/reporting_year.html", context, status=form_status(form))
