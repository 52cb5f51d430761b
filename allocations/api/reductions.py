"""Reductions in the API: the same reads and the same verbs as the pages."""

from typing import Any, TypeVar

from django.db.models import Model
from django.http import Http404, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.api.staleness import Seen, SeenRow, seen_in
from accounts.reads.staleness import with_seen
from allocations.api.filings import Reason
from allocations.files.notice_file import tonnes_field
from allocations.models import Reduction
from allocations.services import reductions
from authentication.services import second_factor
from common.quantities import Category
from documents.services.attachments import http_attachment
from enterprises.models import Enterprise

M = TypeVar("M", bound=Model)


class ReductionRow(SeenRow, serializers.ModelSerializer[Reduction]):
    """What is taken back from whom, by which document."""

    number = serializers.CharField()
    group = serializers.CharField(source="group.name_zh")
    enterprise_name = serializers.CharField(source="enterprise.name_zh")
    tonnes = tonnes_field()
    decider = serializers.CharField()

    class Meta:
        model = Reduction
        fields = (
            "id", "number", "group", "enterprise", "enterprise_name", "year", "category", "tonnes",
            "document_number", "reason", "state", "withdraw_reason", "decider", "decided_at", "seen",
        )  # fmt: skip


class Ordering(serializers.Serializer[Any]):
    """The document that orders something: its number, or the document itself as multipart `document`, or both."""

    document_number = serializers.CharField(max_length=60, required=False, allow_blank=True)
    document = serializers.FileField(required=False)
    reason = serializers.CharField(max_length=1000)


class ReductionDraft(Ordering):
    """What is to be taken back, and by which document."""

    enterprise = serializers.PrimaryKeyRelatedField(queryset=Enterprise.objects.all())
    year = serializers.IntegerField(min_value=2006, max_value=2100)
    category = serializers.ChoiceField(choices=Category.choices)
    tonnes = tonnes_field()


class DecisionViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[M]):
    """Decisions that rest on a document, which is handed out to those who may see the decision."""

    parser_classes = (JSONParser, MultiPartParser, FormParser)

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"])
    def document(self, request: Request, pk: str) -> HttpResponse:
        """The document, as it was attached."""
        decision: Any = self.get_object()
        if decision.document is None:
            raise Http404
        return http_attachment(decision.document)


class ReductionViewSet(DecisionViewSet[Reduction]):
    """Reductions after violations: draft, order, withdraw."""

    serializer_class = ReductionRow
    queryset = Reduction.objects.all()
    filterset_fields = ("year", "state")

    def get_queryset(self) -> Any:
        """Scoped rows: a foreign one is 404."""
        if getattr(self, "swagger_fake_view", False):
            return Reduction.objects.none()
        user: Any = self.request.user
        return with_seen(Reduction.objects.visible_to(user)).select_related(
            "group", "enterprise", "decided_by", "decided_for"
        )

    @extend_schema(request=ReductionDraft, responses={201: ReductionRow})
    def create(self, request: Request) -> Response:
        """Drafts; nothing moves."""
        form = ReductionDraft(data=request.data)
        form.is_valid(raise_exception=True)
        user: Any = request.user
        reduction = reductions.draft_reduction(**form.validated_data, by=user)
        return Response(ReductionRow(reduction).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=Seen, responses=ReductionRow)
    @action(detail=True, methods=["post"])
    def order(self, request: Request, pk: str) -> Response:
        """Another officer orders; the tonnes return to the group."""
        second_factor.prove(request)
        reductions.order_reduction(reduction=self.get_object(), by=request.user, seen=seen_in(request))  # type: ignore[arg-type]
        return Response(ReductionRow(self.get_object()).data)

    @extend_schema(request=Reason, responses=ReductionRow)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Drops the draft, with a reason."""
        form = Reason(data=request.data)
        form.is_valid(raise_exception=True)
        reductions.withdraw_reduction(reduction=self.get_object(), by=request.user, **form.validated_data)  # type: ignore[arg-type]
        return Response(ReductionRow(self.get_object()).data)
