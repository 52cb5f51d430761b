"""The year's lines in the API: by page, changed since an instant, or all of them as NDJSON."""

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django_filters import rest_framework as filters  # type: ignore[import-untyped]
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.viewsets import GenericViewSet

from common.quantities import Category
from reporting.models import ReportLine
from reporting.rules.form import COLUMNS

NDJSON = "application/x-ndjson"
CHUNK = 1000


class NdjsonRenderer(BaseRenderer):
    """Only named, so that it can be asked for: the rows are streamed."""

    media_type = NDJSON
    format = "ndjson"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        """What is not a stream is a problem, in one line."""
        return json.dumps(data, ensure_ascii=False, default=str).encode()


class YearLineRow(serializers.ModelSerializer[ReportLine]):
    """A line that counts, with its month, group and enterprise, t REO; null is not filled."""

    group = serializers.CharField(source="report.group.code")
    year = serializers.IntegerField(source="report.year")
    month = serializers.IntegerField(source="report.month")
    counts_from = serializers.DateTimeField(source="report.counts_from", allow_null=True)
    credit_code = serializers.CharField(source="enterprise.credit_code")

    class Meta:
        model = ReportLine
        fields = (
            "id", "report", "group", "year", "month", "counts_from", "enterprise", "credit_code", "category", *COLUMNS,
            "no_production_reason",
        )  # fmt: skip

    def build_standard_field(self, field_name: str, model_field: Any) -> Any:
        """Tonnes are decimal strings."""
        if field_name in COLUMNS:
            return serializers.DecimalField, {"max_digits": 14, "decimal_places": 3, "allow_null": True}
        return super().build_standard_field(field_name, model_field)


class YearLineFilter(filters.FilterSet):  # type: ignore[misc]
    """Of a year; perhaps of a month, a group, a category, or what has begun to count since an instant."""

    year = filters.NumberFilter(field_name="report__year", required=True, min_value=1990, max_value=2100)
    month = filters.NumberFilter(field_name="report__month", min_value=1, max_value=12)
    group = filters.CharFilter(field_name="report__group__code", max_length=50)
    category = filters.ChoiceFilter(choices=Category.choices)
    changed_since = filters.IsoDateTimeFilter(field_name="report__counts_from", lookup_expr="gte")

    class Meta:
        model = ReportLine
        fields = ("year", "month", "group", "category", "changed_since")


class ReportLineViewSet(ListModelMixin, GenericViewSet[ReportLine]):
    """The lines that count and that the account may see."""

    serializer_class = YearLineRow
    queryset = ReportLine.objects.none()
    filterset_class = YearLineFilter
    renderer_classes = (JSONRenderer, NdjsonRenderer)

    def get_queryset(self) -> QuerySet[ReportLine]:
        """Scoped rows, in an order that stays."""
        if getattr(self, "swagger_fake_view", False):
            return ReportLine.objects.none()
        user: Any = self.request.user
        lines = ReportLine.objects.visible_to(user).filter(report__in_force=True)
        return lines.select_related("report__group", "enterprise").order_by("pk")

    @extend_schema(
        responses={(200, "application/json"): YearLineRow(many=True), (200, NDJSON): OpenApiTypes.STR},
    )
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """A page as JSON; with `Accept: application/x-ndjson` all rows, one per line."""
        if request.accepted_renderer.media_type != NDJSON:
            return super().list(request, *args, **kwargs)
        rows = self.filter_queryset(self.get_queryset())
        return StreamingHttpResponse(_lines(rows), content_type=NDJSON)


def _lines(rows: QuerySet[ReportLine]) -> Iterator[str]:
    for row in rows.iterator(chunk_size=CHUNK):
        yield json.dumps(YearLineRow(row).data, ensure_ascii=False, default=str) + "\n"
