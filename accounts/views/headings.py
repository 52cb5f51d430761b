"""What every upload of a sheet of one's own shares: its headings matched by hand, and the sheet read again."""

from collections.abc import Sequence

from django.http import HttpRequest

from accounts.forms.headings import HeadingsForm
from accounts.models import Organisation, User
from accounts.reads.headings import names_of
from accounts.services.headings import match_headings
from documents.files.layouts import Layout
from documents.files.marking import InvalidUpload


def match_context(
    organisation: Organisation, layout: Layout, upload: InvalidUpload, headings: Sequence[str], *, url: str
) -> dict[str, object]:
    """The form in which headings are matched; empty for a file that is too large to come along."""
    token = upload.token() if headings else ""
    if not token:
        return {}
    kept = layout.with_names(names_of(organisation, layout.name))
    return {"match": HeadingsForm(headings=headings, layout=kept), "match_token": token, "match_url": url}


def store_match(request: HttpRequest, organisation: Organisation, layout: Layout, *, subject: int, by: User) -> bytes:
    """Store the column of each heading that was chosen; the uploaded file, to be read again."""
    upload = InvalidUpload.from_token(request.POST.get("token", ""), subject=subject)
    form = HeadingsForm(request.POST, headings=request.POST.getlist("heading"), layout=layout)
    if form.is_valid():
        match_headings(organisation=organisation, layout=layout, names=form.names(), by=by)
    return upload.content
