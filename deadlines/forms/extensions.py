"""What people type about extensions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from deadlines.forms.arrangements import _words
from deadlines.forms.fields import DayInput


class AskForm(forms.Form):
    """Why, and until when."""

    reason = _words(_("reason"))
    wanted_until = forms.DateField(label=_("wanted until"), widget=DayInput())


class GrantForm(forms.Form):
    """The end, which an extension is never without; what there is to say to it."""

    until = forms.DateField(label=_("extended until"), widget=DayInput())
    reason = _words(_("reason of the decision"), required=False)


class RefuseForm(forms.Form):
    """Why not."""

    reason = _words(_("reason of the decision"))


class RecallForm(forms.Form):
    """Why the request is taken back."""

    reason = _words(_("reason"))
