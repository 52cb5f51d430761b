"""Extensions in the API: the same reads and verbs as the pages."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from authentication.services import second_factor
from common.workflow import refusal_of
from deadlines import permissions
from deadlines.models import Extension
from deadlines.services.extensions import grant_extension, recall_extension, refuse_extension


class ExtensionRow(serializers.ModelSerializer[Extension]):
    """An extension: who asked and why, the old and the new due day, who decided."""

    asked_by = serializers.CharField(source="asked_by.name")
    decided_by = serializers.CharField(source="decided_by.name", allow_null=True, default=None)

    class Meta:
        model = Extension
        fields = (
            "id",
            "obligation",
            "state",
            "reason",
            "due_before",
            "wanted_until",
            "asked_by",
            "asked_at",
            "granted_until",
            "decided_by",
            "decided_at",
            "decision_reason",
            "recalled_at",
            "recall_reason",
        )
        read_only_fields = fields


class AskForm(serializers.Serializer[Any]):
    """Why, and until when."""

    reason = serializers.CharField(max_length=500)
    wanted_until = serializers.DateField()


class GrantForm(serializers.Serializer[Any]):
    """The end, which an extension is never without."""

    until = serializers.DateField()
    reason = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class RefuseForm(serializers.Serializer[Any]):
    """Why not."""

    reason = serializers.CharField(max_length=500)


class ExtensionViewSet(viewsets.ReadOnlyModelViewSet[Extension]):
    """The extensions of the obligations that the caller may see; filter by `state` and `obligation`."""

    serializer_class = ExtensionRow
    queryset = Extension.objects.none()
    filterset_fields = ("state", "obligation")

    def get_queryset(self) -> QuerySet[Extension]:
        """Scoped; a foreign extension is a 404."""
        if getattr(self, "swagger_fake_view", False):
            return Extension.objects.none()
        user: Any = self.request.user
        return Extension.objects.with_people().visible_to(user)

    @extend_schema(request=GrantForm, responses=ExtensionRow)
    @action(detail=True, methods=["post"])
    def grant(self, request: Request, pk: str | None = None) -> Response:
        """Moves the deadline to the end of a day; an officer of MIIT who did not ask for it. Twice has one effect."""
        return self._decide(request, GrantForm, grant_extension)

    @extend_schema(request=RefuseForm, responses=ExtensionRow)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, pk: str | None = None) -> Response:
        """Leaves the deadline as it is, with a reason."""
        return self._decide(request, RefuseForm, refuse_extension)

    @extend_schema(request=RefuseForm, responses=ExtensionRow)
    @action(detail=True, methods=["post"])
    def recall(self, request: Request, pk: str | None = None) -> Response:
        """Takes the request back until it is decided, with a reason; the organisation that asked."""
        user: Any = request.user
        extension = self.get_object()
        refusal_of(permissions.ask_extension(user, extension.obligation))
        form = RefuseForm(data=request.data)
        form.is_valid(raise_exception=True)
        return Response(ExtensionRow(recall_extension(extension=extension, by=user, **form.validated_data)).data)

    def _decide(self, request: Request, shape: type[serializers.Serializer[Any]], verb: Any) -> Response:
        user: Any = request.user
        extension = self.get_object()
        refusal_of(permissions.decide_extension(user, extension))
        form = shape(data=request.data)
        form.is_valid(raise_exception=True)
        second_factor.prove(request)
        return Response(ExtensionRow(verb(extension=extension, by=user, **form.validated_data)).data)
