"""The filter of obligations."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from deadlines.models import Obligation

STATES = (
    ("not_open", _("not open yet")),
    ("open", _("open")),
    ("overdue", _("overdue")),
    ("met_on_time", _("on time")),
    ("met_late", _("late")),
)


class ObligationFilter(forms.Form):
    """Year, kind, organisation and state; what is left empty filters nothing."""

    year = forms.TypedChoiceField(label=_("year"), required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(label=_("kind"), required=False, choices=[("", _("all")), *Obligation.Kind.choices])
    organisation = forms.TypedChoiceField(label=_("organisation"), required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(label=_("state"), required=False, choices=[("", _("all")), *STATES])

    def __init__(self, *args: Any, years: Iterable[int], organisations: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("year", [(year, str(year)) for year in years])
        self._offer("organisation", [(one.pk, one.short) for one in organisations])

    def _offer(self, name: str, choices: list[tuple[int, str]]) -> None:
        self.fields[name].choices = [("", _("all")), *choices]  # type: ignore[attr-defined]
