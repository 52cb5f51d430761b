"""What people type about service accounts."""

import re

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from integrations.rules.scopes import SCOPES

FINGERPRINT = re.compile("[^0-9a-f]")


class ServiceAccountForm(forms.Form):
    """Which program, what for, what it may, and until when."""

    name = forms.CharField(
        label=_("name of the program"),
        max_length=40,
        validators=[
            RegexValidator(r"\A[a-z][a-z0-9-]*\Z", _("Small letters, digits and hyphens, beginning with a letter."))
        ],
        help_text=_("Lower-case letters, digits and hyphens; it is appended to the code of your organisation."),
    )
    purpose = forms.CharField(label=_("purpose"), max_length=300)
    scopes = forms.MultipleChoiceField(
        label=_("scopes"),
        choices=[(scope, scope) for scope in SCOPES],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Who may write may read. The rows are always those of your organisation."),
    )
    last_day = forms.DateField(label=_("last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    certificate = forms.CharField(
        label=_("SHA-256 of the client's certificate"),
        required=False,
        max_length=95,
        help_text=_("For mutual TLS: 64 hexadecimal digits. Empty: the token alone is enough."),
    )
    requests_per_minute = forms.IntegerField(
        label=_("requests per minute"), required=False, min_value=1, max_value=10_000,
        help_text=_("Empty: the limit of every account."),
    )  # fmt: skip

    def clean_certificate(self) -> str:
        """With or without colons."""
        text = FINGERPRINT.sub("", self.cleaned_data["certificate"].lower())
        if text and len(text) != 64:
            raise forms.ValidationError(_("A SHA-256 has 64 hexadecimal digits."))
        return text
