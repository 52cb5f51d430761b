"""The pages of delegation: who acts for whom, from when to when."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.forms.delegations import DelegationForm
from accounts.models import Delegation
from accounts.permissions import organisation_policies
from accounts.services.delegations import delegate, end_delegation
from accounts.views.confirmation import ask, proved
from accounts.views.signed_in import SignedIn
from common.constraints import Refusal
from common.http import form_status, get_visible_or_404, refuse_form
from common.listing import list_page
from common.periods import day_text, today
from common.workflow import Action, refusal_of


def state_of(delegation: Delegation) -> str:
    """The delegation's status today."""
    day = today()
    if delegation.ended_at is not None:
        return "delegation_ended"
    if day < delegation.first_day:
        return "delegation_ahead"
    return "delegation_in_force" if day <= delegation.last_day else "delegation_over"


@require_GET
def delegation_list(request: SignedIn) -> HttpResponse:
    """The delegations this person takes part in or keeps."""
    user = request.user
    refusal_of(organisation_policies.see_delegations(user))
    seen = Delegation.objects.visible_to(user).select_related("officer", "acting", "ended_by")
    page = list_page(seen, request.GET)
    ends = organisation_policies.end_delegation
    rows = replace(page, rows=[(row, state_of(row), ends(user, row) is None) for row in page])
    label = _("Name an acting officer")
    make = Action("make", label, reverse("delegation_new"), organisation_policies.make_delegation(user))
    return render(request, "accounts/delegations/delegation_list.html", {"rows": rows, "make": make})


@never_cache
@require_http_methods(["GET", "POST"])
def delegation_new(request: SignedIn) -> HttpResponse:
    """Who acts and when: typed, then shown with the effects, then confirmed."""
    user = request.user
    refusal_of(organisation_policies.make_delegation(user))
    form = DelegationForm(request.POST or None, officer=user)
    fault = None
    if form.is_valid():
        fault = proved(request) if "confirmed" in request.POST else None
        if "confirmed" not in request.POST or fault:
            return _ask_delegation(request, form, fault)
        try:
            made = delegate(**form.cleaned_data, by=user)
        except Refusal as refusal:
            refuse_form(form, refusal)
        else:
            words = {"name": made.acting.name, "last": day_text(made.last_day)}
            messages.success(request, _("%(name)s acts for you until %(last)s.") % words)
            return redirect("delegation_list")
    return render(request, "accounts/delegations/delegation_new.html", {"form": form}, status=form_status(form))


def _ask_delegation(request: SignedIn, form: DelegationForm, fault: Refusal | None) -> HttpResponse:
    asked = form.cleaned_data
    words = {
        "name": asked["acting"].name,
        "officer": request.user.name,
        "first": day_text(asked["first_day"]),
        "last": day_text(asked["last_day"]),
    }
    return ask(
        request,
        title=_("Name an acting officer"),
        label=_("Name %(name)s as acting officer") % words,
        effects=[
            _("From %(first)s to %(last)s, both days included, %(name)s signs and decides in your place.") % words,
            _("Decisions carry both names: “%(name)s (for %(officer)s)”.") % words,
            _("What either of you has drafted is signed by somebody else; it cannot be passed on."),
            _("It expires automatically; you and the administrator of your organisation can end it earlier."),
            _("Reason: %(reason)s") % asked,
        ],
        back=reverse("delegation_new"),
        back_label=_("Delegation"),
        form=form.hidden(officer=request.user),
        signing=True,
        refusal=fault,
    )


@never_cache
@require_http_methods(["GET", "POST"])
def delegation_end(request: SignedIn, pk: int) -> HttpResponse:
    """Asks, then ends it early."""
    row = get_visible_or_404(Delegation.objects, request.user, pk=pk)
    refusal_of(organisation_policies.end_delegation(request.user, row))
    fault = proved(request) if request.method == "POST" else None
    if request.method == "POST" and fault is None:
        end_delegation(delegation=row, by=request.user)
        messages.success(request, _("The delegation is ended."))
        return redirect("delegation_list")
    words = {"name": row.acting.name, "officer": row.officer.name}
    effects = [
        _("%(name)s no longer acts for %(officer)s, from this moment on.") % words,
        _("What was signed until now stays as it was signed."),
    ]
    return ask(
        request, title=_("End the delegation"), label=_("End the delegation"), effects=effects,
        back=reverse("delegation_list"), back_label=_("Delegation"), danger=True, signing=True, refusal=fault,
    )  # fmt: skip
