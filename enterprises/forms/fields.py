"""Fields and small forms that the register's forms share."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.phrases import PhrasedText


def day_input() -> forms.DateInput:
    """A day as browsers offer it."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class ReasonForm(forms.Form):
    """Why a piece is disputed or withdrawn."""

    reason = forms.CharField(label=_("reason"), max_length=300, widget=PhrasedText(rows=3))
