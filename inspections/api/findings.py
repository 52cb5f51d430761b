"""Findings of inspections in the API: the group replies, a second person of the authority decides."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from authentication.services import second_factor
from common.workflow import refusal_of
from inspections import permissions
from inspections.api.bodies import DecisionBody, ReplyBody, uploads_in, values_of
from inspections.models import InspectionFinding
from inspections.services import findings as services


class FindingRow(serializers.ModelSerializer[InspectionFinding]):
    """What was found, the group's reply, and the decision."""

    class Meta:
        model = InspectionFinding
        ref_name = "InspectionFinding"
        fields = (
            "id", "inspection", "kind", "clause", "text", "found_on", "state", "reply_until", "reply", "replied_at",
            "decision", "decided_at",
        )  # fmt: skip


class InspectionFindingViewSet(ReadOnlyModelViewSet[InspectionFinding]):
    """The findings that the caller may see."""

    serializer_class = FindingRow
    queryset = InspectionFinding.objects.all()
    filterset_fields = ("inspection", "state")

    def get_queryset(self) -> Any:
        """Scoped rows: a foreign one is 404."""
        if getattr(self, "swagger_fake_view", False):
            return InspectionFinding.objects.none()
        user: Any = self.request.user
        return InspectionFinding.objects.visible_to(user).select_related("inspection__organisation")

    @extend_schema(request=ReplyBody, responses=FindingRow)
    @action(detail=True, methods=["post"])
    def reply(self, request: Request, pk: str) -> Response:
        """Puts the group's reply beside the finding."""
        finding, user = self.get_object(), request.user
        refusal_of(permissions.reply(user, finding))  # type: ignore[arg-type]
        values = values_of(ReplyBody, request)
        services.reply(finding=finding, uploads=uploads_in(values), by=user, **values)  # type: ignore[arg-type]
        return self._row()

    @extend_schema(request=DecisionBody, responses=FindingRow)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, pk: str) -> Response:
        """Makes it final or drops it."""
        finding, user = self.get_object(), request.user
        refusal_of(permissions.decide_finding(user, finding))  # type: ignore[arg-type]
        second_factor.prove(request)
        services.decide(finding=finding, by=user, **values_of(DecisionBody, request))  # type: ignore[arg-type]
        return self._row()

    def _row(self) -> Response:
        return Response(self.get_serializer(self.get_object()).data)
