"""A report's workbook in the API: downloaded, and uploaded into a draft, by the same services as the pages."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from common.constraints import NotValid
from common.http import get_visible_or_404
from common.workflow import next_state, refusal_of
from documents.files.previews import Preview
from documents.files.workbooks import http_workbook
from reporting import permissions
from reporting.models import ProductionReport
from reporting.services.report_workbook import apply_upload, preview_upload, template_workbook
from reporting.services.steps import LABELS
from reporting.transitions import REPORT

REPORT_ID = OpenApiParameter("id", int, OpenApiParameter.PATH, description="The number of the report.")


class WorkbookUpload(serializers.Serializer[Any]):
    """The workbook as multipart `workbook`; with `store` its figures go into the draft, else they are only compared."""

    workbook = serializers.FileField()
    store = serializers.BooleanField(required=False, default=False)


class UploadedWorkbook(serializers.Serializer[Any]):
    """How many cells of the draft the workbook fills, changes and leaves, and whether that is stored."""

    new = serializers.IntegerField(min_value=0)
    changed = serializers.IntegerField(min_value=0)
    unchanged = serializers.IntegerField(min_value=0)
    remarks = serializers.ListField(child=serializers.CharField())
    stored = serializers.BooleanField()


@extend_schema(parameters=[REPORT_ID])
class ReportWorkbookViewSet(ViewSet):
    """The workbook of a report that the account may see."""

    parser_classes = (MultiPartParser,)
    lookup_value_regex = "[0-9]+"

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def retrieve(self, request: Request, pk: str) -> HttpResponse:
        """Prefilled, its fixed cells locked."""
        report = _report(request, pk)
        refusal_of(permissions.see_whole_report(request.user, report))  # type: ignore[arg-type]
        return http_workbook(f"{report.number}.xlsx", template_workbook(report))

    @extend_schema(request={"multipart/form-data": WorkbookUpload}, responses=UploadedWorkbook)
    def update(self, request: Request, pk: str) -> Response:
        """Compares a filled-in workbook with the draft, or takes it over: all of it or nothing."""
        user: Any = request.user
        report = _report(request, pk)
        refusal_of(permissions.draft_report(user, report.group))
        next_state(REPORT, report.state, "edit", LABELS)
        form = WorkbookUpload(data=request.data)
        form.is_valid(raise_exception=True)
        preview = preview_upload(report, form.validated_data["workbook"].read())
        _refuse_faults(preview)
        if form.validated_data["store"]:
            apply_upload(report=report, preview=preview.to_json(), by=user)
        body = {
            "new": len(preview.new),
            "changed": len(preview.changed),
            "unchanged": preview.unchanged,
            "remarks": [str(remark.sentence) for remark in preview.remarks],
            "stored": form.validated_data["store"],
        }
        return Response(UploadedWorkbook(body).data)


def _report(request: Request, pk: str) -> ProductionReport:
    report: ProductionReport = get_visible_or_404(ProductionReport.objects, request.user, pk=int(pk))
    return report


def _refuse_faults(preview: Preview) -> None:
    """With a refused cell nothing is taken; each is named by sheet and cell."""
    if preview.refused:
        cells = {str(found.at or number): found.sentence for number, found in enumerate(preview.refused)}
        sentence = _("%(count)s cells of the workbook are refused; nothing was stored.") % {"count": len(cells)}
        raise NotValid("workbook_refused", sentence, cells=cells)
