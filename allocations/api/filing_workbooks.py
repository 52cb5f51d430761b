"""A filing's workbook in the API: downloaded, and uploaded into a draft, by the same services as the pages."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.api.bodies import values_of
from allocations import permissions
from allocations.models import Filing
from allocations.services.filing_steps import LABELS
from allocations.services.filing_workbook import apply_workbook, filing_workbook, preview_workbook
from allocations.transitions import FILING
from common.http import get_visible_or_404
from common.workflow import next_state, refusal_of
from documents.api.previews import UploadedWorkbook, WorkbookUpload, refuse_faults, uploaded
from documents.files.workbooks import http_workbook

FILING_ID = OpenApiParameter("id", int, OpenApiParameter.PATH, description="The id of the filing.")


@extend_schema(parameters=[FILING_ID])
class FilingWorkbookViewSet(ViewSet):
    """The workbook of a filing that the account may see."""

    parser_classes = (MultiPartParser,)
    lookup_value_regex = "[0-9]+"

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def retrieve(self, request: Request, pk: str) -> HttpResponse:
        """Prefilled, its fixed cells locked."""
        filing = _filing(request, pk)
        refusal_of(permissions.see_whole_filing(request.user))  # type: ignore[arg-type]
        return http_workbook(f"{filing.number}.xlsx", filing_workbook(filing))

    @extend_schema(request={"multipart/form-data": WorkbookUpload}, responses=UploadedWorkbook)
    def update(self, request: Request, pk: str) -> Response:
        """Compares a filled-in workbook with the draft, or takes it over: all of it or nothing."""
        user: Any = request.user
        filing = _filing(request, pk)
        refusal_of(permissions.draft_filing(user, filing.group))
        next_state(FILING, filing.state, "edit", LABELS)
        asked = values_of(WorkbookUpload, request)
        preview = preview_workbook(filing, asked["workbook"].read())
        refuse_faults(preview)
        if asked["store"]:
            apply_workbook(filing=filing, preview=preview.to_json(), by=user)
        return Response(uploaded(preview, stored=asked["store"]))


def _filing(request: Request, pk: str) -> Filing:
    rows = Filing.objects.select_related("group", "notice")
    filing: Filing = get_visible_or_404(rows, request.user, pk=int(pk))
    return filing
