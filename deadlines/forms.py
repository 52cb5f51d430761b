"""The filter of the obligations page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deadlines.models import Obligation

STATES = (
    ("not_open", _("not open yet")),
    ("open", _("open")),
    ("overdue", _("overdue")),
    ("met_on_time", _("on time")),
    ("met_late", _("late")),
)


class ObligationFilter(forms.Form):
    """Year, kind and state; what is left empty filters nothing."""

    year = forms.TypedChoiceField(label=_("year"), required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(
        label=_("kind"), required=False, choices=[("", _("all")), *Obligation.Kind.choices]
    )
    state = forms.ChoiceField(label=_("state"), required=False, choices=[("", _("all")), *STATES])

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("all")), *((year, str(year)) for year in years)]
        self.fields["year"].choices = choices  # type: ignore[attr-defined]
