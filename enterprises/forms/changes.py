"""What people type about dated events of an enterprise."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.phrases import PhrasedText
from accounts.models import Organisation, Province
from enterprises.forms.fields import day_input
from enterprises.models import EnterpriseChange

Kind = EnterpriseChange.Kind

# What each kind of event says, beside its day, its document and its reason.
SAYS = {
    Kind.GROUP: ("new_group",),
    Kind.PLACE: ("new_province", "new_city"),
    Kind.NAME: ("new_name_zh", "new_name_en"),
    Kind.CLOSED: (),
    Kind.RESTARTED: (),
}


class ChangeKindForm(forms.Form):
    """What happens to the enterprise."""

    kind = forms.ChoiceField(label=_("event of the enterprise"), choices=Kind, widget=forms.RadioSelect)


class ChangeForm(forms.Form):
    """From which day, by which document, and what the enterprise becomes: only what this kind of event says."""

    new_group = forms.ModelChoiceField(Organisation.objects.groups(), label=_("new group"))
    new_province = forms.ModelChoiceField(Province.objects.all(), label=_("new province"))
    new_city = forms.CharField(label=_("new city"), max_length=50)
    new_name_zh = forms.CharField(label=_("new Chinese name"), max_length=200)
    new_name_en = forms.CharField(label=_("new English name"), max_length=200)
    day = forms.DateField(label=_("first day"), widget=day_input())
    document = forms.CharField(label=_("document"), max_length=300)
    reason = forms.CharField(label=_("reason"), max_length=500, required=False)

    def __init__(self, kind: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("new_group", "new_province"):
            self.fields[name].label_from_instance = lambda row: row.name  # type: ignore[attr-defined]
        for said in SAYS.values():
            for name in said:
                if name not in SAYS[Kind(kind)]:
                    del self.fields[name]


class ChangeReasonForm(forms.Form):
    """Why an event is refused or taken back."""

    reason = forms.CharField(label=_("reason"), max_length=500, widget=PhrasedText(rows=2))
