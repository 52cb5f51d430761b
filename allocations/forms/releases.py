"""What people type into the pages of releases."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.phrases import PhrasedText
from accounts.models import Organisation
from common.quantities import Category, TonnesFormField


class ReleaseForm(forms.Form):
    """What each group gets out of the reserve, and the document that says so."""

    year = forms.IntegerField(label=_("year"), min_value=2006, max_value=2100)
    document_number = forms.CharField(label=_("document number"), max_length=60, required=False)
    document = forms.FileField(label=_("document"), required=False)
    reason = forms.CharField(label=_("reason"), max_length=1000, widget=PhrasedText(rows=3))

    def __init__(self, *args: Any, groups: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cells = {
            f"figures-{group.pk}-{category}": (group, str(category)) for group in groups for category in Category
        }
        for name, (group, category) in self.cells.items():
            label = f"{group.short} · {Category(category).label}"
            self.fields[name] = TonnesFormField(label=label, required=False)

    @property
    def decision(self) -> dict[str, Any]:
        """What the service is asked."""
        plain = {name: self.cleaned_data[name] for name in ("year", "document_number", "document", "reason")}
        given = {key: self.cleaned_data[name] for name, key in self.cells.items() if self.cleaned_data.get(name)}
        return {**plain, "figures": given}
