"""History imports in the API: the same reads and the same verbs as the pages."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
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
from authentication.services import second_factor
from common.workflow import refusal_of
from documents.services.attachments import http_attachment
from history import permissions
from history.models import HistoryImport
from history.services import imports


class HistoryRow(SeenRow, serializers.ModelSerializer[HistoryImport]):
    """A workbook of a past year, its file, and what it would book or has booked."""

    number = serializers.CharField()
    file = serializers.CharField(source="source.name")
    sha256 = serializers.CharField(source="source.sha256")
    uploaded_by = serializers.CharField(source="uploaded_by.name")
    confirmer = serializers.CharField()
    reverser = serializers.CharField()
    preview = serializers.JSONField(source="shown")

    class Meta:
        model = HistoryImport
        fields = (
            "id", "number", "kind", "year", "state", "file", "sha256", "uploaded_by", "uploaded_at", "preview",
            "confirmer", "confirmed_at", "discard_reason", "reversal_reason", "reverser", "reversed_at", "seen",
        )  # fmt: skip
        read_only_fields = fields


class HistoryUpload(serializers.Serializer[Any]):
    """A workbook: what it holds, its year (none for the register), and the file as multipart `file`."""

    kind = serializers.ChoiceField(choices=HistoryImport.Kind.choices)
    year = serializers.IntegerField(required=False, allow_null=True)
    file = serializers.FileField()


class HistoryFile(Seen):
    """A corrected workbook as multipart `file`."""

    file = serializers.FileField()


class HistoryReason(Seen):
    """Why."""

    reason = serializers.CharField(max_length=1000)


class HistoryImportViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[HistoryImport]):
    """Past years from workbooks: upload, preview, confirm by a second person, reverse."""

    serializer_class = HistoryRow
    queryset = HistoryImport.objects.all()
    filterset_fields = ("kind", "year", "state")
    parser_classes = (JSONParser, MultiPartParser, FormParser)

    def get_queryset(self) -> Any:
        """Scoped rows: a foreign one is 404."""
        if getattr(self, "swagger_fake_view", False):
            return HistoryImport.objects.none()
        user: Any = self.request.user
        rows = with_seen(HistoryImport.objects.visible_to(user))
        return rows.select_related(
            "source", "uploaded_by", "confirmed_by", "confirmed_for", "reversed_by", "reversed_for"
        )

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Every import that the caller may see; nobody but the ministries sees one."""
        user: Any = request.user
        refusal_of(permissions.see_history(user))
        return super().list(request, *args, **kwargs)

    @extend_schema(request=HistoryUpload, responses={201: HistoryRow})
    def create(self, request: Request) -> Response:
        """Keeps the file and answers with its preview; nothing is booked."""
        user: Any = request.user
        refusal_of(permissions.upload_history(user))
        form = HistoryUpload(data=request.data)
        form.is_valid(raise_exception=True)
        given = form.validated_data
        batch = imports.upload_history(kind=given["kind"], year=given.get("year"), upload=given["file"], by=user)
        return Response(self.get_serializer(batch).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"])
    def source(self, request: Request, pk: str) -> HttpResponse:
        """The workbook as it was uploaded."""
        return http_attachment(self.get_object().source)

    @extend_schema(request=HistoryFile, responses=HistoryRow)
    @action(detail=True, methods=["post"])
    def replace(self, request: Request, pk: str) -> Response:
        """A mended file in place of the one that is there."""
        batch, user = self.get_object(), request.user
        refusal_of(permissions.upload_history(user))  # type: ignore[arg-type]
        form = HistoryFile(data=request.data)
        form.is_valid(raise_exception=True)
        given = form.validated_data
        imports.replace_history(batch=batch, upload=given["file"], by=user, seen=given.get("seen"))  # type: ignore[arg-type]
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=Seen, responses=HistoryRow)
    @action(detail=True, methods=["post"])
    def preview(self, request: Request, pk: str) -> Response:
        """Reads the file again and compares it with what is there now."""
        return self._do(imports.preview_history)

    @extend_schema(request=Seen, responses=HistoryRow)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: str) -> Response:
        """A second person confirms; it is booked at once, all of it or nothing."""
        second_factor.prove(request)
        return self._do(imports.confirm_history)

    @extend_schema(request=HistoryReason, responses=HistoryRow)
    @action(detail=True, methods=["post"])
    def discard(self, request: Request, pk: str) -> Response:
        """Puts an upload aside, with a reason."""
        return self._with_reason(imports.discard_history)

    @extend_schema(request=HistoryReason, responses=HistoryRow)
    @action(detail=True, methods=["post"], url_path="ask-reversal")
    def ask_reversal(self, request: Request, pk: str) -> Response:
        """Asks for a booked workbook to be taken back, with a reason."""
        return self._with_reason(imports.ask_reversal)

    @extend_schema(request=Seen, responses=HistoryRow)
    @action(detail=True, methods=["post"])
    def keep(self, request: Request, pk: str) -> Response:
        """Drops the wish to take it back."""
        return self._do(imports.keep_history)

    @extend_schema(request=Seen, responses=HistoryRow)
    @action(detail=True, methods=["post"])
    def reverse(self, request: Request, pk: str) -> Response:
        """A second person takes back what was booked."""
        second_factor.prove(request)
        return self._do(imports.reverse_history)

    def _do(self, verb: Callable[..., HistoryImport]) -> Response:
        verb(batch=self.get_object(), by=self.request.user, seen=seen_in(self.request))
        return Response(self.get_serializer(self.get_object()).data)

    def _with_reason(self, verb: Callable[..., HistoryImport]) -> Response:
        form = HistoryReason(data=self.request.data)
        form.is_valid(raise_exception=True)
        verb(batch=self.get_object(), by=self.request.user, **form.validated_data)
        return Response(self.get_serializer(self.get_object()).data)
