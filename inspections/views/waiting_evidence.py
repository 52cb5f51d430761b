"""The evidence that a province has not judged yet, in one place."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.views.signed_in import SignedIn
from common.constraints import NotAllowed
from common.listing import list_page
from enterprises.permissions import judge_evidence
from inspections.reads.waiting_evidence import pieces_of, waiting_keys

SORTS = {
    "matter": ("-own", "entered_at"),
    "enterprise": ("name", "entered_at"),
    "kind": ("title", "entered_at"),
    "entered": ("entered_at",),
}


@require_GET
def evidence_waiting(request: SignedIn) -> HttpResponse:
    """Piece by piece, with the way to confirm or dispute it."""
    if not request.user.organisation.is_province or not request.user.sees_business:
        raise NotAllowed("no_province", _("This page belongs to the provincial authorities."))
    page = list_page(waiting_keys(request.user), request.GET, sorts=SORTS)
    rows = [(one, judge_evidence(request.user, one.piece)) for one in pieces_of(page)]
    return render(request, "inspections/waiting_evidence/evidence_waiting.html", {"page": page, "rows": rows})
