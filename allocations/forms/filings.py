"""What people type into the pages of filings."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.forms.phrases import PhrasedText
from allocations.forms.fields import CodeField, ReasonForm
from allocations.models import Consultation, FilingLine, ReturnCode
from common.quantities import format_tonnes, parse_tonnes


class ReturnFilingForm(ReasonForm):
    """Why a filing is returned, and what has to change at which line.

    Of a long split the lines that were looked for stand here, and those with a remark: a field for each of thousands
    would weigh more than the whole split.
    """

    # So many lines have a field without a search.
    SHOWN = 50

    code = CodeField(ReturnCode.choices, initial=ReturnCode.FIGURES)
    field_order = ("code", "reason")

    def __init__(self, data: Mapping[str, Any] | None = None, *, lines: QuerySet[FilingLine]) -> None:
        count = lines.count()
        # A search is no decision: what is typed so far stands on the page again, unchecked.
        searches = data is not None and "show" in data
        super().__init__(None if searches else data, initial=_single(data) if searches and data else None)
        if count > self.SHOWN:
            self.fields["find"] = forms.CharField(
                label=_("find the lines to remark on: name or code of the enterprise"),
                help_text=_("The split has %(count)s lines; the first %(shown)s that are found have a field below.")
                % {"count": count, "shown": self.SHOWN},
                max_length=100,
                required=False,
            )
        for line in self._shown(lines, data or {}):
            label = f"{line.enterprise.name} · {line.get_category_display()} · {format_tonnes(line.stated)} t"
            self.fields[line.cell] = forms.CharField(label=label, max_length=300, required=False)

    def _shown(self, lines: QuerySet[FilingLine], data: Mapping[str, Any]) -> Iterable[FilingLine]:
        """Those with a remark, and the first that are found."""
        words = str(data.get("find", "")).strip() if "find" in self.fields else ""
        named = Q(enterprise__name_zh__icontains=words) | Q(enterprise__name_en__icontains=words)
        found = lines.filter(named | Q(enterprise__credit_code__icontains=words)) if words else lines
        ids = {name.split("-")[1] for name, text in data.items() if name.startswith("line-") and text}
        remarked = lines.filter(enterprise__in=[int(one) for one in ids if one.isdecimal() and len(one) < 12])
        shown = {line.cell: line for line in remarked if data.get(line.cell)} if ids else {}
        return {**shown, **{line.cell: line for line in found[: self.SHOWN]}}.values()

    @property
    def more_label(self) -> str:
        """What the button that only searches says; empty where all lines stand here."""
        return str(_("Show the lines that are found")) if "find" in self.fields else ""

    @property
    def at_lines(self) -> dict[str, str]:
        """The reasons given at lines."""
        return {name: text for name, text in self.cleaned_data.items() if name.startswith("line-") and text}


def _single(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: data.get(name) for name in data}


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
