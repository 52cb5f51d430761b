"""The page on which the security administrator resets a lost second factor."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.forms.people import ReasonForm
from accounts.permissions import organisation_policies
from accounts.views.confirmation import ask, proved, seen_of
from accounts.views.people import get_person, person_page
from accounts.views.signed_in import SignedIn
from authentication.services.second_factor import reset_second_factor
from common.workflow import refusal_of


@never_cache
@require_http_methods(["GET", "POST"])
def person_reset_second_factor(request: SignedIn, pk: int) -> HttpResponse:
    """Asks for the reason, then takes the lost authenticator away."""
    person = get_person(request, pk)
    refusal_of(organisation_policies.reset_second_factor(request.user, person))
    form = ReasonForm(request.POST or None)
    fault = proved(request) if form.is_valid() else None
    if form.is_valid() and fault is None:
        reason = form.cleaned_data["reason"]
        reset_second_factor(person=person, reason=reason, by=request.user, seen=seen_of(request))
        messages.success(request, _("The second factor is reset."))
        return redirect("person_detail", person.pk)
    effects = [
        _("The authenticator and the recovery codes of %(name)s no longer hold.") % {"name": person.name},
        _("Make sure that it is this person who asks. The next sign-in leads to setting up a new authenticator."),
        _("Every session and every program token ends."),
    ]
    return ask(
        request, title=_("Reset the second factor"), label=_("Reset the second factor"), effects=effects,
        back=person_page(person), back_label=person.name, form=form, danger=True, about=person, signing=True, refusal=fault,
    )  # fmt: skip
