"""The pool of inspectors in the API: the own authority's, who joins it, and who is recused from an enterprise."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from common.http import get_visible_or_404
from common.workflow import refusal_of
from enterprises.models import Enterprise
from inspections import permissions
from inspections.api.bodies import ExclusionBody, values_of
from inspections.models import Inspector
from inspections.services import plans as services


class InspectorRow(serializers.ModelSerializer[Inspector]):
    """An inspector, and the enterprises for which they are never drawn."""

    organisation = serializers.CharField(source="organisation.code")
    recused_from = serializers.SerializerMethodField(help_text="Their numbers in the register.")

    class Meta:
        model = Inspector
        fields = ("id", "organisation", "name", "id_number", "employer", "recused_from")

    def get_recused_from(self, inspector: Inspector) -> list[int]:
        """Of the rows that were read with it."""
        return sorted(row.enterprise_id for row in inspector.recusals.all())


class NewInspector(serializers.ModelSerializer[Inspector]):
    """Who may be drawn."""

    class Meta:
        model = Inspector
        fields = ("name", "id_number", "employer")


class InspectorViewSet(ReadOnlyModelViewSet[Inspector]):
    """The inspectors of the own authority (ministries: of all)."""

    serializer_class = InspectorRow
    queryset = Inspector.objects.all()

    def get_queryset(self) -> Any:
        """Scoped rows: a foreign one is 404."""
        if getattr(self, "swagger_fake_view", False):
            return Inspector.objects.none()
        user: Any = self.request.user
        return Inspector.objects.visible_to(user).select_related("organisation").prefetch_related("recusals")

    @extend_schema(request=NewInspector, responses={201: InspectorRow})
    def create(self, request: Request) -> Response:
        """Puts somebody into the own pool."""
        user: Any = request.user
        refusal_of(permissions.keep_plans(user))
        inspector = services.add_inspector(Inspector(**values_of(NewInspector, request)), by=user)
        return Response(self.get_serializer(inspector).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=ExclusionBody, responses=InspectorRow)
    @action(detail=True, methods=["post"])
    def recuse(self, request: Request, pk: str) -> Response:
        """From now on never drawn for this enterprise."""
        inspector: Inspector = self.get_object()
        user: Any = request.user
        refusal_of(permissions.keep_plans(user) or permissions.prepare_draw(user, inspector.organisation))
        values = values_of(ExclusionBody, request)
        in_province = Enterprise.objects.filter(province=inspector.organisation.province_id)
        enterprise = get_visible_or_404(in_province, user, pk=values["enterprise"])
        services.recuse(inspector=inspector, enterprise=enterprise, reason=values["reason"], by=user)
        return Response(self.get_serializer(self.get_object()).data)
