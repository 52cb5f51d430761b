"""The forms of the register: its filter, enterprises, memberships, and evidence of every kind."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Province
from common.periods import today
from enterprises.evidence_kinds import Kind
from enterprises.models import Enterprise, Evidence, Standing
from enterprises.services.enterprises import EDITABLE

if TYPE_CHECKING:
    # Django's own class cannot be subscripted at run time.
    EnterpriseModelForm = forms.ModelForm[Enterprise]
    AnyModelForm = forms.ModelForm[Any]
else:
    EnterpriseModelForm = AnyModelForm = forms.ModelForm

STATUSES = (
    ("eligible", _("eligible")),
    ("not_eligible", _("not eligible")),
    ("evidence_missing", _("evidence missing")),
)


def day_input() -> forms.DateInput:
    """A day as browsers offer it."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


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
            self.add_error("valid_from", _("Say from which day the enterprise belongs to the group."))
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


class EndForm(forms.Form):
    """The day on which a licence was revoked or a halt was over."""

    on = forms.DateField(widget=day_input())


class LiftForm(forms.Form):
    """From when an order is to be lifted, and what the re-inspection found."""

    lifted_on = forms.DateField(label=_("to be lifted on"), widget=day_input())
    reason = forms.CharField(
        label=_("result of the re-inspection"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReasonForm(forms.Form):
    """Why a piece is disputed or withdrawn."""

    reason = forms.CharField(label=_("reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class DocumentForm(forms.Form):
    """The document of a piece that has none yet."""

    file = forms.FileField(label=_("document"), allow_empty_file=True)


class RegisterUploadForm(forms.Form):
    """A workbook of the register."""

    workbook = forms.FileField(label=_("workbook"), help_text=_("The exported workbook, with what is new or changed."))


def _name(form: forms.BaseForm, *names: str) -> None:
    """Provinces and groups in the reader's language."""
    for name in names:
        form.fields[name].label_from_instance = lambda row: row.name  # type: ignore[attr-defined]


class EvidenceForm(AnyModelForm):
    """A piece of evidence of one kind, with its document."""

    def __init__(self, *args: Any, enterprise: Enterprise, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, forms.DateField):
                field.widget = day_input()
            if name == "succeeds":
                standing = enterprise.licences.exclude(standing=Standing.WITHDRAWN)
                field.queryset = standing  # type: ignore[attr-defined]
                field.help_text = _("The licence of the same kind that this one takes over from; it stays on record.")
            if name == "pond":
                ponds = enterprise.ponds.exclude(standing=Standing.WITHDRAWN)
                field.queryset = ponds  # type: ignore[attr-defined]
                field.help_text = _("A pond that is not listed is entered first, as a piece of its own.")
            if name == "passed":
                answers = ((True, _("yes")), (False, _("no")))
                self.fields[name] = forms.TypedChoiceField(
                    label=field.label, choices=answers, coerce=lambda text: text == "True"
                )
        if "holder" in self.fields and not self.initial.get("holder"):
            self.initial["holder"] = enterprise.name_zh
        self.fields["file"] = forms.FileField(
            label=_("document"),
            allow_empty_file=True,
            help_text=_("The scan or the file itself; it is kept as it is, with its hash."),
        )

    def _post_clean(self) -> None:
        """Only fills the row: the service checks it as a whole, for people and programs alike."""
        for name in self._meta.fields or ():
            if name in self.cleaned_data:
                setattr(self.instance, name, self.cleaned_data[name])


def evidence_form(kind: Kind) -> type[EvidenceForm]:
    """The form of one kind."""
    made: Any = forms.modelform_factory(kind.model, form=EvidenceForm, fields=kind.typed)
    form: type[EvidenceForm] = made
    return form


def blank(kind: Kind, enterprise: Enterprise) -> Evidence:
    """A new piece of the enterprise, still empty."""
    values: dict[str, Any] = {"enterprise": enterprise} if kind.related else {}
    return kind.model(**values)
