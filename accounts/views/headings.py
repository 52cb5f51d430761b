"""What every upload of a sheet of one's own shares: its headings matched by hand, and the sheet read again."""

from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict

from accounts.forms.headings import HeadingsForm
from accounts.models import Organisation, User
from accounts.permissions import heading_policies
from accounts.reads.headings import names_of
from accounts.services.headings import match_headings
from documents.files.layouts import Layout
from documents.files.marking import InvalidUpload

MATCH = "match"


def match_context(
    organisation: Organisation, layout: Layout, upload: InvalidUpload, headings: Sequence[str], *, url: str = ""
) -> dict[str, object]:
    """The form in which headings are matched; empty for a file that is too large to come along.

    Without `url` its fields stand in the page's own form (`_match_fields.html`) and come back through `matched_files`.
    """
    token = upload.token() if headings else ""
    if not token:
        return {}
    kept = layout.with_names(names_of(organisation, layout.name))
    return {"match": HeadingsForm(headings=headings, layout=kept), "match_token": token, "match_url": url}


def match_in_form(user: User, layout: Layout, name: str, content: bytes, headings: Sequence[str]) -> dict[str, object]:
    """The fields in which this person matches the headings of a file that was just uploaded."""
    home = user.organisation
    if heading_policies.match_headings(user, home):
        return {}
    return match_context(home, layout, InvalidUpload(home.pk, content, {}, name), headings)


def matched_files(
    request: HttpRequest, layout: Layout, field: str, *, by: User
) -> "MultiValueDict[str, UploadedFile[Any]] | None":
    """The files that were posted; with matched headings the file that came along with them, once they are kept."""
    if MATCH not in request.POST:
        return request.FILES or None
    upload = _kept(request, by.organisation, layout, subject=by.organisation_id, by=by)
    return MultiValueDict({field: [SimpleUploadedFile(upload.name or "_", upload.content)]})


def store_match(request: HttpRequest, organisation: Organisation, layout: Layout, *, subject: int, by: User) -> bytes:
    """Store the column of each heading that was chosen; the uploaded file, to be read again."""
    return _kept(request, organisation, layout, subject=subject, by=by).content


def _kept(request: HttpRequest, organisation: Organisation, layout: Layout, *, subject: int, by: User) -> InvalidUpload:
    upload = InvalidUpload.from_token(request.POST.get("token", ""), subject=subject)
    form = HeadingsForm(request.POST, headings=request.POST.getlist("heading"), layout=layout)
    if form.is_valid():
        match_headings(organisation=organisation, layout=layout, names=form.names(), by=by)
    return upload
