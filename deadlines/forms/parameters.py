"""A new value of an operating parameter as officials enter it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from deadlines.forms.arrangements import _words
from deadlines.forms.fields import DayInput
from deadlines.rules.parameter import LONGEST


class ParameterForm(forms.Form):
    """The value, the day from which it counts, and why."""

    value = forms.CharField(label=_("new value"), max_length=LONGEST)
    since = forms.DateField(label=_("effective date"), widget=DayInput(), help_text=_("A day to come."))
    reason = _words(_("reason"))
