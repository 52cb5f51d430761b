"""The split's workbook: download it, upload it, see what it changes, take it over."""

from collections.abc import Sequence

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.views.headings import match_context, store_match
from accounts.views.signed_in import SignedIn
from allocations import permissions
from allocations.forms.filings import SplitUploadForm
from allocations.models import Filing
from allocations.services.filing_steps import LABELS
from allocations.services.filing_workbook import LAYOUT, apply_workbook, filing_workbook, preview_workbook
from allocations.transitions import FILING
from common.constraints import NotValid
from common.http import form_status, get_visible_or_404, refuse_form
from common.workflow import next_state, refusal_of
from documents.files.headings_unknown import HeadingsUnknown
from documents.files.marking import InvalidUpload
from documents.files.workbooks import http_workbook

SALT = "filing-upload"
HOUR = 3600


@require_GET
def filing_xlsx(request: SignedIn, pk: int) -> HttpResponse:
    """The filing as a workbook; for its clerk the prefilled template."""
    filing = _visible(request, pk)
    refusal_of(permissions.see_whole_filing(request.user))
    return http_workbook(f"{filing.number}.xlsx", filing_workbook(filing))


@require_http_methods(["GET", "POST"])
def filing_upload(request: SignedIn, pk: int) -> HttpResponse:
    """Takes a filled-in workbook and shows what it would change. Nothing is stored."""
    filing = _visible(request, pk)
    refusal_of(permissions.draft_filing(request.user, filing.group))
    next_state(FILING, filing.state, "edit", LABELS)
    form = SplitUploadForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        return _shown(request, filing, form, form.cleaned_data["workbook"].read())
    context = {"filing": filing, "form": form}
    return render(request, "allocations/filings/filing_upload.html", context, status=form_status(form))


@require_POST
def filing_columns(request: SignedIn, pk: int) -> HttpResponse:
    """Keeps which column of the form each heading of an uploaded sheet stands for, and reads the sheet again."""
    filing = _visible(request, pk)
    refusal_of(permissions.draft_filing(request.user, filing.group))
    next_state(FILING, filing.state, "edit", LABELS)
    content = store_match(request, filing.group, LAYOUT, subject=filing.pk, by=request.user)
    return _shown(request, filing, SplitUploadForm(QueryDict(), MultiValueDict()), content)


def _shown(request: SignedIn, filing: Filing, form: SplitUploadForm, content: bytes) -> HttpResponse:
    """What the workbook would change; why it cannot be read; or its headings, to be matched by hand."""
    context: dict[str, object] = {"filing": filing, "form": form}
    try:
        preview = preview_workbook(filing, content)
    except HeadingsUnknown as refusal:
        form.errors.clear()
        refuse_form(form, refusal)
        context |= _to_match(filing, content, refusal.headings)
    except NotValid as refusal:
        form.errors.clear()
        refuse_form(form, refusal)
    else:
        token = signing.dumps(preview.to_json(), salt=SALT, compress=True)
        context |= {"preview": preview, "token": token, **_to_match(filing, content, preview.headings)}
        status = 422 if preview.refused else 200
        return render(request, "allocations/filings/filing_preview.html", context, status=status)
    return render(request, "allocations/filings/filing_upload.html", context, status=422)


def _to_match(filing: Filing, content: bytes, headings: Sequence[str]) -> dict[str, object]:
    url = reverse("filing_columns", args=[filing.pk])
    return match_context(filing.group, LAYOUT, InvalidUpload(filing.pk, content, {}), headings, url=url)


@require_POST
def filing_upload_confirm(request: SignedIn, pk: int) -> HttpResponse:
    """Takes over what the preview showed, if the draft is still as it was then."""
    filing = _visible(request, pk)
    refusal_of(permissions.draft_filing(request.user, filing.group))
    try:
        stored = signing.loads(request.POST.get("token", ""), salt=SALT, max_age=HOUR)
    except signing.BadSignature:
        raise NotValid("preview_expired", _("The preview is too old; upload the workbook again.")) from None
    apply_workbook(filing=filing, preview=stored, by=request.user)
    messages.success(request, _("The workbook's figures are in the draft."))
    return redirect("filing_edit", filing.pk)


def _visible(request: SignedIn, pk: int) -> Filing:
    return get_visible_or_404(Filing.objects.select_related("group", "notice"), request.user, pk=pk)
