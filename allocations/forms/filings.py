"""What people type into the pages of filings."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms.phrases import PhrasedText
from allocations.forms.fields import CodeField, ReasonForm
from allocations.models import Consultation, FilingLine, ReturnCode
from common.quantities import format_tonnes, parse_tonnes


class ReturnFilingForm(ReasonForm):
    """Why a filing is returned, and what has to change at which line."""

    code = CodeField(ReturnCode.choices, initial=ReturnCode.FIGURES)
    field_order = ("code", "reason")

    def __init__(self, *args: Any, lines: Iterable[FilingLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line in lines:
            label = f"{line.enterprise.name} · {line.get_category_display()} · {format_tonnes(line.stated)} t"
            self.fields[line.cell] = forms.CharField(label=label, max_length=300, required=False)

    @property
    def at_lines(self) -> dict[str, str]:
        """The reasons given at lines."""
        return {name: text for name, text in self.cleaned_data.items() if name not in ("code", "reason") and text}


class SplitUploadForm(forms.Form):
    """A filled-in workbook of a split."""

    workbook = forms.FileField(label=_("filled-in workbook (XLSX)"), allow_empty_file=True)


class BelowForm(forms.Form):
    """Why the ministry accepts figures below what is produced."""

    below_reason = forms.CharField(
        label=_("reason for figures below production"),
        max_length=1000,
        required=False,
        widget=PhrasedText(rows=3),
        strip=True,
    )


class OpinionForm(forms.Form):
    """An authority's opinion on its lines."""

    opinion = forms.ChoiceField(
        label=_("opinion"),
        choices=[(Consultation.Opinion.AGREE, _("agrees")), (Consultation.Opinion.OBJECT, _("objects"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("reason"),
        required=False,
        max_length=1000,
        widget=PhrasedText(rows=4),
        help_text=_("needed for an objection"),
    )


def read_split(
    posted: Mapping[str, str], names: Mapping[str, tuple[int, str]]
) -> tuple[dict[tuple[int, str], Decimal | None], dict[str, str]]:
    """The split's figures from a posted form, and a sentence per cell that is no figure.

    `names` are the cells the page offered. A forged cell `line-<enterprise>-<category>` is read as well, so that
    the rules refuse it with their sentence instead of it vanishing.
    """
    figures: dict[tuple[int, str], Decimal | None] = {}
    faults: dict[str, str] = {}
    for name, text in posted.items():
        key = names.get(name) or _forged(name)
        if key is None:
            continue
        try:
            figures[key] = parse_tonnes(text)
        except ValidationError as fault:
            faults[name] = " ".join(fault.messages)
    return figures, faults


def _forged(name: str) -> tuple[int, str] | None:
    prefix, _dash, rest = name.partition("-")
    enterprise, _second_dash, category = rest.partition("-")
    known = category in {"mining_rock", "mining_ionic", "separation"}
    return (int(enterprise), category) if prefix == "line" and enterprise.isdecimal() and known else None
