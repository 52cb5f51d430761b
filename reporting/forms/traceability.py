"""The forms of extracts and differences."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.phrases import PhrasedText
from accounts.models import Organisation, User
from common.periods import Month
from reporting.models import Difference
from reporting.models.traceability import DifferenceQuerySet


class ExtractForm(forms.Form):
    """A file of the traceability system, and its month."""

    month = forms.CharField(label=_("month"), widget=forms.TextInput(attrs={"type": "month"}))
    file = forms.FileField(label=_("extract (CSV or XLSX)"), allow_empty_file=True)

    def clean_month(self) -> Month:
        """The month as a value."""
        return Month.parse(self.cleaned_data["month"])


class ExplainForm(forms.Form):
    """Why the figures differ, with a document."""

    explanation = forms.CharField(
        label=_("explanation"),
        widget=PhrasedText(rows=3),
        max_length=1000,
        error_messages={"required": _("An explanation says why the figures differ; write it.")},
    )
    file = forms.FileField(label=_("supporting document (optional)"), required=False, allow_empty_file=True)


class DecideDifferenceForm(forms.Form):
    """What becomes of a difference."""

    outcome = forms.ChoiceField(label=_("outcome"), choices=[("", "—"), *Difference.Outcome.choices])
    decision = forms.CharField(
        label=_("decision"),
        widget=PhrasedText(rows=3),
        max_length=1000,
        error_messages={"required": _("Write the decision.")},
    )


class DifferenceFilter(forms.Form):
    """State, year and group; empty fields filter nothing but what is over."""

    state = forms.ChoiceField(
        label=_("status"),
        required=False,
        choices=[("", _("pending")), *Difference.State.choices, ("all", _("all"))],
    )
    year = forms.IntegerField(label=_("year"), required=False, min_value=1990, max_value=2100)
    group = forms.ModelChoiceField(Organisation.objects.none(), label=_("group"), required=False, empty_label=_("all"))

    def __init__(self, *args: object, user: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        groups = Organisation.objects.groups().visible_to(user)
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]
        self.fields["group"].label_from_instance = lambda group: group.short  # type: ignore[attr-defined]

    def narrowed(self, rows: DifferenceQuerySet) -> DifferenceQuerySet:
        """The rows that fit; a filter that cannot be read fits none."""
        values = self.cleaned_data if self.is_valid() else {}
        if self.is_bound and not values:
            return rows.none()
        state = values.get("state", "")
        if state != "all":
            rows = rows.filter(state=state) if state else rows.pending()
        if values.get("year"):
            rows = rows.filter(year=values["year"])
        return rows.filter(group=values["group"]) if values.get("group") else rows
