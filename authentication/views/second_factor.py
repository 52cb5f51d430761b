"""One's own second factor: set up, taken away, new recovery codes."""

import base64

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.views.signed_in import SignedIn
from audit.services.record import record
from authentication.forms import ProofForm, SetUpForm
from authentication.services import second_factor
from authentication.services.passkeys import passkeys_of
from common.constraints import Refusal
from common.http import form_status, refuse_form

# The secret that is offered, until its first code is typed.
OFFERED = "second_factor_offered"


@never_cache
def overview(request: SignedIn) -> HttpResponse:
    """Whether there is one, and how many recovery codes are left."""
    codes = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.RECOVERY_CODES).first()
    context = {
        "set_up": second_factor.is_set_up(request.user),
        "obligatory": second_factor.is_obligatory(request.user),
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "passkeys": passkeys_of(request.user),
    }
    return render(request, "authentication/second_factor/second_factor.html", context)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def set_up(request: SignedIn) -> HttpResponse:
    """Shows the secret to an authenticator and takes its first code; then shows the recovery codes, once."""
    if second_factor.is_set_up(request.user):
        return redirect("second_factor")
    secret = request.session.get(OFFERED) or generate_totp_secret()
    form = SetUpForm(request.POST or None, request=request, user=request.user, secret=secret)
    if form.is_valid():
        codes = _activate(request.user, secret, form.counter)
        request.session.pop(OFFERED, None)
        second_factor.mark_fresh(request, request.user)
        return render(
            request, "authentication/second_factor/recovery_codes.html", {"codes": codes, "just_set_up": True}
        )
    request.session[OFFERED] = secret
    adapter = get_adapter()
    image = base64.b64encode(adapter.build_totp_svg(adapter.build_totp_url(request.user, secret)).encode()).decode()
    context = {
        "form": form,
        "image": f"data:image/svg+xml;base64,{image}",
        "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        "obligatory": second_factor.is_obligatory(request.user),
    }
    return render(request, "authentication/second_factor/second_factor_set_up.html", context, status=form_status(form))


@transaction.atomic
def _activate(user: User, secret: str, counter: int) -> list[str]:
    # The code that was typed here is not taken again for a signature.
    row = TOTP.activate(user, secret).instance
    row.data["last_counter"] = counter
    row.save(update_fields=["data"])
    record("second_factor.set_up", by=user, subject=user)
    return _new_codes(user)


def _new_codes(user: User) -> list[str]:
    Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
    codes: list[str] = RecoveryCodes.activate(user).generate_codes()
    return codes


@never_cache
@require_http_methods(["GET", "POST"])
def renew_codes(request: SignedIn) -> HttpResponse:
    """New recovery codes, shown once; the old ones no longer hold."""
    if not second_factor.is_set_up(request.user):
        return redirect("second_factor")
    form = ProofForm(request.POST or None)
    if form.is_valid() and proved_by_code(request, form):
        with transaction.atomic():
            codes = _new_codes(request.user)
            record("second_factor.renew_codes", by=request.user, subject=request.user)
        return render(request, "authentication/second_factor/recovery_codes.html", {"codes": codes})
    return render(request, "authentication/second_factor/renew_codes.html", {"form": form}, status=form_status(form))


@never_cache
@require_http_methods(["GET", "POST"])
def remove(request: SignedIn) -> HttpResponse:
    """Takes the authenticator away, for another one: whoever needs one sets up the next at once."""
    if not second_factor.is_set_up(request.user):
        return redirect("second_factor")
    form = ProofForm(request.POST or None)
    if form.is_valid() and proved_by_code(request, form):
        with transaction.atomic():
            Authenticator.objects.filter(user=request.user).delete()
            record("second_factor.remove", by=request.user, subject=request.user)
        request.session.pop(second_factor.HAS_ONE, None)
        messages.success(request, _("The authenticator is removed. Set up the next one now."))
        return redirect("second_factor_set_up")
    return render(
        request, "authentication/second_factor/second_factor_remove.html", {"form": form}, status=form_status(form)
    )


def proved_by_code(request: SignedIn, form: Form) -> bool:
    """Always a code of now: that one was shown a minute ago is enough for a signature, not for this."""
    try:
        if second_factor.check(request, request.user, form.cleaned_data["code"]):
            return True
        refuse_form(form, second_factor.wrong_code())
    except Refusal as refusal:
        refuse_form(form, refusal)
    return False
