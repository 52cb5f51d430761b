"""Extensions for all groups in the API: the same reads and verbs as the pages."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.api.staleness import Seen, SeenRow
from accounts.reads.staleness import with_seen
from authentication.services import second_factor
from deadlines.models import GeneralExtension
from deadlines.services.general_extensions import grant_for_all, propose_extension, recall_for_all, refuse_for_all


class GeneralExtensionRow(SeenRow, serializers.ModelSerializer[GeneralExtension]):
    """Which duty of all groups is due on which later day, and why."""

    proposer = serializers.CharField()
    decider = serializers.CharField()

    class Meta:
        model = GeneralExtension
        fields = (
            "id", "kind", "period", "until", "reason", "state", "proposer", "proposed_at", "decider", "decided_at",
            "decision_reason", "moved", "seen",
        )  # fmt: skip


class Proposal(serializers.Serializer[Any]):
    """Which duty, of which period, until when and why."""

    kind = serializers.ChoiceField(choices=[kind.value for kind in GeneralExtension.KINDS])
    period = serializers.CharField(max_length=10)
    until = serializers.DateField()
    reason = serializers.CharField(max_length=500)


class Closing(Seen):
    """Why the deadlines stay as they are."""

    reason = serializers.CharField(max_length=500)


class GeneralExtensionViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[GeneralExtension]):
    """Extensions for all groups: propose, grant, refuse, take back."""

    serializer_class = GeneralExtensionRow
    queryset = GeneralExtension.objects.none()
    filterset_fields = ("state", "kind", "period")

    def get_queryset(self) -> Any:
        """Scoped rows: what was not granted is the ministries'."""
        if getattr(self, "swagger_fake_view", False):
            return GeneralExtension.objects.none()
        user: Any = self.request.user
        return with_seen(GeneralExtension.objects.with_people().visible_to(user))

    @extend_schema(request=Proposal, responses={201: GeneralExtensionRow})
    def create(self, request: Request) -> Response:
        """Proposes; nothing moves."""
        form = Proposal(data=request.data)
        form.is_valid(raise_exception=True)
        made = propose_extension(by=request.user, **form.validated_data)  # type: ignore[arg-type]
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=Seen, responses=GeneralExtensionRow)
    @action(detail=True, methods=["post"])
    def grant(self, request: Request, pk: str) -> Response:
        """Another officer grants; every open deadline before the day moves."""
        second_factor.prove(request)
        return self._take(Seen, grant_for_all)

    @extend_schema(request=Closing, responses=GeneralExtensionRow)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, pk: str) -> Response:
        """Another officer refuses, with a reason."""
        return self._take(Closing, refuse_for_all)

    @extend_schema(request=Closing, responses=GeneralExtensionRow)
    @action(detail=True, methods=["post"])
    def recall(self, request: Request, pk: str) -> Response:
        """Takes the proposal back before it is decided, with a reason."""
        return self._take(Closing, recall_for_all)

    def _take(self, shape: type[serializers.Serializer[Any]], verb: Any) -> Response:
        form = shape(data=self.request.data)
        form.is_valid(raise_exception=True)
        verb(extension=self.get_object(), by=self.request.user, **form.validated_data)
        return Response(self.get_serializer(self.get_object()).data)
