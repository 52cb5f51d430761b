"""The workbook: download it, upload it, see what it changes, take it over."""

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common.constraints import NotValid
from common.http import form_status, refuse_form
from common.workflow import next_state, refusal_of
from documents.files.marking import InvalidUpload, mark_errors
from documents.files.workbooks import http_workbook
from reporting import permissions
from reporting.forms.reports import UploadForm
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
    context: dict[str, object] = {"report": report, "form": form, "marked": ""}
    if form.is_bound and form.is_valid():
        content = form.cleaned_data["workbook"].read()
        try:
            preview = preview_upload(report, content)
        except NotValid as refusal:
            refuse_form(form, refusal)
        else:
            faults = {cell.at: cell.sentence for cell in preview.refused}
            context |= {
                "preview": preview,
                "marked": InvalidUpload(report.pk, content, faults).token() if faults else "",
                "token": signing.dumps(preview.to_json(), salt="upload", compress=True),
            }
            return render(
                request, "reporting/reports/report_preview.html", context, status=422 if preview.refused else 200
            )
    return render(request, "reporting/reports/report_upload.html", context, status=form_status(form))


@require_POST
def report_marked(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbook that was uploaded, with its faults marked in its cells; nothing of it was stored."""
    user, report = current_user(request), visible(request, pk)
    refusal_of(permissions.draft_report(user, report.group))
    upload = InvalidUpload.from_token(request.POST.get("token", ""), subject=report.pk)
    name = _("%(number)s, faults marked.xlsx") % {"number": report.number}
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
