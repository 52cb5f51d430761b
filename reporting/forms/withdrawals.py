"""What people type when they take a report back or give a version up."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.phrases import PhrasedText


class RecallForm(forms.Form):
    """Why a submitted report is taken back."""

    reason = forms.CharField(label=_("reason"), max_length=1000, widget=PhrasedText(rows=4), strip=True)


class DiscardForm(RecallForm):
    """Why a version is given up; a draft may go without a reason."""

    def __init__(self, *args: Any, needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needed
        if not needed:
            self.fields["reason"].help_text = _("may stay empty: this version has not been sent outside")
