"""What people type into the pages of notices and filings."""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from allocations.models import Consultation, FilingLine, Notice
from allocations.services.annex_entry import Annex1
from common.quantities import Category, TonnesFormField, format_tonnes, parse_tonnes
from enterprises.models import Enterprise
from enterprises.rules import RULE_SETS

LARGEST_NOTICE = 1_000_000


class DayInput(forms.DateInput):
    """A day as the browser picks it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class NoticeFileForm(forms.Form):
    """A notice in its JSON form."""

    file = forms.FileField(label=_("notice file (JSON)"))

    def clean_file(self) -> Any:
        """The file's content. Raises ValidationError when it is not JSON or too large."""
        upload: UploadedFile[bytes] = self.cleaned_data["file"]
        if upload.size is None or upload.size > LARGEST_NOTICE:
            raise ValidationError(_("The file is larger than 1 MB; a notice takes a few kilobytes."))
        try:
            content = json.loads(upload.read().decode("utf-8"), parse_float=Decimal)
        except (UnicodeDecodeError, ValueError, RecursionError):
            raise ValidationError(_("The file is not JSON in UTF-8; see the help for an example.")) from None
        if not isinstance(content, dict):
            raise ValidationError(_("The file holds no notice; see the help for an example."))
        return content


class ReasonForm(forms.Form):
    """Why something is returned."""

    reason = forms.CharField(label=_("reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}), strip=True)


class ReturnFilingForm(ReasonForm):
    """Why a filing is returned, and what has to change at which line."""

    def __init__(self, *args: Any, lines: Iterable[FilingLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line in lines:
            label = f"{line.enterprise.name} · {line.get_category_display()} · {format_tonnes(line.stated)} t"
            self.fields[line.cell] = forms.CharField(label=label, max_length=300, required=False)

    @property
    def at_lines(self) -> dict[str, str]:
        """The reasons that stand at lines."""
        return {name: text for name, text in self.cleaned_data.items() if name != "reason" and text}


class ReductionForm(forms.Form):
    """What is taken back from whom, and the document that orders it."""

    enterprise = forms.ModelChoiceField(label=_("enterprise"), queryset=Enterprise.objects.all())
    year = forms.IntegerField(label=_("year"), min_value=2006, max_value=2100)
    category = forms.ChoiceField(label=_("category"), choices=Category.choices)
    tonnes = TonnesFormField(label=_("tonnes REO taken back"))
    document_number = forms.CharField(label=_("document number"), max_length=60, required=False)
    document = forms.FileField(label=_("document"), required=False)
    reason = forms.CharField(label=_("reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), strip=True)


class SplitUploadForm(forms.Form):
    """A filled-in workbook of a split."""

    workbook = forms.FileField(label=_("filled-in workbook (XLSX)"), allow_empty_file=True)


class BelowForm(forms.Form):
    """Why the ministry accepts figures below what is produced."""

    below_reason = forms.CharField(
        label=_("reason for figures below production"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
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
        widget=forms.Textarea(attrs={"rows": 4}),
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


class NoticeEntryForm(forms.Form):
    """A notice typed in, its annex 1 pasted or uploaded."""

    year = forms.IntegerField(label=_("year"), min_value=2006, max_value=2100)
    batch = forms.IntegerField(label=_("batch"), min_value=1, max_value=9)
    title = forms.CharField(label=_("title"), max_length=200)
    document_number = forms.CharField(label=_("document number"), max_length=60, required=False)
    signed_on = forms.DateField(label=_("date signed"), required=False, widget=DayInput)
    published_on = forms.DateField(label=_("date published"), required=False, widget=DayInput)
    received_on = forms.DateField(label=_("date received"), required=False, widget=DayInput)
    clock_starts_on = forms.ChoiceField(label=_("the clock starts on"), choices=Notice.Clock.choices)
    working_days = forms.IntegerField(label=_("working days to file"), min_value=1, max_value=250, required=False)
    fixed_day = forms.DateField(label=_("or fixed day to file by"), required=False, widget=DayInput)
    file_to = forms.MultipleChoiceField(
        label=_("filings go to"),
        choices=[(kind, Organisation.Kind(kind).label) for kind in ("miit", "mnr", "province_miit", "province_mnr")],
        widget=forms.CheckboxSelectMultiple,
    )
    report_due_day = forms.IntegerField(label=_("reports are due on day"), min_value=1, max_value=28, initial=10)
    rule_set = forms.ChoiceField(label=_("eligibility rule set"), choices=[(name, name) for name in RULE_SETS])
    figures_include_prior = forms.BooleanField(label=_("figures include earlier batches of the year"), required=False)
    publish_enterprise_list = forms.BooleanField(label=_("groups publish their producing enterprises"), required=False)
    confidential = forms.BooleanField(label=_("confidential"), required=False)
    workbook = forms.FileField(
        label=_("annex 1 as XLSX"), required=False, help_text=_("takes the place of what is pasted below")
    )
    annex = forms.CharField(
        label=_("annex 1, pasted from a spreadsheet"),
        required=False,
        strip=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 12, "class": "font-monospace", "wrap": "off"}),
        help_text=_("a row per group: name, rock-type, ion-adsorption, separation; then 预留 and 合计"),
    )

    def as_notice(self, annex: Annex1) -> dict[str, Any]:
        """The notice in its JSON form."""
        plain = dict(self.cleaned_data)
        days, fixed = plain.pop("working_days"), plain.pop("fixed_day")
        for name in ("workbook", "annex"):
            plain.pop(name)
        term = {"working_days": days} if days else {}
        return {
            **plain,
            "document_number": plain["document_number"] or None,
            "filing": term | ({"fixed_day": fixed} if fixed else {}),
            "totals": annex.totals,
            "reserve": annex.reserve,
            "allocations": annex.allocations,
            "enterprises": annex.enterprises,
        }


class ReleaseForm(forms.Form):
    """What each group gets out of the reserve, and the document that says so."""

    year = forms.IntegerField(label=_("year"), min_value=2006, max_value=2100)
    document_number = forms.CharField(label=_("document number"), max_length=60, required=False)
    document = forms.FileField(label=_("document"), required=False)
    reason = forms.CharField(label=_("reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, groups: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cells = {
            f"figures-{group.pk}-{category}": (group, str(category)) for group in groups for category in Category
        }
        for name, (group, category) in self.cells.items():
            label = f"{group.short} · {Category(category).label}"
            self.fields[name] = TonnesFormField(label=label, required=False)

    @property
    def decision(self) -> dict[str, Any]:
        """What the service is asked."""
        plain = {name: self.cleaned_data[name] for name in ("year", "document_number", "document", "reason")}
        given = {key: self.cleaned_data[name] for name, key in self.cells.items() if self.cleaned_data.get(name)}
        return {**plain, "figures": given}
