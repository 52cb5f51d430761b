"""Inspections in figures, each leading down to its rows, and both as a workbook."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.views.signed_in import SignedIn
from common.constraints import NotValid
from common.http import form_status
from common.listing import list_page
from documents.files.workbooks import http_workbook
from enterprises.reads.past import named_then
from inspections.files.inspections import inspections_workbook
from inspections.forms.inspection_filter import InspectionFilter
from inspections.models import Inspection
from inspections.reads.overview import Line, day_of_visit, lines_of, overview

SORTS = {
    "number": ("pk",),
    "province": ("enterprise__province__code", "pk"),
    "enterprise": ("enterprise__name_zh", "pk"),
    "authority": ("organisation__position", "pk"),
    "status": ("state", "pk"),
    "inspected": ("inspected_on", "pk"),
    "due": ("order__due_on", "pk"),
    "lifted": ("order__lifted_on", "pk"),
}


@require_GET
def inspection_list(request: SignedIn) -> HttpResponse:
    """By province and month, findings by clause, open orders, days until closing; each figure leads to its rows."""
    form, visible = InspectionFilter(request.GET), Inspection.objects.visible_to(request.user)
    page = list_page(lines_of(form.rows(visible)), request.GET, sorts=SORTS)
    context = {
        "form": form,
        "year": form.asked_year,
        "page": page,
        "lines": [Line.of(row) for row in named_then(page, day_of_visit)],
        "figures": overview(visible, form.asked_year),
        "months": range(1, 13),
    }
    return render(request, "inspections/overview/overview.html", context, status=form_status(form))


@require_GET
def inspection_export(request: SignedIn) -> HttpResponse:
    """The content of the list, all its pages in one workbook."""
    form, visible = InspectionFilter(request.GET), Inspection.objects.visible_to(request.user)
    if not form.is_valid():
        raise NotValid("no_filter", " ".join(str(text) for errors in form.errors.values() for text in errors))
    title = _("Inspections of %(year)s") % {"year": form.asked_year}
    figures, lines = (
        overview(visible, form.asked_year),
        map(Line.of, named_then(lines_of(form.rows(visible)), day_of_visit)),
    )
    return http_workbook(f"{title}.xlsx", inspections_workbook(figures, lines, title=title, by=request.user.name))
