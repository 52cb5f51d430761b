"""Reports and execution in the API: the same reads and the same verbs as the pages."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from accounts.api.staleness import Seen, seen_in
from accounts.reads.staleness import with_seen
from authentication.services import second_factor
from common.http import month_or_404
from common.workflow import refusal_of
from reporting.api import report_forms as forms
from reporting.api.acceptance import AcceptanceVerbs
from reporting.api.report_forms import ReportRow
from reporting.api.report_rows import ReportRowVerbs
from reporting.models import ProductionReport, ReportLine
from reporting.permissions import see_whole_report
from reporting.reads.histories import lines_with_parts
from reporting.services.checks import check
from reporting.services.decisions import accept_report, figures_hash, return_report, submit_report
from reporting.services.drafts import save_report, start_correction, start_report
from reporting.services.withdrawals import discard_report, recall_report


class ReportViewSet(ListModelMixin, RetrieveModelMixin, AcceptanceVerbs, ReportRowVerbs):
    """Monthly reports that the account may see, the lines that it may see of them, and their verbs."""

    serializer_class = ReportRow
    queryset = ProductionReport.objects.all()
    filterset_fields = ("year", "month", "state", "in_force")

    def get_queryset(self) -> Any:
        """Scoped rows: a foreign one is 404."""
        if getattr(self, "swagger_fake_view", False):
            return ProductionReport.objects.none()
        user: Any = self.request.user
        return with_seen(ProductionReport.objects.visible_to(user)).select_related("group", "signed_by", "signed_for")

    @extend_schema(request=forms.NewReport, responses={201: ReportRow})
    def create(self, request: Request) -> Response:
        """Begins the report of a month of the account's own group."""
        user: Any = request.user
        month = month_or_404(_values(forms.NewReport, request)["month"])
        report = start_report(group=user.organisation, month=month, by=user)
        return self._row(report.pk, status=status.HTTP_201_CREATED)

    @extend_schema(request=forms.ReportLinesForm, responses=ReportRow)
    @action(detail=True, methods=["post"])
    def lines(self, request: Request, pk: str) -> Response:
        """Stores figures in a draft, all or none."""
        values = _values(forms.ReportLinesForm, request)
        cells = forms.cells_from(values["lines"])
        save_report(report=self.get_object(), cells=cells, by=request.user, seen=values.get("seen"))  # type: ignore[arg-type]
        return self._row(pk)

    @extend_schema(responses=forms.ReportLineRow(many=True), filters=False)
    @lines.mapping.get
    def list_lines(self, request: Request, pk: str) -> Response:
        """A page of the lines that the account may see."""
        user: Any = request.user
        lines = ReportLine.objects.visible_to(user).filter(report=self.get_object())
        rows: Any = lines.select_related("enterprise", "report")
        page: Any = self.paginate_queryset(rows.prefetch_related("elements", "findings", "enterprise__former_names"))
        return self.get_paginated_response(forms.ReportLineRow(page, many=True).data)

    @extend_schema(responses=forms.ReportCheck)
    @action(detail=True, methods=["get"])
    def check(self, request: Request, pk: str) -> Response:
        """What the rules say to the report now."""
        report = self.get_object()
        refusal_of(see_whole_report(request.user, report))  # type: ignore[arg-type]
        lines = list(lines_with_parts(report))
        checked = check(report, lines)
        body = {
            "seen": figures_hash(report, lines),
            "passes": checked.passes,
            "blocking": checked.blocking,
            "unexplained": checked.unexplained,
        }
        return Response(forms.ReportCheck(body).data)

    @extend_schema(request=forms.ReportSubmission, responses=ReportRow)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, pk: str) -> Response:
        """Signs and submits."""
        seen = _values(forms.ReportSubmission, request)["seen"]
        second_factor.prove(request)
        submit_report(report=self.get_object(), by=request.user, seen=seen)  # type: ignore[arg-type]
        return self._row(pk)

    @extend_schema(request=Seen, responses=ReportRow)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: str) -> Response:
        """Accepts for the ministry."""
        second_factor.prove(request)
        accept_report(report=self.get_object(), by=request.user, seen=seen_in(request))  # type: ignore[arg-type]
        return self._row(pk)

    @extend_schema(request=forms.ReportReturn, responses=ReportRow)
    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: Request, pk: str) -> Response:
        """Returns with a reason and at cells."""
        values = _values(forms.ReportReturn, request)
        return_report(
            report=self.get_object(),
            code=values["code"],
            reason=values["reason"],
            cells=values.get("cells"),
            by=request.user,  # type: ignore[arg-type]
            seen=values.get("seen"),
        )
        return self._row(pk)

    @extend_schema(request=forms.ReportRecall, responses=ReportRow)
    @action(detail=True, methods=["post"])
    def recall(self, request: Request, pk: str) -> Response:
        """Takes a submitted report back until it is decided, with a reason."""
        recall_report(report=self.get_object(), by=request.user, **_values(forms.ReportRecall, request))  # type: ignore[arg-type]
        return self._row(pk)

    @extend_schema(request=forms.ReportDiscard, responses={204: None})
    @action(detail=True, methods=["post"])
    def discard(self, request: Request, pk: str) -> Response:
        """Gives up a version that was begun by mistake."""
        discard_report(report=self.get_object(), by=request.user, **_values(forms.ReportDiscard, request))  # type: ignore[arg-type]
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=forms.ReportCorrection, responses={201: ReportRow})
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, pk: str) -> Response:
        """Begins a new version."""
        values = _values(forms.ReportCorrection, request)
        successor = start_correction(report=self.get_object(), by=request.user, **values)  # type: ignore[arg-type]
        return self._row(successor.pk, status=status.HTTP_201_CREATED)

    def _row(self, pk: Any, *, status: int = status.HTTP_200_OK) -> Response:
        """The report as it is now."""
        return Response(self.get_serializer(self.get_queryset().get(pk=pk)).data, status=status)


def _values(form: type[Serializer[Any]], request: Request) -> dict[str, Any]:
    """The request's body, checked; DRF answers 400 with a sentence per field when it is wrong."""
    checked = form(data=request.data)
    checked.is_valid(raise_exception=True)
    values: dict[str, Any] = checked.validated_data
    return values
