"""The pages on which something is taken back: a submitted filing, a version begun by mistake, an opinion."""

from typing import Any

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
from allocations.forms.withdrawals import DiscardForm
from allocations.models import Consultation, Filing
from allocations.services import withdrawals as services
from common.constraints import Refusal
from common.http import get_visible_or_404, refuse_form
from common.workflow import refusal_of


@require_http_methods(["GET", "POST"])
def filing_recall(request: SignedIn, pk: int) -> HttpResponse:
    """Asks why, then takes the submitted filing back."""
    filing = _visible(request, pk)
    refusal_of(permissions.recall_filing(request.user, filing))
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            services.recall_filing(filing=filing, by=request.user, seen=seen_of(request), **form.cleaned_data)
        except Refusal as refusal:
            refuse_form(form, refusal)
        else:
            messages.success(request, _("Taken back; the duty to file runs on with its deadline as it was."))
            return redirect("filing_detail", filing.pk)
    effects = [
        _("The ministry no longer decides on it and is notified, with your reason."),
        _("The duty to file is open again; its deadline stays as it was, and lateness is counted from it."),
        _("The opinions of the provinces remain valid. If you change a figure, the consultation begins again."),
        _("The receipt of this submission stays in the log; the next submission gets a new one."),
    ]
    title = _("Take back the submitted split")
    return ask(request, title=title, label=_("Take back"), effects=effects, form=form, danger=True, **_way_back(filing))


@require_http_methods(["GET", "POST"])
def filing_discard(request: SignedIn, pk: int) -> HttpResponse:
    """Asks, then gives up a version that was begun by mistake."""
    filing = _visible(request, pk)
    refusal_of(permissions.discard_filing(request.user, filing))
    sent = services.was_sent(filing)
    form = DiscardForm(request.POST if request.method == "POST" else None, needed=sent)
    if form.is_valid():
        try:
            kept = services.discard_filing(filing=filing, by=request.user, seen=seen_of(request), **form.cleaned_data)
        except Refusal as refusal:
            refuse_form(form, refusal)
        else:
            messages.success(request, _("The version is discarded; what was in force stays in force."))
            return redirect("filing_detail", kept.pk) if kept else redirect("filing_list")
    effects = [
        _("What is in force stays in force; nothing moves."),
        _("This version was sent out: it stays readable as discarded, and the next version gets the next number.")
        if sent
        else _("This version has not been sent outside: it is removed, and its number can be used again."),
        _("The log keeps who discarded it, when and why."),
    ]
    title = _("Discard version %(version)s") % {"version": filing.version}
    return ask(request, title=title, label=_("Discard"), effects=effects, form=form, danger=True, **_way_back(filing))


@require_http_methods(["GET", "POST"])
def opinion_withdraw(request: SignedIn, pk: int) -> HttpResponse:
    """Asks why, then takes an opinion back."""
    rows = Consultation.objects.select_related("filing__group", "filing__notice", "authority")
    consultation = get_visible_or_404(rows, request.user, pk=pk)
    refusal_of(permissions.give_opinion(request.user, consultation))
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            services.withdraw_opinion(consultation=consultation, reason=reason, by=request.user, seen=seen_of(request))
        except Refusal as refusal:
            refuse_form(form, refusal)
        else:
            messages.success(request, _("Your opinion is withdrawn; you can give another one until the decision."))
            return redirect("consultation_opinion", consultation.pk)
    effects = [
        _("The group and the ministry are notified, with your reason; your former opinion stays in the log."),
        _("You are asked again, with the day as it was; silence is shown as silence."),
    ]
    title = _("Withdraw the opinion")
    back = _way_back(consultation.filing)
    return ask(request, title=title, label=title, effects=effects, form=form, danger=True, **back)


def _visible(request: SignedIn, pk: int) -> Filing:
    return get_visible_or_404(Filing.objects.select_related("group", "notice"), request.user, pk=pk)


def _way_back(filing: Filing) -> dict[str, Any]:
    return {"back": reverse("filing_detail", args=[filing.pk]), "back_label": filing.number, "about": filing}
