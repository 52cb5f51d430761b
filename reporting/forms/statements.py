"""What people type into the pages of a year's statement."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.phrases import PhrasedText


class RevisionForm(forms.Form):
    """Why there is another edition."""

    reason = forms.CharField(label=_("what was corrected"), max_length=1000, widget=PhrasedText(rows=3))


class DiscardForm(forms.Form):
    """Why a draft is dropped."""

    reason = forms.CharField(label=_("reason"), max_length=500, widget=PhrasedText(rows=2))
