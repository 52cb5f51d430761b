"""What people type about an extension for all groups."""

from django import forms
from django.utils.translation import gettext_lazy as _

from deadlines.forms.arrangements import _words
from deadlines.forms.fields import DayInput
from deadlines.models import GeneralExtension, Obligation


class ProposalForm(forms.Form):
    """Which duty of the groups, of which period, until when and why."""

    kind = forms.ChoiceField(
        label=_("duty"), choices=[(kind, Obligation.Kind(kind).label) for kind in GeneralExtension.KINDS]
    )
    period = forms.CharField(
        label=_("period"),
        max_length=10,
        help_text=_("A month like 2021-09, or year and batch of a notice like 2021-2."),
    )
    until = forms.DateField(label=_("extended until"), widget=DayInput())
    reason = _words(_("reason"))


class ClosingForm(forms.Form):
    """Why the deadlines stay as they are."""

    reason = _words(_("reason"))
