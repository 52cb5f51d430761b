"""What people type about webhooks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from integrations.rules.webhook import KINDS


class EndpointForm(forms.Form):
    """Where to, and of what."""

    url = forms.URLField(
        label=_("address"), max_length=500, assume_scheme="https",
        help_text=_("An https address of your own system. Addresses inside a network need the operator's permission."),
    )  # fmt: skip
    events = forms.MultipleChoiceField(
        label=_("events"), choices=[(kind, kind) for kind in KINDS], widget=forms.CheckboxSelectMultiple
    )
