"""Extracts of the traceability system in the API: uploaded by the group, read by who sees its enterprises."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from accounts.api.bodies import values_of
from common.periods import Month
from common.workflow import refusal_of
from documents.api.previews import Compared, refuse_faults
from reporting import permissions
from reporting.models import TraceabilityExtract, TraceabilityFigure
from reporting.rules.reconciliation import QUANTITIES
from reporting.services.extracts import preview_extract, take_extract


class ExtractFigureRow(serializers.ModelSerializer[TraceabilityFigure]):
    """What an extract states of one enterprise and category, t REO; null: the extract does not say."""

    class Meta:
        model = TraceabilityFigure
        fields = ("enterprise", "category", "rows", *QUANTITIES)


class ExtractRow(serializers.ModelSerializer[TraceabilityExtract]):
    """An extract; its figures come with a single one, as far as the caller sees its enterprises."""

    group = serializers.CharField(source="group.code")
    figures = serializers.SerializerMethodField()

    class Meta:
        model = TraceabilityExtract
        fields = ("id", "group", "year", "month", "version", "file_name", "file_hash", "uploaded_at", "figures")

    @extend_schema_field(ExtractFigureRow(many=True))
    def get_figures(self, extract: TraceabilityExtract) -> Any:
        """Empty in a list."""
        if not self.context.get("with_figures"):
            return []
        figures = TraceabilityFigure.objects.visible_to(self.context["request"].user).filter(extract=extract)
        return ExtractFigureRow(figures.order_by("enterprise", "category"), many=True).data


class ExtractUpload(serializers.Serializer[Any]):
    """The file as multipart `file`, and its month; with `store` it is taken over, else only compared."""

    month = serializers.RegexField(r"^[0-9]{4}-(0[1-9]|1[0-2])$")
    file = serializers.FileField()
    store = serializers.BooleanField(required=False, default=False)


class UploadedExtract(Compared):
    """By enterprise; the extract where it was taken over."""

    gone = serializers.ListField(child=serializers.CharField(), help_text="No longer in the file.")
    extract = serializers.IntegerField(allow_null=True)


class ExtractViewSet(ReadOnlyModelViewSet[TraceabilityExtract]):
    """The extracts that the account may see; a group's clerk uploads."""

    serializer_class = ExtractRow
    queryset = TraceabilityExtract.objects.all()
    filterset_fields = ("year", "month")
    parser_classes = (MultiPartParser,)

    def get_queryset(self) -> QuerySet[TraceabilityExtract]:
        """Scoped rows: a foreign one is 404."""
        if getattr(self, "swagger_fake_view", False):
            return TraceabilityExtract.objects.none()
        user: Any = self.request.user
        rows: QuerySet[TraceabilityExtract] = TraceabilityExtract.objects.visible_to(user).select_related("group")
        return rows

    def get_serializer_context(self) -> dict[str, Any]:
        """A single extract comes with its figures."""
        return {**super().get_serializer_context(), "with_figures": self.action != "list"}

    @extend_schema(request={"multipart/form-data": ExtractUpload}, responses={200: UploadedExtract})
    def create(self, request: Request) -> Response:
        """Compares a file with the extract in force, or takes it over: all of it or nothing."""
        user: Any = request.user
        refusal_of(permissions.upload_extract(user))
        asked = values_of(ExtractUpload, request)
        upload = asked["file"]
        month = Month.parse(asked["month"])
        preview = preview_extract(month=month, data=upload.read(), file_name=upload.name, by=user)
        refuse_faults(preview)
        taken = take_extract(preview=preview.to_json(), by=user) if asked["store"] else None
        counts = {name: count for name, count in preview.counts.items() if name != "refused"}
        remarks = [str(remark.sentence) for remark in preview.remarks]
        body = {**counts, "gone": preview.gone, "remarks": remarks, "extract": taken.pk if taken else None}
        return Response(UploadedExtract(body).data)
