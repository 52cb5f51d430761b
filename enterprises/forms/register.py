"""The filter of the register, the day it is asked for, and its workbook."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Province
from common.periods import today
from enterprises.forms.fields import day_input
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


KNOWN = (("", _("today")), ("1", _("on that day")))


class DayForm(forms.Form):
    """The day as of which the verdict is asked, and whose knowledge counts."""

    as_of = forms.DateField(label=_("as of"), widget=day_input())
    known_then = forms.ChoiceField(label=_("by what is on record"), choices=KNOWN, required=False)

    @property
    def day(self) -> date:
        """The day asked for; today when what was typed is none."""
        asked: date = self.cleaned_data["as_of"] if self.is_valid() else today()
        return asked

    @property
    def known_on(self) -> date | None:
        """The day whose knowledge counts; None is today's."""
        return self.day if self.is_valid() and self.cleaned_data["known_then"] else None


class RegisterUploadForm(forms.Form):
    """A workbook of the register."""

    workbook = forms.FileField(label=_("workbook"), help_text=_("The exported workbook, with what is new or changed."))
