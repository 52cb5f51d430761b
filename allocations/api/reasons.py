"""Coded reasons of returns and corrections in the API, to be counted."""

from typing import Any

from rest_framework import serializers
from rest_framework.viewsets import ReadOnlyModelViewSet

from allocations.models import CodedReason


class CodedReasonRow(serializers.ModelSerializer[CodedReason]):
    """One return or correction: of what, whose, why, in which month."""

    group = serializers.CharField(source="group.name_zh")

    class Meta:
        model = CodedReason
        fields = ("id", "kind", "code", "group", "number", "year", "month", "at")


class CodedReasonViewSet(ReadOnlyModelViewSet[CodedReason]):
    """The ministries see all, a group its own; filter by kind, code, year and month."""

    serializer_class = CodedReasonRow
    queryset = CodedReason.objects.none()
    filterset_fields = ("kind", "code", "year", "month")

    def get_queryset(self) -> Any:
        """Scoped rows: a foreign one is 404."""
        if getattr(self, "swagger_fake_view", False):
            return CodedReason.objects.none()
        user: Any = self.request.user
        return CodedReason.objects.visible_to(user).select_related("group")
