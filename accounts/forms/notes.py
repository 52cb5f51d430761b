"""What people type into internal notes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.phrases import PhrasedText
from accounts.models import Note


class NoteForm(forms.Form):
    """The words of a note."""

    text = forms.CharField(label=_("internal note"), max_length=Note.LONGEST, widget=PhrasedText(rows=2))
