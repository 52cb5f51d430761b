"""Own phrases: the form of one, and the field into which they are put."""

from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from accounts.models import Phrase


class PhraseForm(forms.Form):
    """The words of a phrase."""

    text = forms.CharField(label=_("phrase"), max_length=Phrase.LONGEST)


class PhrasedText(forms.Textarea):
    """Some lines of text with the reader's own phrases beside them (components/own_phrases.html).

    With script a click puts a phrase into the text; without, what is ticked is put behind the text when the form is sent.
    """

    def __init__(self, rows: int = 3) -> None:
        super().__init__({"rows": rows})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """What was typed, and what was ticked."""
        text = super().value_from_datadict(data, files, name)
        ticked = data.getlist(f"{name}-phrase") if isinstance(data, MultiValueDict) else []
        return "\n".join([part for part in (text, *ticked) if part]) if ticked else text

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Left out only when neither was sent."""
        return super().value_omitted_from_data(data, files, name) and f"{name}-phrase" not in data
