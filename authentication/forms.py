"""Forms of signing in."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.account.models import Login
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from authentication.services import second_factor
from authentication.services.lockout import attempt, known_device
from authentication.services.passkeys import LONGEST_ANSWER, LONGEST_NAME, proves
from authentication.services.sign_in import check_password
from common.constraints import Refusal, TooMany

WRONG = _("The account or the password is wrong, or the account is disabled.")
WRONG_PASSWORD = _("The password is wrong.")


class SignInForm(LoginForm):  # type: ignore[misc]
    """Account and password; the fields have the names they always had."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.locked: TooMany | None = None
        longest = User._meta.get_field("username").max_length
        self.fields = {
            "username": forms.CharField(
                label=_("Account"),
                max_length=longest,
                widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
            ),
            "password": forms.CharField(
                label=_("Password"),
                strip=False,
                widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
            ),
        }

    def user_credentials(self) -> dict[str, str]:
        return {"username": self.cleaned_data["username"], "password": self.cleaned_data["password"]}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = self.cleaned_data
        if self.errors:
            return data
        try:
            user = check_password(self.request, **self.user_credentials())
        except TooMany as locked:
            self.locked = locked
            raise forms.ValidationError(str(locked)) from None
        if user is None:
            raise forms.ValidationError(WRONG)
        # What allauth's `login` goes on with: the second factor, then the session.
        self.user, self._login = user, Login(user=user)
        return data


def code_field(label: Any) -> forms.CharField:
    """Six digits of the authenticator, or one of the recovery codes."""
    attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
    return forms.CharField(label=label, max_length=20, widget=forms.TextInput(attrs=attrs))


class CodeForm(AuthenticateForm):  # type: ignore[misc]
    """The code after the password."""

    code = code_field(_("Code"))
    passkey = forms.CharField(widget=forms.HiddenInput, required=False, max_length=LONGEST_ANSWER)

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.locked: TooMany | None = None
        self.fields["code"].required = not self.data.get("passkey")

    def clean_code(self) -> str:
        code, passkey = self.cleaned_data["code"], self.data.get("passkey", "")
        try:
            right = self._proved(code, passkey)
        except TooMany as locked:
            self.locked = locked
            raise forms.ValidationError(str(locked)) from None
        if not right:
            raise forms.ValidationError(str(second_factor.wrong_code()))
        self.authenticator = Authenticator.objects.get(user=self.user, type=Authenticator.Type.TOTP)
        return str(code)

    def _proved(self, code: str, passkey: str) -> bool:
        if passkey:
            return proves(self.request, self.user, passkey)
        return second_factor.check(self.request, self.user, code)

    def save(self) -> None:
        super().save()
        second_factor.mark_fresh(self.request, self.user)


class OwnPassword(forms.Form):
    """Asks for the person's own password again; its tries are counted like those of signing in."""

    password = forms.CharField(
        label=_("Your password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, *args: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.user = request, user
        if not user.has_usable_password():
            del self.fields["password"]

    def clean_password(self) -> str:
        return own_password(self.request, self.user, self.cleaned_data["password"])


def own_password(request: HttpRequest, user: User, password: str) -> str:
    """The password, if it is the person's; a wrong one is spent."""
    try:
        device = known_device(request, user.username)
        with attempt("password", user.username, device, settings.SIGN_IN_TRIES) as tried:
            if user.check_password(password):
                tried.keep()
                return password
    except Refusal as locked:
        raise forms.ValidationError(str(locked)) from None
    raise forms.ValidationError(WRONG_PASSWORD)


class SetUpForm(OwnPassword):
    """The first code of a new authenticator, and the password, so that nobody sets it up on a screen left open."""

    code = code_field(_("The six digits that the authenticator shows"))

    def __init__(self, *args: Any, secret: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.secret = secret
        self.counter = 0

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].replace(" ", "")
        counter = second_factor.totp_counter(self.secret, code)
        if counter is None:
            raise forms.ValidationError(str(second_factor.wrong_code()))
        self.counter = counter
        return code


class ProofForm(forms.Form):
    """A code, before the second factor or its recovery codes are changed."""

    code = code_field(_("Code of the authenticator, or a recovery code"))


class PasskeyForm(ProofForm):
    """What the key is called, and the browser's answer."""

    name = forms.CharField(label=_("Name of the passkey"), max_length=LONGEST_NAME)
    passkey = forms.CharField(widget=forms.HiddenInput, max_length=LONGEST_ANSWER)
    field_order = ("name", "code", "passkey")


class ChangePasswordForm(PasswordChangeForm):
    """The old password and the new one twice; tries of the old one are counted."""

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_old_password(self) -> str:
        return own_password(self.request, self.user, self.cleaned_data["old_password"])
