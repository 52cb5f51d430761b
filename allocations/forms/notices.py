"""What people type into the pages of notices."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from allocations.files.notice_file import BASE_CLOCK, notice_data
from allocations.forms.fields import DayInput, ReasonForm
from allocations.models import Notice, NoticeParty
from enterprises.rules.eligibility import RULE_SETS

# What a correction or a revocation has of its own beside figures and wording.
OF_AMENDMENT = (
    "title", "document_number", "signed_on", "published_on", "received_on", "clock_starts_on",
    "signs", "informed", "cosigner", "cosigner_document", "approved_by", "approval_document",
)  # fmt: skip
# And a correction beside them: the terms of the notice in force, and its clock.
OF_CORRECTION = (
    "working_days", "fixed_day", "file_to", "report_due_day", "rule_set", "publish_enterprise_list",
    "base_clock_starts_on", "base_clock_day", "workbook",
)  # fmt: skip
LARGEST_NOTICE = 1_000_000
# Before the name of a field or row of the entry page, at which a return says something.
AT = "at-"


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


class NoticeFieldsForm(forms.Form):
    """The fields of a notice beside its annex 1, which is filled in as a grid or taken from a workbook."""

    year = forms.IntegerField(label=_("year"), min_value=2006, max_value=2100)
    batch = forms.IntegerField(label=_("batch"), min_value=1, max_value=9)
    title = forms.CharField(label=_("title"), max_length=200)
    document_number = forms.CharField(label=_("document number"), max_length=60, required=False)
    signed_on = forms.DateField(label=_("date signed"), required=False, widget=DayInput)
    published_on = forms.DateField(label=_("date published"), required=False, widget=DayInput)
    received_on = forms.DateField(label=_("date received"), required=False, widget=DayInput)
    clock_starts_on = forms.ChoiceField(label=_("the clock starts on"), choices=Notice.Clock.choices)
    base_clock_starts_on = forms.ChoiceField(
        label=_("the corrected notice's clock starts on"), choices=Notice.Clock.choices
    )
    base_clock_day = forms.DateField(label=_("that day"), widget=DayInput)
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
    signs = forms.MultipleChoiceField(
        label=_("signs in this system"),
        choices=[(kind.value, kind.label) for kind in Organisation.SIGNING],
        initial=["miit", "mnr"],
        widget=forms.CheckboxSelectMultiple,
    )
    informed = forms.MultipleChoiceField(
        label=_("is informed"),
        choices=[(kind, Organisation.Kind(kind).label) for kind in ("province_miit", "province_mnr")],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("of a confidential notice: who sees it with the rows of the own enterprises"),
    )
    cosigner = forms.CharField(label=_("countersigned by, outside this system"), max_length=100, required=False)
    cosigner_document = forms.CharField(label=_("document of the countersignature"), max_length=100, required=False)
    approved_by = forms.CharField(label=_("approved above by"), max_length=100, required=False)
    approval_document = forms.CharField(label=_("document of the approval"), max_length=100, required=False)
    workbook = forms.FileField(
        label=_("annex 1 as XLSX"),
        required=False,
        help_text=_("fills the grid below with the figures of the workbook; nothing is stored until you save"),
    )

    def __init__(self, *args: Any, about: Notice | None = None, **kwargs: Any) -> None:
        """`about` is the draft that is edited; of a correction only what it can change is asked."""
        super().__init__(*args, **kwargs)
        self.kept: dict[str, Any] = {}
        asked = set(self.fields) - set(BASE_CLOCK)
        if about is not None and about.amends_id is not None:
            self.kept = notice_data(about)
            asked = {*OF_AMENDMENT, *(OF_CORRECTION if about.kind == Notice.Kind.CORRECTION else ())}
        for name in set(self.fields) - asked:
            del self.fields[name]

    @classmethod
    def initial_of(cls, notice: Notice) -> dict[str, Any]:
        """What the form shows of a stored notice."""
        values = {name: getattr(notice, name) for name in cls.base_fields if hasattr(notice, name)}
        values |= _parties_as_fields(notice)
        return {**values, "working_days": notice.filing_working_days, "fixed_day": notice.filing_fixed_day}

    def as_notice(self, annex: Mapping[str, Any]) -> dict[str, Any]:
        """The notice in its JSON form, with the parts of annex 1."""
        plain = dict(self.cleaned_data)
        plain.pop("workbook", None)
        plain["parties"] = _fields_as_parties(plain)
        if "working_days" in plain:
            days, fixed = plain.pop("working_days"), plain.pop("fixed_day")
            plain["filing"] = {"working_days": days} if days else {}
            plain["filing"] |= {"fixed_day": fixed} if fixed else {}
        return {**self.kept, **plain, "document_number": plain["document_number"] or None, **annex}

    def add_sentences(self, cells: Mapping[str, str]) -> dict[str, str]:
        """Puts sentences beside the fields they name; gives back those that are not about a field of this form."""
        left = {}
        for path, sentence in cells.items():
            name = "working_days" if path.partition(".")[0] == "filing" else path
            if name in self.fields:
                self.add_error(name, sentence)
            else:
                left[path] = sentence
        return left


def _parties_as_fields(notice: Notice) -> dict[str, Any]:
    """The parties as the page's fields; it has room for one body outside that signs and one that approves."""
    parties = list(notice.parties.all())
    by_role = {role: [party for party in parties if party.role == role] for role in NoticeParty.Role.values}
    outside = next((party for party in by_role["signs"] if party.name), None)
    above = next(iter(by_role["approves"]), None)
    return {
        "signs": [party.kind for party in by_role["signs"] if party.kind],
        "informed": [party.kind for party in by_role["informed"] if party.kind],
        "cosigner": outside.name if outside else "",
        "cosigner_document": outside.reference if outside else "",
        "approved_by": above.printed if above else "",
        "approval_document": above.reference if above else "",
    }


def _fields_as_parties(plain: dict[str, Any]) -> list[dict[str, Any]]:
    """Takes the parties' fields out of the cleaned data, as the JSON form has them."""
    parties: list[dict[str, Any]] = [{"role": "signs", "kind": kind} for kind in plain.pop("signs")]
    outside = (("signs", "cosigner", "cosigner_document"), ("approves", "approved_by", "approval_document"))
    for role, name, document in outside:
        body, reference = plain.pop(name), plain.pop(document)
        parties += [{"role": role, "name": body, "reference": reference}] if body else []
    return [*parties, *({"role": "informed", "kind": kind} for kind in plain.pop("informed"))]


class ReturnNoticeForm(ReasonForm):
    """Why a notice is returned, and what has to change at which field or row."""

    def __init__(self, *args: Any, places: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in places.items():
            self.fields[f"{AT}{name}"] = forms.CharField(label=label, max_length=300, required=False)

    @property
    def at_fields(self) -> dict[str, str]:
        """What was written at fields and rows."""
        given = {name: text for name, text in self.cleaned_data.items() if name.startswith(AT) and text}
        return {name.removeprefix(AT): text for name, text in given.items()}
