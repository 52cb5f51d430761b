"""The register as a workbook: download what one sees; the ministry uploads, sees what it changes, takes it over."""

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.views.headings import match_in_form, matched_files
from accounts.views.signed_in import SignedIn
from common.constraints import NotValid
from common.http import form_status, refuse_form
from common.periods import today
from common.workflow import refusal_of
from documents.files.headings_unknown import HeadingsUnknown
from documents.files.streamed_workbooks import http_streamed
from enterprises import permissions
from enterprises.files.register_workbook import FORM, LAYOUT
from enterprises.forms.register import EnterpriseFilter, RegisterUploadForm
from enterprises.services.register_workbook import apply_import, preview_import, register_sheets
from enterprises.views.register import filtered_rows, of_asked_status

SALT = "register-import"
HOUR = 3600


@require_GET
def register_export(request: SignedIn) -> HttpResponseBase:
    """What the list shows with its filter, as far as this person sees it."""
    form, day = EnterpriseFilter(request.GET), today()
    only = None
    if form.has_changed():
        only = list(of_asked_status(filtered_rows(request.user, form), form, day).values_list("pk", flat=True))
    sheets = register_sheets(request.user, only=only)
    return http_streamed(f"企业名录-{day.isoformat()}.xlsx", sheets, meta={"form": FORM})


@require_http_methods(["GET", "POST"])
def register_import(request: SignedIn) -> HttpResponse:
    """Takes a filled-in workbook and shows what it would change. Nothing is stored."""
    refusal_of(permissions.keep_register(request.user))
    files = matched_files(request, LAYOUT, "workbook", by=request.user)
    form = RegisterUploadForm(request.POST or None, files)
    match: dict[str, object] = {}
    if form.is_bound and form.is_valid():
        upload = form.cleaned_data["workbook"]
        content = upload.read()
        try:
            preview = preview_import(content, by=request.user)
        except HeadingsUnknown as refusal:
            refuse_form(form, refusal)
            match = match_in_form(request.user, LAYOUT, upload.name, content, refusal.headings)
        except NotValid as refusal:
            refuse_form(form, refusal)
        else:
            token = signing.dumps(preview.to_json(), salt=SALT, compress=True)
            match = match_in_form(request.user, LAYOUT, upload.name, content, preview.headings)
            context = {"preview": preview, "token": token, **match}
            status = 422 if preview.refused else 200
            return render(request, "enterprises/register/register_preview.html", context, status=status)
    context = {"form": form, **match}
    return render(request, "enterprises/register/register_import.html", context, status=form_status(form))


@require_POST
def register_import_confirm(request: SignedIn) -> HttpResponse:
    """Takes over what the preview showed, if the register is still as it was then."""
    refusal_of(permissions.keep_register(request.user))
    try:
        stored = signing.loads(request.POST.get("token", ""), salt=SALT, max_age=HOUR)
    except signing.BadSignature:
        raise NotValid("preview_expired", _("The preview is too old; upload the workbook again.")) from None
    done = apply_import(preview=stored, by=request.user)
    messages.success(
        request,
        _("Taken over: %(new)s new rows, %(changed)s changed cells.")
        % {"new": len(done.new), "changed": len(done.changed)},
    )
    return redirect("enterprise_list")
