"""What people type about dated events of an enterprise."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.phrases import PhrasedText
from accounts.models import Organisation, Province
from enterprises.forms.fields import day_input
from enterprises.models import EnterpriseChange


class ChangeForm(forms.Form):
    """What happens, from which day, by which document; and what it becomes."""

    kind = forms.ChoiceField(label=_("what happens"), choices=EnterpriseChange.Kind)
    day = forms.DateField(label=_("first day"), widget=day_input())
    document = forms.CharField(label=_("document"), max_length=300)
    new_group = forms.ModelChoiceField(Organisation.objects.groups(), label=_("new group"), required=False)
    new_province = forms.ModelChoiceField(Province.objects.all(), label=_("new province"), required=False)
    new_city = forms.CharField(label=_("new city"), max_length=50, required=False)
    new_name_zh = forms.CharField(label=_("new Chinese name"), max_length=200, required=False)
    new_name_en = forms.CharField(label=_("new English name"), max_length=200, required=False)
    reason = forms.CharField(label=_("reason"), max_length=500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("new_group", "new_province"):
            self.fields[name].label_from_instance = lambda row: row.name  # type: ignore[attr-defined]


class ChangeReasonForm(forms.Form):
    """Why an event is refused or taken back."""

    reason = forms.CharField(label=_("reason"), max_length=500, widget=PhrasedText(rows=2))
