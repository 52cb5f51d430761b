"""Filings in the API: the same reads and the same verbs as the pages."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.api.staleness import Seen, SeenRow, seen_in
from accounts.reads.staleness import with_seen
from allocations.files.notice_file import tonnes_field
from allocations.models import Filing, FilingLine, ReturnCode
from allocations.permissions import see_whole_filing
from allocations.services import filings, withdrawals
from authentication.services import second_factor
from common.quantities import Category
from enterprises.reads.past import named_then


class Reason(Seen):
    """Why something is returned."""

    reason = serializers.CharField(max_length=1000)


class FilingReturn(Reason):
    """Why a filing is returned, and what has to change at which lines (`line-<enterprise>-<category>`)."""

    code = serializers.ChoiceField(choices=ReturnCode.choices, required=False, default=ReturnCode.OTHER)
    lines = serializers.DictField(child=serializers.CharField(max_length=300), required=False)


class Discarding(Seen):
    """Why a version is given up; needed once it was sent to the provinces."""

    reason = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


class Acceptance(Seen):
    """Acceptance for record; figures below what is produced need the ministry's reason."""

    below_reason = serializers.CharField(max_length=1000, required=False, allow_blank=True)


class LineRow(serializers.ModelSerializer[FilingLine]):
    """An enterprise's quota of the year in one category, with the verdict it was submitted on."""

    enterprise_name = serializers.CharField(source="enterprise.name_zh", read_only=True)
    before = tonnes_field(read_only=True)
    stated = tonnes_field()

    class Meta:
        model = FilingLine
        fields = ("enterprise", "enterprise_name", "category", "before", "stated", "verdict")
        read_only_fields = ("verdict",)


class FilingRow(SeenRow, serializers.ModelSerializer[Filing]):
    """A filing; its lines are a list of their own."""

    group = serializers.CharField(source="group.name_zh")
    number = serializers.CharField()
    signer = serializers.CharField()
    return_reason = serializers.SerializerMethodField()
    return_lines = serializers.SerializerMethodField()
    below_reason = serializers.SerializerMethodField()
    receipt_hash = serializers.SerializerMethodField()
    receipt_head = serializers.SerializerMethodField()

    class Meta:
        model = Filing
        fields = (
            "id", "number", "group", "year", "version", "state", "submitted_at", "decided_at", "return_reason",
            "return_lines", "below_reason", "receipt_hash", "receipt_head", "signer", "seen",
        )  # fmt: skip

    def get_return_reason(self, filing: Filing) -> str:
        """A reason may speak of enterprises elsewhere, so a province does not read it."""
        return filing.return_reason if self._whole() else ""

    def get_return_lines(self, filing: Filing) -> dict[str, str]:
        """As the reason."""
        return filing.return_lines if self._whole() else {}

    def get_below_reason(self, filing: Filing) -> str:
        """As the reason."""
        return filing.below_reason if self._whole() else ""

    def get_receipt_hash(self, filing: Filing) -> str:
        """It covers every line, so with it a guess at the others could be tried; a province gets none."""
        return filing.receipt_hash if self._whole() else ""

    def get_receipt_head(self, filing: Filing) -> str:
        """As the hash."""
        return filing.receipt_head if self._whole() else ""

    def _whole(self) -> bool:
        return see_whole_filing(self.context["request"].user) is None


class Figure(serializers.Serializer[Any]):
    """One figure of a split."""

    enterprise = serializers.IntegerField()
    category = serializers.ChoiceField(choices=Category.choices)
    stated = tonnes_field(allow_null=True)


class SplitForm(Seen):
    """The whole split: what is not named gets nothing."""

    lines = Figure(many=True)


class StartForm(serializers.Serializer[Any]):
    """The year to split."""

    year = serializers.IntegerField(min_value=2006, max_value=2100)


class FilingViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Filing]):
    """Sub-allocation filings: begin, save, consult, submit, accept, return."""

    serializer_class = FilingRow
    queryset = Filing.objects.all()
    filterset_fields = ("year", "state")

    def get_queryset(self) -> Any:
        """Scoped rows: a foreign one is 404."""
        if getattr(self, "swagger_fake_view", False):
            return Filing.objects.none()
        user: Any = self.request.user
        return with_seen(Filing.objects.visible_to(user)).select_related("group", "notice", "signed_by", "signed_for")

    @extend_schema(request=StartForm, responses={201: FilingRow})
    def create(self, request: Request) -> Response:
        """Begins a version for the account's own group."""
        form = StartForm(data=request.data)
        form.is_valid(raise_exception=True)
        user: Any = request.user
        filing = filings.start_filing(group=user.organisation, year=form.validated_data["year"], by=user)
        return Response(self.get_serializer(filing).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=SplitForm, responses=FilingRow)
    @action(detail=True, methods=["put"])
    def lines(self, request: Request, pk: str) -> Response:
        """Replaces the draft's figures."""
        form = SplitForm(data=request.data)
        form.is_valid(raise_exception=True)
        figures = {(row["enterprise"], row["category"]): row["stated"] for row in form.validated_data["lines"]}
        user: Any = request.user
        seen = form.validated_data.get("seen")
        filings.save_draft(filing=self.get_object(), figures=figures, by=user, seen=seen)
        return self._answer()

    @extend_schema(responses=LineRow(many=True), filters=False)
    @lines.mapping.get
    def list_lines(self, request: Request, pk: str) -> Response:
        """A page of the filing's lines; a province gets its own enterprises' and no others."""
        filing, user = self.get_object(), request.user
        lines: Any = FilingLine.objects.visible_to(user).filter(filing=filing).select_related("enterprise")  # type: ignore[arg-type]
        page: Any = self.paginate_queryset(lines)
        return self.get_paginated_response(LineRow(named_then(page, filing.day), many=True).data)

    @extend_schema(request=Seen, responses=FilingRow)
    @action(detail=True, methods=["post"])
    def consult(self, request: Request, pk: str) -> Response:
        """Sends the draft to the provinces."""
        filings.consult(filing=self.get_object(), by=request.user, seen=seen_in(request))  # type: ignore[arg-type]
        return self._answer()

    @extend_schema(request=Seen, responses=FilingRow)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, pk: str) -> Response:
        """Signs and submits."""
        second_factor.prove(request)
        filings.submit_filing(filing=self.get_object(), by=request.user, seen=seen_in(request))  # type: ignore[arg-type]
        return self._answer()

    @extend_schema(request=Acceptance, responses=FilingRow)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: str) -> Response:
        """Accepts for record; the quota moves."""
        second_factor.prove(request)
        filings.accept_filing(filing=self.get_object(), by=request.user, **_read(Acceptance, request))  # type: ignore[arg-type]
        return self._answer()

    @extend_schema(request=FilingReturn, responses=FilingRow)
    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: Request, pk: str) -> Response:
        """Returns with a reason, and with reasons at lines."""
        filings.return_filing(filing=self.get_object(), by=request.user, **_read(FilingReturn, request))  # type: ignore[arg-type]
        return self._answer()

    @extend_schema(request=Reason, responses=FilingRow)
    @action(detail=True, methods=["post"])
    def recall(self, request: Request, pk: str) -> Response:
        """Takes a submitted filing back until it is decided, with a reason."""
        withdrawals.recall_filing(filing=self.get_object(), by=request.user, **_read(Reason, request))  # type: ignore[arg-type]
        return self._answer()

    @extend_schema(request=Discarding, responses={204: None})
    @action(detail=True, methods=["post"])
    def discard(self, request: Request, pk: str) -> Response:
        """Gives up a version that was begun by mistake."""
        withdrawals.discard_filing(filing=self.get_object(), by=request.user, **_read(Discarding, request))  # type: ignore[arg-type]
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _answer(self) -> Response:
        return Response(self.get_serializer(self.get_object()).data)


def _read(form_class: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    form = form_class(data=request.data)
    form.is_valid(raise_exception=True)
    return dict(form.validated_data)


def _reason(request: Request) -> dict[str, Any]:
    form = Reason(data=request.data)
    form.is_valid(raise_exception=True)
    return {"reason": form.validated_data["reason"], "seen": form.validated_data.get("seen")}
