"""The filter of the register, and the day as of which an enterprise is judged."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Province
from enterprises.models import Enterprise

STATUSES = (
    ("eligible", _("eligible")),
    ("not_eligible", _("not eligible")),
    ("evidence_missing", _("evidence missing")),
)


class EnterpriseFilter(forms.Form):
    """Province, kind, eligibility and words of the name or the credit code; empty fields filter nothing."""

    search = forms.CharField(label=_("name or credit code"), required=False, max_length=100)
    province = forms.ModelChoiceField(Province.objects.all(), label=_("province"), required=False, empty_label=_("all"))
    kind = forms.ChoiceField(label=_("kind"), required=False, choices=[("", _("all")), *Enterprise.Kind.choices])
    status = forms.ChoiceField(label=_("eligibility"), required=False, choices=[("", _("all")), *STATUSES])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["province"].label_from_instance = lambda province: province.name  # type: ignore[attr-defined]


class DayForm(forms.Form):
    """The day as of which the verdict is asked."""

    as_of = forms.DateField(label=_("as of"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
