"""Inspections in the API: announced, recorded, reported upward, ordered, re-inspected, closed."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from accounts.api.staleness import Seen, SeenRow, seen_in
from accounts.reads.staleness import with_seen
from authentication.services import second_factor
from common.http import get_visible_or_404
from common.workflow import refusal_of
from enterprises.reads.past import as_on
from inspections import permissions
from inspections.api.bodies import (
    FindingBody,
    OrderBody,
    ReinspectionBody,
    VisitBody,
    VisitDayBody,
    uploads_in,
    values_of,
)
from inspections.api.findings import FindingRow
from inspections.models import Inspection, RectificationOrder
from inspections.reads.overview import day_of_visit
from inspections.services import inspections as services
from inspections.services import orders
from inspections.services.findings import add_finding


class OrderRow(serializers.ModelSerializer[RectificationOrder]):
    """An order to rectify, its re-inspection and its end."""

    class Meta:
        model = RectificationOrder
        fields = ("number", "demands", "issued_on", "due_on", "reinspected_on", "passed", "result", "lifted_on")


class InspectionRow(SeenRow, serializers.ModelSerializer[Inspection]):
    """An inspection with its findings and its order."""

    number = serializers.CharField()
    organisation = serializers.CharField(source="organisation.code")
    group = serializers.CharField(source="group.code", allow_null=True, default=None)
    enterprise_name = serializers.SerializerMethodField(help_text="As it was called on the day of the visit.")
    findings = FindingRow(many=True)
    order = OrderRow(source="rectification", allow_null=True)

    class Meta:
        model = Inspection
        fields = (
            "id", "number", "draw", "organisation", "group", "enterprise", "enterprise_name", "state", "drawn_at",
            "visit_on", "notified_at", "inspected_on", "checklist", "summary", "reported_at", "closed_at",
            "published_at", "findings", "order", "seen",
        )  # fmt: skip

    def get_enterprise_name(self, inspection: Inspection) -> str:
        """The Chinese name."""
        return as_on(inspection.enterprise, day_of_visit(inspection)).name_zh


class InspectionViewSet(ReadOnlyModelViewSet[Inspection]):
    """The inspections that the caller may see, and their steps."""

    serializer_class = InspectionRow
    queryset = Inspection.objects.all()
    filterset_fields = ("enterprise", "state")

    def get_queryset(self) -> Any:
        """Scoped rows: a foreign one is 404."""
        if getattr(self, "swagger_fake_view", False):
            return Inspection.objects.none()
        user: Any = self.request.user
        rows = with_seen(Inspection.objects.visible_to(user)).select_related(
            "organisation", "group", "enterprise", "order"
        )
        return rows.prefetch_related("findings", "enterprise__former_names")

    @extend_schema(request=VisitDayBody, responses=InspectionRow)
    @action(detail=True, methods=["post"])
    def notify(self, request: Request, pk: str) -> Response:
        """Announces the visit, or another day for it."""
        inspection, user = self._conducted(request)
        services.notify(inspection=inspection, by=user, **values_of(VisitDayBody, request))
        return self._row()

    @extend_schema(request=VisitBody, responses=InspectionRow)
    @action(detail=True, methods=["post"])
    def record(self, request: Request, pk: str) -> Response:
        """Records what was seen; recorded again, the record is mended."""
        inspection, user = self._conducted(request)
        services.record_visit(inspection=inspection, by=user, **values_of(VisitBody, request))
        return self._row()

    @extend_schema(request=FindingBody, responses={201: FindingRow})
    @action(detail=True, methods=["post"])
    def find(self, request: Request, pk: str) -> Response:
        """Enters a finding."""
        inspection, user = self._conducted(request)
        values = values_of(FindingBody, request)
        uploads, pond = uploads_in(values), values.pop("pond", None)
        if pond is not None:
            values["pond"] = get_visible_or_404(inspection.enterprise.ponds, user, pk=pond)
        finding = add_finding(inspection=inspection, uploads=uploads, by=user, **values)
        return Response(FindingRow(finding).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=Seen, responses=InspectionRow)
    @action(detail=True, methods=["post"])
    def report(self, request: Request, pk: str) -> Response:
        """A second person reports it upward."""
        inspection, user = self._allowed(request, permissions.report)
        services.report_upward(inspection=inspection, by=user, seen=seen_in(request))
        return self._row()

    @extend_schema(request=OrderBody, responses=InspectionRow)
    @action(detail=True, methods=["post"])
    def order(self, request: Request, pk: str) -> Response:
        """Orders what to rectify by when."""
        inspection, user = self._allowed(request, permissions.issue_order)
        orders.issue_order(inspection=inspection, by=user, **values_of(OrderBody, request))
        return self._row()

    @extend_schema(request=ReinspectionBody, responses=InspectionRow)
    @action(detail=True, methods=["post"])
    def reinspect(self, request: Request, pk: str) -> Response:
        """Stores what the re-inspection found."""
        inspection, user = self._conducted(request)
        order = get_visible_or_404(RectificationOrder.objects, user, inspection=inspection)
        orders.reinspect(order=order, by=user, **values_of(ReinspectionBody, request))
        return self._row()

    @extend_schema(request=Seen, responses=InspectionRow)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:
        """Lifts the order, if there is one, and closes the inspection."""
        inspection, user = self._allowed(request, permissions.close)
        orders.close(inspection=inspection, by=user, seen=seen_in(request))
        return self._row()

    @extend_schema(request=None, responses=InspectionRow)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: str) -> Response:
        """Makes the extract public."""
        inspection, user = self._allowed(request, permissions.publish)
        services.publish(inspection=inspection, by=user)
        return self._row()

    def _conducted(self, request: Request) -> tuple[Inspection, Any]:
        inspection: Inspection = self.get_object()
        refusal_of(permissions.conduct(request.user, inspection))  # type: ignore[arg-type]
        return inspection, request.user

    def _allowed(self, request: Request, check: Any) -> tuple[Inspection, Any]:
        """The row, the right, and the fresh proof that a signature takes."""
        inspection: Inspection = self.get_object()
        refusal_of(check(request.user, inspection))
        second_factor.prove(request)
        return inspection, request.user

    def _row(self) -> Response:
        return Response(self.get_serializer(self.get_object()).data)
