"""What people type about a reopening."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReopeningForm(forms.Form):
    """Why it has to be reopened."""

    reason = forms.CharField(label=_("reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}), strip=True)
