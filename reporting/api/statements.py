"""Statements of years in the API: the same reads and the same verbs as the pages."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from accounts.api.staleness import Seen, SeenRow, seen_in
from accounts.reads.staleness import with_seen
from allocations.files.notice_file import tonnes_field
from authentication.services import second_factor
from reporting.models import StatementLine, YearStatement
from reporting.services import statements as services


class StatementLineRow(serializers.ModelSerializer[StatementLine]):
    """What one holder had, made and left unused of one category, t REO."""

    quota = tonnes_field()
    output = tonnes_field()
    lapsed = tonnes_field()
    group = serializers.CharField(source="group.code", allow_null=True, default=None)

    class Meta:
        model = StatementLine
        fields = ("holder", "group", "enterprise", "name_zh", "category", "quota", "output", "lapsed")


class StatementRow(SeenRow, serializers.ModelSerializer[YearStatement]):
    """An edition of a year's statement; its lines are a list of their own."""

    number = serializers.CharField()
    decider = serializers.CharField()
    reason = serializers.SerializerMethodField(help_text="Why there is another edition; to the ministries.")
    discard_reason = serializers.SerializerMethodField(help_text="Why a draft was dropped; to the ministries.")

    class Meta:
        model = YearStatement
        fields = (
            "id", "number", "year", "edition", "state", "reason", "drafted_at", "decider", "decided_at",
            "discard_reason", "figures_hash", "seen",
        )  # fmt: skip

    def get_reason(self, statement: YearStatement) -> str:
        """To whom sees the whole statement."""
        return statement.reason if self._sees_whole() else ""

    def get_discard_reason(self, statement: YearStatement) -> str:
        """The same."""
        return statement.discard_reason if self._sees_whole() else ""

    def _sees_whole(self) -> bool:
        user: Any = self.context["request"].user
        return bool(user.sees_everything)


class NewStatement(serializers.Serializer[Any]):
    """The year that is over; for a later edition what was corrected."""

    year = serializers.IntegerField(min_value=1990, max_value=2100)
    reason = serializers.CharField(max_length=1000, required=False, default="", allow_blank=True)


class StatementDiscard(Seen):
    """Why a draft is dropped."""

    reason = serializers.CharField(max_length=500)


class StatementViewSet(ReadOnlyModelViewSet[YearStatement]):
    """Statements of years: drafting, closing the year, discarding a draft."""

    serializer_class = StatementRow
    queryset = YearStatement.objects.all()
    filterset_fields = ("year", "state")

    def get_queryset(self) -> Any:
        """Scoped rows: a foreign one is 404."""
        if getattr(self, "swagger_fake_view", False):
            return YearStatement.objects.none()
        user: Any = self.request.user
        return with_seen(YearStatement.objects.visible_to(user)).select_related("decided_by", "decided_for")

    @extend_schema(request=NewStatement, responses={201: StatementRow})
    def create(self, request: Request) -> Response:
        """Drafts; nothing lapses yet."""
        form = NewStatement(data=request.data)
        form.is_valid(raise_exception=True)
        statement = services.draft_statement(by=request.user, **form.validated_data)  # type: ignore[arg-type]
        row = self.get_serializer(self.get_queryset().get(pk=statement.pk))
        return Response(row.data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=StatementLineRow(many=True), filters=False)
    @action(detail=True, methods=["get"])
    def lines(self, request: Request, pk: str) -> Response:
        """A page of the lines that the account may see."""
        user: Any = request.user
        lines: Any = StatementLine.objects.visible_to(user).filter(statement=self.get_object()).select_related("group")
        page: Any = self.paginate_queryset(lines)
        return self.get_paginated_response(StatementLineRow(page, many=True).data)

    @extend_schema(request=Seen, responses=StatementRow)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:
        """Another officer closes the year; unused quota lapses."""
        second_factor.prove(request)
        services.close_statement(statement=self.get_object(), by=request.user, seen=seen_in(request))  # type: ignore[arg-type]
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=StatementDiscard, responses=StatementRow)
    @action(detail=True, methods=["post"])
    def discard(self, request: Request, pk: str) -> Response:
        """Drops a draft with a reason."""
        form = StatementDiscard(data=request.data)
        form.is_valid(raise_exception=True)
        services.discard_statement(statement=self.get_object(), by=request.user, **form.validated_data)  # type: ignore[arg-type]
        return Response(self.get_serializer(self.get_object()).data)
