"""The forms of plans, the pool of inspectors, and draws."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.selects import LongSelect
from enterprises.models import Enterprise
from inspections.forms.inspections import day_input, words
from inspections.models import Inspector, Plan

if TYPE_CHECKING:
    # Generic for the type checker only.
    PlanModelForm = forms.ModelForm[Plan]
    InspectorModelForm = forms.ModelForm[Inspector]
else:
    PlanModelForm = InspectorModelForm = forms.ModelForm


class PlanForm(PlanModelForm):
    """Period, ratio, inspectors and weights."""

    class Meta:
        model = Plan
        fields = (
            "title", "first_day", "last_day", "percent", "inspectors_each", "over_quota", "differences",
            "late_reports", "years_since", "demanded",
        )  # fmt: skip
        widgets = {"first_day": day_input(), "last_day": day_input()}

    def _post_clean(self) -> None:
        """Only fills the row: the service checks it as a whole."""
        for name in self._meta.fields or ():
            if name in self.cleaned_data:
                setattr(self.instance, name, self.cleaned_data[name])


class InspectorForm(InspectorModelForm):
    """Who may be drawn."""

    class Meta:
        model = Inspector
        fields = ("name", "id_number", "employer")

    def _post_clean(self) -> None:
        """Only fills the row: the service checks it."""
        for name in self._meta.fields or ():
            if name in self.cleaned_data:
                setattr(self.instance, name, self.cleaned_data[name])


class EnterpriseReasonForm(forms.Form):
    """An enterprise of the province, and why: left out of a draw, or an inspector recused from it."""

    enterprise = forms.ModelChoiceField(Enterprise.objects.none(), label=_("enterprise"), widget=LongSelect)
    reason = words(_("reason"), length=300)

    def __init__(self, *args: Any, province: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["enterprise"]
        chosen.queryset = Enterprise.objects.filter(province=province)
        chosen.label_from_instance = lambda row: row.name
