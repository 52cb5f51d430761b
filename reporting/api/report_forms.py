"""The JSON forms of reports and execution: what the API gives and takes."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.staleness import Seen, SeenRow
from allocations.files.notice_file import tonnes_field
from allocations.models import CorrectionCode, ReturnCode
from common.quantities import Category
from enterprises.reads.past import as_on
from reporting.models import Finding, ProductionReport, ReportLine
from reporting.permissions import see_whole_report
from reporting.reads.cells import ELEMENT, EXPLANATION, Cells
from reporting.rules.form import COLUMNS, ELEMENTS, NO_PRODUCTION, cell_name


class FindingRow(serializers.ModelSerializer[Finding]):
    """What had to be explained at a line."""

    class Meta:
        model = Finding
        fields = ("id", "code", "clause", "sentence_zh", "sentence_en", "explanation", "state", "decision")


class ReportLineRow(serializers.ModelSerializer[ReportLine]):
    """An enterprise's month in one category, t REO; null is not filled."""

    enterprise_name = serializers.SerializerMethodField(help_text="As it was called in the month.")
    elements = serializers.SerializerMethodField()
    findings = FindingRow(many=True)

    class Meta:
        model = ReportLine
        fields = (
            "enterprise", "enterprise_name", "category", *COLUMNS, "no_production_reason", "note", "elements",
            "findings",
        )  # fmt: skip

    def build_standard_field(self, field_name: str, model_field: Any) -> Any:
        """Tonnes are decimal strings."""
        if field_name in COLUMNS:
            options = {"max_digits": 14, "decimal_places": 3, "allow_null": True}
            return serializers.DecimalField, options
        return super().build_standard_field(field_name, model_field)

    def get_enterprise_name(self, line: ReportLine) -> str:
        """The Chinese name of the month's last day."""
        return as_on(line.enterprise, line.report.period.last_day).name_zh

    @extend_schema_field(serializers.DictField(child=tonnes_field()))
    def get_elements(self, line: ReportLine) -> dict[str, str]:
        """Output by element."""
        return {part.element: str(part.tonnes) for part in line.elements.all()}


class ReportRow(SeenRow, serializers.ModelSerializer[ProductionReport]):
    """A report; its lines are a list of their own. A province gets nothing that speaks of others."""

    group = serializers.CharField(source="group.name_zh")
    number = serializers.CharField()
    period = serializers.CharField()
    signer = serializers.CharField()
    return_reason = serializers.SerializerMethodField()
    return_cells = serializers.SerializerMethodField(
        help_text="Cell → what the ministry says of it; a cell is `output-7-separation`."
    )
    correction_reason = serializers.SerializerMethodField()
    receipt_hash = serializers.SerializerMethodField()
    receipt_head = serializers.SerializerMethodField()

    class Meta:
        model = ProductionReport
        fields = (
            "id", "number", "group", "period", "version", "state", "in_force", "supersedes",
            "correction_reason", "submitted_at", "decided_at", "return_reason", "return_cells",
            "receipt_hash", "receipt_head", "signer", "seen",
        )  # fmt: skip

    def get_return_reason(self, report: ProductionReport) -> str:
        """For those who see the whole report."""
        return report.return_reason if self._whole(report) else ""

    def get_return_cells(self, report: ProductionReport) -> dict[str, str]:
        """For those who see the whole report."""
        return report.return_cells if self._whole(report) else {}

    def get_correction_reason(self, report: ProductionReport) -> str:
        """For those who see the whole report."""
        return report.correction_reason if self._whole(report) else ""

    def get_receipt_hash(self, report: ProductionReport) -> str:
        """It covers every line, so with it a guess at the others could be tried; a province gets none."""
        return report.receipt_hash if self._whole(report) else ""

    def get_receipt_head(self, report: ProductionReport) -> str:
        """As the hash."""
        return report.receipt_head if self._whole(report) else ""

    def _whole(self, report: ProductionReport) -> bool:
        return see_whole_report(self.context["request"].user, report) is None


class NewReport(serializers.Serializer[Any]):
    """Begins a month's report of the account's own group."""

    month = serializers.RegexField(r"^\d{4}-\d{2}$", help_text="Like 2021-09.")


class ReportLineForm(serializers.Serializer[Any]):
    """Figures for one line, t REO; what is not named stays, null empties a cell."""

    enterprise = serializers.IntegerField(min_value=1)
    category = serializers.ChoiceField(choices=Category.choices)
    elements = serializers.DictField(
        child=tonnes_field(allow_null=True), required=False, help_text="Output by element, such as `La`."
    )
    explanations = serializers.DictField(
        child=serializers.CharField(max_length=500, allow_blank=True),
        required=False,
        help_text="Code of the rule that asks for it, such as `output_jump` → the explanation.",
    )
    no_production_reason = serializers.ChoiceField(choices=["", *NO_PRODUCTION], required=False)
    note = serializers.CharField(max_length=500, allow_blank=True, required=False)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """The columns of the form as well."""
        figures = {name: tonnes_field(allow_null=True, required=False) for name in COLUMNS}
        return {**super().get_fields(), **figures}

    def validate_elements(self, elements: dict[str, Any]) -> dict[str, Any]:
        """Only the elements of the form."""
        unknown = sorted(set(elements) - set(ELEMENTS))
        if unknown:
            sentence = _("The form has no such element: %(elements)s.")
            raise serializers.ValidationError(sentence % {"elements": ", ".join(unknown)})
        return elements


class ReportLinesForm(Seen):
    """Lines to store in a draft."""

    lines = ReportLineForm(many=True)


def cells_from(lines: list[dict[str, Any]]) -> Cells:
    """The lines of the API as cells."""
    cells: Cells = {}
    for line in lines:
        key = (line["enterprise"], line["category"])
        named = {name: line[name] for name in (*COLUMNS, "note") if name in line}
        named |= {ELEMENT + name: value for name, value in line.get("elements", {}).items()}
        named |= {EXPLANATION + code: text for code, text in line.get("explanations", {}).items()}
        if "no_production_reason" in line:
            named["reason"] = line["no_production_reason"]
        cells |= {cell_name(name, *key): value for name, value in named.items()}
    return cells


class ReportReturn(Seen):
    """Why a report is returned, and at which cells."""

    code = serializers.ChoiceField(choices=ReturnCode.choices, required=False, default=ReturnCode.OTHER)
    reason = serializers.CharField(max_length=1000)
    cells = serializers.DictField(child=serializers.CharField(max_length=200), required=False)


class ReportRecall(Seen):
    """Why a submitted report is taken back."""

    reason = serializers.CharField(max_length=1000)


class ReportDiscard(Seen):
    """Why a version is given up; a draft may go without a reason."""

    reason = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


class ReportCorrection(serializers.Serializer[Any]):
    """Why a version is corrected; after a return it may be left out."""

    code = serializers.ChoiceField(choices=CorrectionCode.choices, required=False)
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class RuleFault(serializers.Serializer[Any]):
    """What a rule says."""

    code = serializers.CharField()
    cell = serializers.CharField()
    severity = serializers.ChoiceField(choices=["blocking", "explain"])
    clause = serializers.CharField()
    zh = serializers.CharField()
    en = serializers.CharField()


class ReportCheck(serializers.Serializer[Any]):
    """What the rules say to a report now, and the hash of its figures, to be given back when submitting."""

    seen = serializers.CharField()
    passes = serializers.BooleanField()
    blocking = RuleFault(many=True)
    unexplained = RuleFault(many=True)


class ReportSubmission(serializers.Serializer[Any]):
    """The hash of the figures that the signer saw; optional."""

    seen = serializers.CharField(required=False, allow_blank=True, default="")
