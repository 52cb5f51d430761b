"""Signing in and out, and the session."""

import logging
from collections.abc import Callable
from typing import Any

from allauth.account.internal.stagekit import clear_login
from allauth.account.views import LoginView
from allauth.mfa.base.views import AuthenticateView
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from requests import RequestException

from accounts.demo import demo_accounts
from accounts.models import User
from accounts.services.sessions import end_all
from accounts.views.signed_in import SignedIn
from audit.services.record import note, record
from authentication.forms import ChangePasswordForm, CodeForm, SignInForm
from authentication.services import sessions
from authentication.services.adapters import provider_failed
from authentication.services.own_sessions import follow_session
from authentication.services.passkeys import challenge_to_prove
from common.http import form_status

log = logging.getLogger(__name__)


class SignIn(LoginView):  # type: ignore[misc]
    """The sign-in page; in the demo it also offers the demo's accounts."""

    template_name = "authentication/sign_in/sign_in.html"

    def get_form_class(self) -> type[SignInForm]:
        return SignInForm

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> None:
        # Who comes back from the code's page starts anew, perhaps as somebody else.
        clear_login(request)

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        return _answer(self, form, ok=200)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the way back, the provider, and in the demo only its accounts."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        way_back = context["redirect_field_value"] or ""
        provider = settings.OIDC_NAME if settings.SOCIALACCOUNT_PROVIDERS else ""
        accounts = demo_accounts() if settings.DEMO else []
        return {**context, "next": way_back, "provider": provider, "demo_accounts": accounts}


class EnterCode(AuthenticateView):  # type: ignore[misc]
    """The code after the password, for those who have set up a second factor."""

    template_name = "authentication/sign_in/enter_code.html"

    def _build_forms(self) -> CodeForm | None:
        data = self.request.POST if self.request.method == "POST" else None
        self.webauthn_form = None
        self.auth_form = CodeForm(data, user=self.stage.login.user, request=self.request)
        return self.auth_form if data is not None else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds what the browser signs with a passkey, for those who have one."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "challenge": challenge_to_prove(self.request, self.stage.login.user)}

    def form_invalid(self, form: CodeForm) -> HttpResponse:
        return _answer(self, form, ok=422)


def _answer(view: Any, form: SignInForm | CodeForm, *, ok: int) -> HttpResponse:
    response: HttpResponse = view.render_to_response(view.get_context_data(form=form))
    response.status_code = ok
    if form.locked:
        response.status_code = form.locked.status
        response.headers["Retry-After"] = str(form.locked.wait)
    return response


@login_not_required
def oidc_start(request: HttpRequest, provider_id: str) -> HttpResponse:
    """To the provider of the house."""
    return _at_provider(oidc.login, request, provider_id)


@login_not_required
def oidc_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from it, with its word on who this is."""
    return _at_provider(oidc.callback, request, provider_id)


def _at_provider(step: Callable[[HttpRequest, str], HttpResponse], request: HttpRequest, provider: str) -> HttpResponse:
    try:
        return step(request, provider)
    except RequestException:
        log.exception("the OIDC provider does not answer")
        return provider_failed(request)


class SignOut(LogoutView):
    """Ends the session."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Notes who leaves."""
        if isinstance(request.user, User):
            note("sign_out", by=request.user, subject=request.user)
        return super().post(request, *args, **kwargs)


@never_cache
@require_http_methods(["GET", "POST"])
def session(request: SignedIn) -> HttpResponse:
    """GET: how long the session lasts, asked by the page's script, which keeps nothing alive. POST: I am still here."""
    left = sessions.limits(request.session)
    return JsonResponse({"seconds": left.seconds_left, "can_stay": left.can_stay})


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def change_password(request: SignedIn) -> HttpResponse:
    """A new password for oneself; every other session and every token of the account ends."""
    form = ChangePasswordForm(request.user, request.POST or None, request=request)
    if form.is_valid():
        with transaction.atomic():
            user = form.save()
            end_all(user)
            record("password.change", by=user, subject=user)
        update_session_auth_hash(request, user)
        follow_session(request)
        messages.success(request, _("Your password is changed. Everywhere else you are signed out."))
        return redirect("desk")
    return render(request, "authentication/sign_in/change_password.html", {"form": form}, status=form_status(form))
