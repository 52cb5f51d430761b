"""What people type into the page of who reports in a year."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation


class ReportingGroupForm(forms.Form):
    """A group that had quota in the year before by a notice outside this system, and that notice."""

    group = forms.ChoiceField(label=_("group"))
    document = forms.CharField(label=_("notice of the year before"), max_length=300)

    def __init__(self, *args: Any, groups: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = {group.code: group for group in groups}
        self.fields["group"].choices = [(code, group.name) for code, group in self.groups.items()]  # type: ignore[attr-defined]

    @property
    def decision(self) -> dict[str, Any]:
        """What the service is asked."""
        return {"group": self.groups[self.cleaned_data["group"]], "document": self.cleaned_data["document"]}
