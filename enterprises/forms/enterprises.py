"""What people type about enterprises and memberships."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from enterprises.forms.fields import day_input
from enterprises.models import Enterprise
from enterprises.services.enterprises import EDITABLE

if TYPE_CHECKING:
    # Generic for the type checker only.
    EnterpriseModelForm = forms.ModelForm[Enterprise]
else:
    EnterpriseModelForm = forms.ModelForm


class NewEnterpriseForm(EnterpriseModelForm):
    """What an enterprise is; its group follows as a membership with its first day."""

    class Meta:
        model = Enterprise
        fields = ("credit_code", "name_zh", "name_en", "kind", "has_rock", "has_ionic", "province", "city")

    group = forms.ModelChoiceField(Organisation.objects.groups(), label=_("rare-earth group"), required=False)
    valid_from = forms.DateField(label=_("member from"), required=False, widget=day_input())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, "province", "group")
        self.fields["has_rock"].help_text = _("mines only")
        self.fields["has_ionic"].help_text = _("mines only")

    def clean(self) -> dict[str, Any]:
        """A group needs its first day."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("group") and not cleaned.get("valid_from"):
            self.add_error("valid_from", _("State from which day the enterprise belongs to the group."))
        return cleaned

    def _post_clean(self) -> None:
        """The service checks the row as a whole, for people and programs alike."""


class EditEnterpriseForm(EnterpriseModelForm):
    """Name and location."""

    class Meta:
        model = Enterprise
        fields = EDITABLE

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, "province")


class JoinForm(forms.Form):
    """From which day the enterprise belongs to which group."""

    group = forms.ModelChoiceField(Organisation.objects.groups(), label=_("rare-earth group"))
    valid_from = forms.DateField(label=_("member from"), widget=day_input())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, "group")


class LeaveForm(forms.Form):
    """The last day of the membership; it still counts."""

    last_day = forms.DateField(label=_("last day of the membership"), widget=day_input())


def _name(form: forms.BaseForm, *names: str) -> None:
    """Provinces and groups in the reader's language."""
    for name in names:
        form.fields[name].label_from_instance = lambda row: row.name  # type: ignore[attr-defined]
