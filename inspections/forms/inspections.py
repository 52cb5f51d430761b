"""The forms of plans, draws and inspections."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.phrases import PhrasedText
from common.periods import speaks_chinese
from enterprises.models import TailingsPond
from inspections.models import Inspection
from inspections.rules.clauses import CHECKLISTS, KINDS

# Nothing is chosen beforehand: what was not looked at must not read as right.
ANSWERS = (
    ("", _("choose")),
    ("ok", _("as required")),
    ("fault", _("not as required")),
    ("not_applicable", _("not applicable")),
)


def day_input() -> forms.DateInput:
    """A day as browsers offer it."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def words(label: Any, *, length: int = 2000) -> forms.CharField:
    """Some lines of text."""
    return forms.CharField(label=label, max_length=length, widget=PhrasedText(rows=3))


class FilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """None or several files; each is checked by its content when it is stored."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each of them."""
        single = super().clean
        return [single(one, initial) for one in data or []]


class VisitDayForm(forms.Form):
    """The day of the visit."""

    visit_on = forms.DateField(label=_("day of the visit"), widget=day_input())


class VisitForm(forms.Form):
    """What was seen, item by item of the checklist."""

    inspected_on = forms.DateField(label=_("inspected on"), widget=day_input())
    summary = words(_("what was seen"))

    def __init__(self, *args: Any, rule_set: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item in CHECKLISTS[rule_set]:
            label = f"{item.clause} {item.zh}" if speaks_chinese() else item.en
            self.fields[item.code] = forms.ChoiceField(label=label, choices=ANSWERS)


class FindingForm(forms.Form):
    """What was found, with its photos."""

    kind = forms.ChoiceField(label=_("kind"))
    text = words(_("what was found"))
    found_on = forms.DateField(label=_("as of"), widget=day_input())
    pond = forms.ModelChoiceField(TailingsPond.objects.none(), label=_("tailings pond"), required=False)
    file = FilesField(label=_("photos and documents"), required=False, help_text=_("PDF, PNG, JPEG, XLSX or DOCX."))

    def __init__(self, *args: Any, inspection: Inspection, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chinese = speaks_chinese()
        kinds: Any = self.fields["kind"]
        kinds.choices = [(one.code, f"{one.clause} {one.zh}" if chinese else one.en) for one in KINDS.values()]
        ponds: Any = self.fields["pond"]
        ponds.queryset = inspection.enterprise.ponds.exclude(confirmation_status="withdrawn")


class ReplyForm(forms.Form):
    """The group's explanation, with its documents."""

    text = words(_("reply"))
    file = FilesField(label=_("photos and documents"), required=False)


class DecisionForm(forms.Form):
    """Final or dropped, and why."""

    final = forms.TypedChoiceField(
        label=_("decision"),
        choices=(("", _("choose")), (True, _("make it final")), (False, _("dismiss it"))),
        coerce=lambda text: text == "True",
    )
    decision = words(_("reason"))


class OrderForm(forms.Form):
    """What to rectify by when."""

    number = forms.CharField(label=_("number of the order"), max_length=100)
    demands = words(_("what is to be rectified"))
    due_on = forms.DateField(label=_("by when"), widget=day_input())
    stop = forms.BooleanField(label=_("production stops; no quota until it is lifted"), required=False)


class ReinspectionForm(forms.Form):
    """What the re-inspection found."""

    on = forms.DateField(label=_("re-inspected on"), widget=day_input())
    passed = forms.TypedChoiceField(
        label=_("rectified"),
        choices=(("", _("choose")), (True, _("yes")), (False, _("no"))),
        coerce=lambda text: text == "True",
    )
    result = words(_("result of the re-inspection"))
