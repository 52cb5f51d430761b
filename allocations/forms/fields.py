"""Fields and small forms that the forms of allocations share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.phrases import PhrasedText


class DayInput(forms.DateInput):
    """A day as the browser picks it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class CodeField(forms.ChoiceField):
    """The kind of a reason, from its list; what is not sent is another reason."""

    def __init__(self, choices: Any, **kwargs: Any) -> None:
        super().__init__(label=_("kind of reason"), choices=choices, required=False, **kwargs)

    def clean(self, value: Any) -> str:
        """The code."""
        return str(super().clean(value)) or "other"


class ReasonForm(forms.Form):
    """Why something is returned."""

    reason = forms.CharField(label=_("reason"), max_length=1000, widget=PhrasedText(rows=4), strip=True)
