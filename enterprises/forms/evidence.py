"""What people type about evidence of every kind."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enterprises.forms.fields import day_input
from enterprises.models import ConfirmationStatus, Enterprise, Evidence, Licence
from enterprises.reads.evidence_kinds import Kind

if TYPE_CHECKING:
    # Generic for the type checker only.
    AnyModelForm = forms.ModelForm[Any]
else:
    AnyModelForm = forms.ModelForm


class EndForm(forms.Form):
    """The day on which a licence was revoked or a halt was over."""

    on = forms.DateField(widget=day_input())


class DocumentForm(forms.Form):
    """The document of a piece that has none yet."""

    file = forms.FileField(label=_("document"), allow_empty_file=True)


class EvidenceForm(AnyModelForm):
    """A piece of evidence of one kind, with its document."""

    def __init__(self, *args: Any, enterprise: Enterprise, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, forms.DateField):
                field.widget = day_input()
            if name == "succeeds":
                standing = enterprise.licences.exclude(confirmation_status=ConfirmationStatus.WITHDRAWN)
                field.queryset = standing  # type: ignore[attr-defined]
                field.help_text = _("The licence of the same kind that this one takes over from; it stays on record.")
            if name == "pond":
                ponds = enterprise.ponds.exclude(confirmation_status=ConfirmationStatus.WITHDRAWN)
                field.queryset = ponds  # type: ignore[attr-defined]
                field.help_text = _("A pond that is not listed is entered first, as a piece of its own.")
            if name == "permit":
                held = enterprise.licences.filter(kind=Licence.Kind.DISCHARGE_PERMIT)
                field.queryset = held.exclude(confirmation_status=ConfirmationStatus.WITHDRAWN)  # type: ignore[attr-defined]
                field.help_text = _("A permit that is not listed is entered first, as a licence.")
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
