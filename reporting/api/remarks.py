"""Remarks of the Ministry of Natural Resources in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from allocations.models import Filing
from common.http import get_visible_or_404
from reporting.models import ProductionReport, Remark
from reporting.services import remarks as services


class RemarkRow(serializers.ModelSerializer[Remark]):
    """A remark, on a filing or on a report."""

    writer = serializers.CharField()

    class Meta:
        model = Remark
        fields = ("id", "filing", "report", "text", "writer", "written_at", "withdrawn_at")


class NewRemark(serializers.Serializer[Any]):
    """The words, and the filing or the report that they are about."""

    filing = serializers.IntegerField(required=False, min_value=1)
    report = serializers.IntegerField(required=False, min_value=1)
    text = serializers.CharField(max_length=Remark.LONGEST)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One of them."""
        if ("filing" in attrs) == ("report" in attrs):
            raise serializers.ValidationError({"filing": "Name a filing or a report, and one of them only."})
        return attrs


class RemarkViewSet(ReadOnlyModelViewSet[Remark]):
    """The remarks that the caller may read; filter by `filing` or `report`."""

    serializer_class = RemarkRow
    queryset = Remark.objects.all()
    filterset_fields = ("filing", "report")

    def get_queryset(self) -> Any:
        """Scoped rows: a foreign one is 404."""
        if getattr(self, "swagger_fake_view", False):
            return Remark.objects.none()
        user: Any = self.request.user
        return Remark.objects.visible_to(user).with_people()

    @extend_schema(request=NewRemark, responses={201: RemarkRow})
    def create(self, request: Request) -> Response:
        """Puts a remark on record."""
        user: Any = request.user
        form = NewRemark(data=request.data)
        form.is_valid(raise_exception=True)
        asked = form.validated_data
        about: Filing | ProductionReport
        if "filing" in asked:
            about = get_visible_or_404(Filing.objects.select_related("group", "notice"), user, pk=asked["filing"])
        else:
            about = get_visible_or_404(ProductionReport.objects.select_related("group"), user, pk=asked["report"])
        remark = services.make_remark(about=about, text=asked["text"], by=user)
        return Response(self.get_serializer(remark).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=RemarkRow)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Takes it back; it stays readable."""
        user: Any = request.user
        remark = services.withdraw_remark(remark=self.get_object(), by=user)
        return Response(self.get_serializer(remark).data)
