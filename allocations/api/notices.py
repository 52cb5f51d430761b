"""Notices and filings in the API: the same reads and the same verbs as the pages."""

from typing import Any

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.api.staleness import Seen, SeenRow, seen_in
from accounts.reads.staleness import with_seen
from allocations.api.filings import Reason, _reason
from allocations.files.notice_file import NoticeForm, tonnes_field
from allocations.models import GroupAllocation, Notice, NoticeClause, NoticeParty, NoticeTotal, Signature
from allocations.services import notice_amendments, notices
from authentication.services import second_factor


class NoticeReturn(Reason):
    """Why a notice is returned, and what has to change at single fields of its entry page."""

    fields = serializers.DictField(child=serializers.CharField(max_length=300), required=False)  # type: ignore[assignment]


class NoticeEdit(Seen, NoticeForm):
    """A draft's JSON form, and the `seen` of what it replaces."""


class TotalRow(serializers.ModelSerializer[NoticeTotal]):
    """A national total."""

    stated = tonnes_field()
    reserve = tonnes_field()

    class Meta:
        model = NoticeTotal
        fields = ("category", "stated", "reserve")


class SignatureRow(serializers.ModelSerializer[Signature]):
    """A ministry's signature: who, for whom, when."""

    organisation = serializers.CharField(source="organisation.name_zh")
    signer = serializers.CharField()

    class Meta:
        model = Signature
        fields = ("organisation", "signer", "signed_at")


class AllocationRow(serializers.ModelSerializer[GroupAllocation]):
    """One cell of annex 1."""

    group = serializers.CharField(source="group.name_zh")
    stated = tonnes_field()
    increment = tonnes_field(allow_null=True)

    class Meta:
        model = GroupAllocation
        fields = ("group", "category", "stated", "increment")


class ClauseRow(serializers.ModelSerializer[NoticeClause]):
    """A clause; placeholders that the system fills are written in its wording as 【name】."""

    class Meta:
        model = NoticeClause
        fields = ("number", "wording")


class PartyRow(serializers.ModelSerializer[NoticeParty]):
    """Who signs, who approved it above, who is informed."""

    class Meta:
        model = NoticeParty
        fields = ("role", "kind", "name", "reference")


class NoticeRow(SeenRow, serializers.ModelSerializer[Notice]):
    """A notice with its totals and annex 1."""

    totals = TotalRow(many=True)
    allocations = AllocationRow(many=True)
    signatures = SignatureRow(many=True)
    clauses = ClauseRow(many=True)
    parties = PartyRow(many=True)
    base_clock_starts_on = serializers.CharField(help_text="Of a correction: which date starts the corrected clock.")

    class Meta:
        model = Notice
        fields = (
            "id", "kind", "amends", "amendment_reason",
            "year", "batch", "title", "document_number", "signed_on", "published_on", "received_on",
            "clock_starts_on", "base_clock_starts_on", "base_clock_day",
            "figures_include_prior", "filing_working_days", "filing_fixed_day", "file_to",
            "report_due_day", "rule_set", "state", "issued_at", "totals", "allocations", "signatures", "clauses", "parties",
            "seen",
        )  # fmt: skip


class NoticeViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Notice]):
    """Notices that the account may see; drafting, sending for signature, signing, returning."""

    serializer_class = NoticeRow
    queryset = Notice.objects.all()
    filterset_fields = ("year", "state")

    def get_queryset(self) -> Any:
        """Scoped rows: a foreign one is 404."""
        if getattr(self, "swagger_fake_view", False):
            return Notice.objects.none()
        user: Any = self.request.user
        totals = Prefetch("totals", NoticeTotal.objects.visible_to(user))
        shares = Prefetch("allocations", GroupAllocation.objects.visible_to(user).select_related("group"))
        return with_seen(Notice.objects.visible_to(user)).prefetch_related(
            totals,
            shares,
            "clauses",
            "parties",
            "signatures__signed_by",
            "signatures__signed_for",
            "signatures__organisation",
        )

    @extend_schema(request=NoticeForm, responses={201: NoticeRow})
    def create(self, request: Request) -> Response:
        """Makes a draft from the JSON form of a notice."""
        notice = notices.load_notice(data=request.data, by=request.user)  # type: ignore[arg-type]
        return Response(NoticeRow(notice).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=NoticeEdit, responses=NoticeRow)
    def update(self, request: Request, pk: str) -> Response:
        """Stores a draft anew from the JSON form of a notice."""
        seen = seen_in(request)
        body: Any = request.data
        data = {name: body[name] for name in body if name != "seen"} if isinstance(body, dict) else body
        notices.edit_notice(notice=self.get_object(), data=data, by=request.user, seen=seen)  # type: ignore[arg-type]
        return Response(NoticeRow(self.get_object()).data)

    @extend_schema(request=Reason, responses={201: NoticeRow})
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, pk: str) -> Response:
        """Drafts a correction of an issued notice; answers with the draft."""
        values = _reason(request)
        draft = notice_amendments.begin_correction(notice=self.get_object(), by=request.user, **values)  # type: ignore[arg-type]
        return Response(NoticeRow(draft).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=Reason, responses={201: NoticeRow})
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, pk: str) -> Response:
        """Drafts a revocation of an issued notice; answers with the draft."""
        values = _reason(request)
        draft = notice_amendments.begin_revocation(notice=self.get_object(), by=request.user, **values)  # type: ignore[arg-type]
        return Response(NoticeRow(draft).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=Reason, responses=NoticeRow)
    @action(detail=True, methods=["post"])
    def discard(self, request: Request, pk: str) -> Response:
        """Discards a draft with a reason; its batch is free again."""
        notices.discard_notice(notice=self.get_object(), by=request.user, **_reason(request))  # type: ignore[arg-type]
        return Response(NoticeRow(self.get_object()).data)

    @extend_schema(request=Reason, responses=NoticeRow)
    @action(detail=True, methods=["post"])
    def recall(self, request: Request, pk: str) -> Response:
        """Takes a notice that waits for signatures back to draft, with a reason."""
        notices.recall_notice(notice=self.get_object(), by=request.user, **_reason(request))  # type: ignore[arg-type]
        return Response(NoticeRow(self.get_object()).data)

    @extend_schema(request=Seen, responses=NoticeRow)
    @action(detail=True, methods=["post"])
    def review(self, request: Request, pk: str) -> Response:
        """Sends the draft for signature."""
        notices.send_for_signature(notice=self.get_object(), by=request.user, seen=seen_in(request))  # type: ignore[arg-type]
        return Response(NoticeRow(self.get_object()).data)

    @extend_schema(request=Seen, responses=NoticeRow)
    @action(detail=True, methods=["post"])
    def sign(self, request: Request, pk: str) -> Response:
        """Signs for the account's ministry; the second signature issues the notice."""
        second_factor.prove(request)
        notices.sign_notice(notice=self.get_object(), by=request.user, seen=seen_in(request))  # type: ignore[arg-type]
        return Response(NoticeRow(self.get_object()).data)

    @extend_schema(request=NoticeReturn, responses=NoticeRow)
    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: Request, pk: str) -> Response:
        """Returns the notice to draft."""
        form = NoticeReturn(data=request.data)
        form.is_valid(raise_exception=True)
        notice = self.get_object()
        notices.return_to_draft(notice=notice, by=request.user, **form.validated_data)  # type: ignore[arg-type]
        # Who only signs does not see it any more once it is a draft again.
        return Response(NoticeRow(with_seen(Notice.objects.all()).get(pk=notice.pk)).data)
