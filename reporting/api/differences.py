"""Differences from the traceability system in the API: the same reads and the same verbs as the pages."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from accounts.api.staleness import Seen, SeenRow
from accounts.reads.staleness import with_seen
from allocations.files.notice_file import tonnes_field
from reporting.models import Difference
from reporting.services.differences import decide_difference, explain_difference


class DifferenceRow(SeenRow, serializers.ModelSerializer[Difference]):
    """One quantity in which a report and the traceability system differ, t REO."""

    reported = tonnes_field()
    traced = serializers.DecimalField(max_digits=14, decimal_places=3)
    gap = serializers.DecimalField(max_digits=14, decimal_places=3)

    class Meta:
        model = Difference
        fields = (
            "id", "group", "enterprise", "category", "year", "month", "quantity", "reported", "traced", "gap", "state",
            "opened_at", "explanation", "outcome", "decision", "closed_at", "seen",
        )  # fmt: skip


class Explanation(Seen):
    """Why the figures differ."""

    explanation = serializers.CharField(max_length=1000)


class DifferenceDecision(Seen):
    """What becomes of a difference."""

    outcome = serializers.ChoiceField(choices=Difference.Outcome.choices)
    decision = serializers.CharField(max_length=1000)


class DifferenceViewSet(ReadOnlyModelViewSet[Difference]):
    """Differences that the account may see; explaining and deciding them."""

    serializer_class = DifferenceRow
    queryset = Difference.objects.all()
    filterset_fields = ("year", "month", "state", "group", "enterprise")

    def get_queryset(self) -> QuerySet[Difference]:
        """Scoped rows: a foreign one is 404."""
        if getattr(self, "swagger_fake_view", False):
            return Difference.objects.none()
        user: Any = self.request.user
        return with_seen(Difference.objects.visible_to(user))

    @extend_schema(request=Explanation, responses=DifferenceRow)
    @action(detail=True, methods=["post"])
    def explain(self, request: Request, pk: str) -> Response:
        """The group says why."""
        form = Explanation(data=request.data)
        form.is_valid(raise_exception=True)
        explain_difference(difference=self.get_object(), by=request.user, **form.validated_data)  # type: ignore[arg-type]
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=DifferenceDecision, responses=DifferenceRow)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, pk: str) -> Response:
        """The province or MIIT decides."""
        form = DifferenceDecision(data=request.data)
        form.is_valid(raise_exception=True)
        decide_difference(difference=self.get_object(), by=request.user, **form.validated_data)  # type: ignore[arg-type]
        return Response(self.get_serializer(self.get_object()).data)
