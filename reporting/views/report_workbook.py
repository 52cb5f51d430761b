"""The workbook: download it, upload it, see what it changes, take it over."""

from collections.abc import Sequence

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.views.headings import match_context, store_match
from common.constraints import NotValid
from common.http import form_status, refuse_form
from common.workflow import next_state, refusal_of
from documents.files.headings_unknown import HeadingsUnknown
from documents.files.marking import InvalidUpload, mark_errors
from documents.files.workbooks import http_workbook
from reporting import permissions
from reporting.files.report_workbook import LAYOUT
from reporting.forms.reports import UploadForm
from reporting.models import ProductionReport
from reporting.services.report_workbook import apply_upload, preview_upload, template_workbook
from reporting.services.steps import LABELS
from reporting.transitions import REPORT
from reporting.views.reports import current_user, visible


@require_GET
def report_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as a workbook: prefilled, its fixed cells locked."""
    report = visible(request, pk)
    refusal_of(permissions.see_whole_report(current_user(request), report))
    return http_workbook(f"{report.number}.xlsx", template_workbook(report))


@require_http_methods(["GET", "POST"])
def report_upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a filled-in workbook and shows what it would change. Nothing is stored."""
    user, report = current_user(request), visible(request, pk)
    refusal_of(permissions.draft_report(user, report.group))
    next_state(REPORT, report.state, "edit", LABELS)
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        return _shown(request, report, form, form.cleaned_data["workbook"].read())
    context = {"report": report, "form": form, "marked": ""}
    return render(request, "reporting/reports/report_upload.html", context, status=form_status(form))


@require_POST
def report_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Store the form's column for each heading of an uploaded sheet, and read the sheet again."""
    user, report = current_user(request), visible(request, pk)
    refusal_of(permissions.draft_report(user, report.group))
    next_state(REPORT, report.state, "edit", LABELS)
    content = store_match(request, report.group, LAYOUT, subject=report.pk, by=user)
    return _shown(request, report, UploadForm(QueryDict(), MultiValueDict()), content)


def _shown(request: HttpRequest, report: ProductionReport, form: UploadForm, content: bytes) -> HttpResponse:
    """What the workbook would change; why it cannot be read; or its headings, to be matched by hand."""
    context: dict[str, object] = {"report": report, "form": form, "marked": ""}
    try:
        preview = preview_upload(report, content)
    except HeadingsUnknown as refusal:
        form.errors.clear()
        refuse_form(form, refusal)
        context |= _to_match(report, content, refusal.headings)
    except NotValid as refusal:
        form.errors.clear()
        refuse_form(form, refusal)
    else:
        faults = {cell.at: cell.sentence for cell in preview.refused if cell.at}
        context |= {
            "preview": preview,
            "marked": InvalidUpload(report.pk, content, faults).token() if faults else "",
            "token": signing.dumps(preview.to_json(), salt="upload", compress=True),
            **_to_match(report, content, preview.headings),
        }
        status = 422 if preview.refused else 200
        return render(request, "reporting/reports/report_preview.html", context, status=status)
    return render(request, "reporting/reports/report_upload.html", context, status=422)


def _to_match(report: ProductionReport, content: bytes, headings: Sequence[str]) -> dict[str, object]:
    url = reverse("report_columns", args=[report.pk])
    return match_context(report.group, LAYOUT, InvalidUpload(report.pk, content, {}), headings, url=url)


@require_POST
def report_marked(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbook that was uploaded, with its violations marked in its cells; nothing of it was stored."""
    user, report = current_user(request), visible(request, pk)
    refusal_of(permissions.draft_report(user, report.group))
    upload = InvalidUpload.from_token(request.POST.get("token", ""), subject=report.pk)
    name = _("%(number)s, errors marked.xlsx") % {"number": report.number}
    return http_workbook(name, mark_errors(upload))


@require_POST
def report_upload_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes over what the preview showed, if the draft is still as it was then."""
    report = visible(request, pk)
    try:
        stored = signing.loads(request.POST.get("token", ""), salt="upload", max_age=3600)
    except signing.BadSignature:
        raise NotValid("preview_expired", _("The preview is too old; upload the workbook again.")) from None
    apply_upload(report=report, preview=stored, by=current_user(request))
    messages.success(request, _("The workbook's figures are in the draft."))
    return redirect("report_edit", report.pk)
