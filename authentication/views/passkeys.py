"""One's own passkeys: add one, take one away, and the challenge for a signature."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.views.signed_in import SignedIn
from authentication.forms import PasskeyForm, ProofForm
from authentication.services import passkeys, second_factor
from authentication.views.second_factor import proved_by_code
from common.constraints import Refusal
from common.http import form_status, refuse_form


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def passkey_new(request: SignedIn) -> HttpResponse:
    """Makes a key in the browser and stores its public half; the code of the authenticator is asked for."""
    if not second_factor.is_set_up(request.user):
        return redirect("second_factor")
    form = PasskeyForm(request.POST or None)
    if form.is_valid() and proved_by_code(request, form):
        name, answer = form.cleaned_data["name"], form.cleaned_data["passkey"]
        try:
            passkeys.add_passkey(request=request, name=name, answer=answer, by=request.user)
        except Refusal as refusal:
            refuse_form(form, refusal)
        else:
            messages.success(request, _("The passkey “%(name)s” is added.") % {"name": name})
            return redirect("second_factor")
    context = {"form": form, "challenge": passkeys.challenge_to_add(request, request.user)}
    return render(request, "authentication/second_factor/passkey_new.html", context, status=form_status(form))


@never_cache
@require_http_methods(["GET", "POST"])
def passkey_remove(request: SignedIn, pk: int) -> HttpResponse:
    """Takes one of one's own keys away."""
    passkey = get_object_or_404(passkeys.passkeys_of(request.user), pk=pk)
    form = ProofForm(request.POST or None)
    if form.is_valid() and proved_by_code(request, form):
        passkeys.remove_passkey(passkey=passkey, by=request.user)
        messages.success(request, _("The passkey is removed; it opens nothing any more."))
        return redirect("second_factor")
    context = {"form": form, "name": passkey.data["name"]}
    return render(request, "authentication/second_factor/passkey_remove.html", context, status=form_status(form))


@never_cache
@require_POST
def passkey_challenge(request: SignedIn) -> HttpResponse:
    """What the browser signs instead of a code; asked by the page's script."""
    challenge = passkeys.challenge_to_prove(request, request.user)
    if challenge is None:
        raise Refusal("no_passkey", _("You have no passkey; add one under “Second factor”."))
    return JsonResponse(challenge)
