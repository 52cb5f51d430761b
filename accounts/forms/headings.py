"""Matching the headings of a sheet of one's own with the columns of a form."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.files.layouts import Layout, normal

FORGET = "-"


class HeadingsForm(forms.Form):
    """A choice for each heading: a column of the form, or “not read”. `kept` ones may be forgotten as well."""

    def __init__(
        self, *args: Any, headings: Sequence[str], layout: Layout, forget: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.headings = list(dict.fromkeys(text for text in headings if normal(text)))[:100]
        columns = [
            (one.field, one.label) for one in layout.headings if one.is_key or one.kind == "part" or one.is_value
        ]
        choices = [("", _("not read")), *columns, *([(FORGET, _("forget this heading"))] if forget else [])]
        for number, text in enumerate(self.headings):
            found = layout.find(text)[0]
            self.fields[f"field_{number}"] = forms.ChoiceField(
                label=text, choices=choices, required=False, initial=found.field if found else ""
            )

    def names(self) -> Mapping[str, str | None]:
        """{heading: field}; None for one to forget."""
        chosen = {text: self.cleaned_data[f"field_{number}"] for number, text in enumerate(self.headings)}
        return {text: None if field == FORGET else field for text, field in chosen.items()}


class AddedForm(forms.Form):
    """One more heading, typed by hand."""

    added = forms.CharField(label=_("another heading"), max_length=100, required=False)
