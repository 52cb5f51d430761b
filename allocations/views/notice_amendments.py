"""The pages on which a correction or a revocation of an issued notice is begun."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.views.confirmation import ask, seen_of
from accounts.views.signed_in import SignedIn
from allocations import permissions
from allocations.forms.fields import ReasonForm
from allocations.models import Notice
from allocations.services.notice_amendments import begin_correction, begin_revocation
from common.constraints import Refusal
from common.http import get_visible_or_404, refuse_form
from common.workflow import refusal_of


@require_http_methods(["GET", "POST"])
def notice_correct(request: SignedIn, pk: int) -> HttpResponse:
    """Asks for the reason, then drafts a correction and opens it for entry."""
    effects = [
        _("A further notice is drafted that names this one; change in it the figures or the wording that are wrong."),
        _("Nothing changes until everybody who signs it has signed; then the ledger follows the changed figures."),
        _("A mistake in the wording alone is corrected without touching the ledger."),
        _("Deadlines, recipients and the eligibility rule set can be corrected too; open deadlines follow."),
        _("If the year is closed, the corrected figures lapse with it, and its statement notes this."),
    ]
    return _begin(request, pk, _("Correct the notice"), effects, begin_correction, "notice_edit")


@require_http_methods(["GET", "POST"])
def notice_revoke(request: SignedIn, pk: int) -> HttpResponse:
    """Asks for the reason, then drafts a revocation."""
    effects = [
        _("A further notice is drafted that revokes this one; everybody who signs it has to sign."),
        _("Then every figure of this notice is taken back and its open deadlines to file end; what was filed stays."),
        _("Where quota is split or released already, the revocation is refused and names what holds it."),
    ]
    return _begin(request, pk, _("Revoke the notice"), effects, begin_revocation, "notice_detail", danger=True)


def _begin(
    request: SignedIn,
    pk: int,
    label: str,
    effects: list[str],
    service: Callable[..., Notice],
    page: str,
    *,
    danger: bool = False,
) -> HttpResponse:
    notice = get_visible_or_404(Notice.objects, request.user, pk=pk)
    refusal_of(permissions.edit_notice(request.user, notice))
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            amendment = service(notice=notice, reason=reason, by=request.user, seen=seen_of(request))
        except Refusal as refusal:
            refuse_form(form, refusal)
        else:
            messages.success(request, _("The draft is begun. Check it, then send it for signature."))
            return redirect(page, amendment.pk)
    back = reverse("notice_detail", args=[notice.pk])
    return ask(
        request, title=label, label=label, effects=effects, back=back, back_label=notice.title, about=notice,
        form=form, danger=danger,
    )  # fmt: skip
