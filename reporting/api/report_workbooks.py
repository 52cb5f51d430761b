"""A report's workbook in the API: downloaded, and uploaded into a draft, by the same services as the pages."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.api.bodies import values_of
from common.http import get_visible_or_404
from common.workflow import next_state, refusal_of
from documents.api.previews import UploadedWorkbook, WorkbookUpload, refuse_faults, uploaded
from documents.files.workbooks import http_workbook
from reporting import permissions
from reporting.models import ProductionReport
from reporting.services.report_workbook import apply_upload, preview_upload, template_workbook
from reporting.services.steps import LABELS
from reporting.transitions import REPORT

REPORT_ID = OpenApiParameter("id", int, OpenApiParameter.PATH, description="The number of the report.")


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
        asked = values_of(WorkbookUpload, request)
        preview = preview_upload(report, asked["workbook"].read())
        refuse_faults(preview)
        if asked["store"]:
            apply_upload(report=report, preview=preview.to_json(), by=user)
        return Response(uploaded(preview, stored=asked["store"]))


def _report(request: Request, pk: str) -> ProductionReport:
    report: ProductionReport = get_visible_or_404(ProductionReport.objects, request.user, pk=int(pk))
    return report
