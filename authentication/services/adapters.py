"""What this house does its own way in allauth's sign-in, second factor and OIDC."""

import base64
import hashlib
from ipaddress import ip_address
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from audit.middleware import address_of
from audit.services.record import note
from authentication.services import sessions
from authentication.services.lockout import remember_device
from authentication.services.sign_in import check_password, note_failure
from common.constraints import NotAllowed, Refusal
from common.http import refused_page


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by administrators; whoever signs in is counted, noted and remembered on this device."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Pages say themselves what has happened."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        return check_password(request, credentials["username"], credentials["password"])

    def get_client_ip(self, request: HttpRequest) -> str:
        """As the log has it; what is no address (a socket) is nobody's."""
        address = address_of(request)
        return address if is_valid_ip(address) else "0.0.0.0"  # noqa: S104 - not bound to, only written down

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        return HttpResponseRedirect(reverse("sign_in"))

    def login(self, request: HttpRequest, user: User) -> None:
        """The last step: every factor was right. Django gives the session a new key."""
        ways = [record["method"] for record in request.session.get("account_authentication_methods", [])]
        super().login(request, user)
        sessions.begin(request.session)
        note("sign_in", by=user, subject=user, after={"ways": ways})

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        remember_device(request, response, user.username)
        return response


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets are unreadable in the database and its backups; the key comes from SECRET_KEY."""

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _fernet().decrypt(encrypted_text.encode()).decode()

    def get_totp_label(self, user: User) -> str:
        return user.username

    def get_totp_issuer(self) -> str:
        return _("Rare-earth quota administration")


def is_valid_ip(text: str) -> bool:
    """Whether the text is an address of IPv4 or IPv6."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _fernet() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        [Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"second factor{key!s}".encode()).digest())) for key in keys]
    )


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Sign-in at the house's own provider: for accounts that are there, found by the configured claim."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Accept only an active account for the person whom the provider names; otherwise say why."""
        if sociallogin.state.get("process", "login") != "login":
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("desk")))
        account = _claim(sociallogin.account.extra_data)
        user = User.objects.active().filter(username=account).first() if account else None
        if user is None:
            note_failure(account, "OIDC")
            raise ImmediateHttpResponse(_refused(request, _unknown(account)))
        sociallogin.user = user

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:
        """Cancelled at the provider, or the provider does not answer."""
        raise ImmediateHttpResponse(provider_failed(request))


def provider_failed(request: HttpRequest) -> HttpResponse:
    """The sentence when the provider cannot or will not say who somebody is."""
    sentence = _("%(provider)s did not confirm who you are. Try again, or sign in with account and password.")
    return _refused(request, NotAllowed("provider", sentence % {"provider": settings.OIDC_NAME}))


def _claim(data: dict[str, Any]) -> str:
    for part in ("userinfo", "id_token"):
        found = (data.get(part) or {}).get(settings.OIDC_CLAIM)
        if found:
            return str(found)
    return ""


def _unknown(account: str) -> Refusal:
    sentence = _(
        "%(provider)s knows you as “%(account)s”, and there is no active account of that name here. "
        "Ask the administrator of your organisation for one."
    )
    return NotAllowed("no_account", sentence % {"provider": settings.OIDC_NAME, "account": account})


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return refused_page(request, refusal, reverse("sign_in"))
