"""What people type into the pages of history imports."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.phrases import PhrasedText
from history.models import HistoryImport


class HistoryForm(forms.Form):
    """A workbook of a past year: what it holds, of which year, and the file."""

    kind = forms.ChoiceField(label=_("kind"), choices=HistoryImport.Kind.choices)
    year = forms.IntegerField(
        label=_("year"), required=False, help_text=_("The register has no year; everything else is of one year.")
    )
    file = forms.FileField(label=_("workbook"), help_text=_("XLSX, like the templates on this page."))

    @property
    def facts(self) -> dict[str, Any]:
        """What the service is asked."""
        given = self.cleaned_data
        return {"kind": given["kind"], "year": given["year"], "upload": given["file"]}


class FileForm(forms.Form):
    """A corrected workbook in place of the one that is there."""

    file = forms.FileField(label=_("corrected workbook"))


class ReasonForm(forms.Form):
    """Why something is discarded or taken back."""

    reason = forms.CharField(label=_("reason"), max_length=1000, widget=PhrasedText(rows=3))
