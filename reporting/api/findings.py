"""Findings in the API: the same reads and the same verbs as the pages."""

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
from authentication.services import second_factor
from reporting.models import Finding
from reporting.services.decisions import decide_finding
from reporting.services.findings import explain_finding
from reporting.services.reopening import ask_to_reopen, drop_reopening, reopen_finding


class FindingDetail(SeenRow, serializers.ModelSerializer[Finding]):
    """Something at a report's line that has to be explained, and what became of it."""

    report = serializers.IntegerField(source="line.report_id")
    enterprise = serializers.IntegerField(source="line.enterprise_id")
    category = serializers.CharField(source="line.category")
    sentence = serializers.CharField()
    reopen_reason = serializers.SerializerMethodField()

    class Meta:
        model = Finding
        fields = (
            "id", "report", "enterprise", "category", "code", "sentence", "state", "opened_at", "explanation",
            "decision", "decided_at", "reopen_reason", "seen",
        )  # fmt: skip

    def get_reopen_reason(self, finding: Finding) -> str:
        """A request is the ministries' own until it is granted."""
        return finding.reopen_reason if self.context["request"].user.sees_everything else ""


class FindingExplanation(serializers.Serializer[Any]):
    """What the group says to it."""

    explanation = serializers.CharField(max_length=1000)


class FindingDecision(serializers.Serializer[Any]):
    """What becomes of it."""

    decision = serializers.CharField(max_length=500)


class FindingReopening(Seen):
    """Why a decided finding has to be reopened."""

    reason = serializers.CharField(max_length=1000)


class FindingViewSet(ReadOnlyModelViewSet[Finding]):
    """Findings at reports that the account may see; explaining and deciding them."""

    serializer_class = FindingDetail
    queryset = Finding.objects.all()
    filterset_fields = ("code", "state")

    def get_queryset(self) -> QuerySet[Finding]:
        """Scoped rows: a foreign one is 404."""
        if getattr(self, "swagger_fake_view", False):
            return Finding.objects.none()
        user: Any = self.request.user
        return with_seen(Finding.objects.visible_to(user)).select_related("line")

    @extend_schema(request=FindingExplanation, responses=FindingDetail)
    @action(detail=True, methods=["post"])
    def explain(self, request: Request, pk: str) -> Response:
        """The group explains what was found after its report was submitted."""
        form = FindingExplanation(data=request.data)
        form.is_valid(raise_exception=True)
        explain_finding(finding=self.get_object(), by=request.user, **form.validated_data)  # type: ignore[arg-type]
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=FindingDecision, responses=FindingDetail)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, pk: str) -> Response:
        """MIIT decides it in words."""
        form = FindingDecision(data=request.data)
        form.is_valid(raise_exception=True)
        decide_finding(finding=self.get_object(), by=request.user, **form.validated_data)  # type: ignore[arg-type]
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=FindingReopening, responses=FindingDetail)
    @action(detail=True, methods=["post"], url_path="ask-reopening")
    def ask_reopening(self, request: Request, pk: str) -> Response:
        """Asks for a decided finding to be reopened, with a reason."""
        return self._take(FindingReopening, ask_to_reopen)

    @extend_schema(request=Seen, responses=FindingDetail)
    @action(detail=True, methods=["post"], url_path="drop-reopening")
    def drop_reopening(self, request: Request, pk: str) -> Response:
        """Withdraw the request; the decision remains in force."""
        return self._take(Seen, drop_reopening)

    @extend_schema(request=Seen, responses=FindingDetail)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: str) -> Response:
        """A second person reopens the finding."""
        second_factor.prove(request)
        return self._take(Seen, reopen_finding)

    def _take(self, shape: type[serializers.Serializer[Any]], verb: Any) -> Response:
        form = shape(data=self.request.data)
        form.is_valid(raise_exception=True)
        verb(finding=self.get_object(), by=self.request.user, **form.validated_data)
        return Response(self.get_serializer(self.get_object()).data)
