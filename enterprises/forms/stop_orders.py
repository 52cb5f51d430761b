"""What people type about stop-and-rectify orders."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.phrases import PhrasedText
from enterprises.forms.fields import day_input


class LiftForm(forms.Form):
    """From when an order is to be lifted, and what the re-inspection found."""

    lifted_on = forms.DateField(label=_("to be lifted on"), widget=day_input())
    reason = forms.CharField(label=_("result of the re-inspection"), max_length=1000, widget=PhrasedText(rows=3))
