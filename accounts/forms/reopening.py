"""What people type about a reopening."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.phrases import PhrasedText


class ReopeningForm(forms.Form):
    """Why it has to be reopened."""

    reason = forms.CharField(label=_("reason"), max_length=1000, widget=PhrasedText(rows=4), strip=True)
