"""What people type into remarks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.phrases import PhrasedText
from reporting.models import Remark


class RemarkForm(forms.Form):
    """The words of a remark."""

    text = forms.CharField(label=_("comment"), max_length=Remark.LONGEST, widget=PhrasedText(rows=4))
