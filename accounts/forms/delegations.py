"""What people type about delegations."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Day
from accounts.forms.people import AskedTwice, Reason
from accounts.models import User


class DelegationForm(AskedTwice):
    """Who acts, from when to when, and why."""

    acting = forms.ModelChoiceField(label=_("acting officer"), queryset=User.objects.none())
    first_day = Day(label=_("first day"))
    last_day = Day(label=_("last day"), help_text=_("It expires at 24:00 on this day."))
    reason = Reason()

    def __init__(self, *args: Any, officer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["acting"].queryset = User.objects.may_act_for(officer)  # type: ignore[attr-defined]
