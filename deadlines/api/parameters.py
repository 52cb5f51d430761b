"""The operating parameters in the API: the same reads and the same verbs as the pages."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from authentication.services import second_factor
from deadlines.models import Parameter
from deadlines.rules.parameter import LONGEST
from deadlines.services import parameters as services


class ParameterRow(serializers.ModelSerializer[Parameter]):
    """A value of an operating parameter and the day from which it counts. Lists of numbers are separated by commas."""

    class Meta:
        model = Parameter
        fields = ("id", "name", "value", "since", "state", "reason", "entered_at", "decided_at", "refusal_reason")


class NewParameter(serializers.Serializer[Any]):
    """A value that is to count from a day to come, and why."""

    name = serializers.ChoiceField(choices=Parameter.Name.values)
    value = serializers.CharField(max_length=LONGEST)
    since = serializers.DateField()
    reason = serializers.CharField(max_length=500)


class ParameterMove(serializers.Serializer[Any]):
    """An open duty that is due, or locked, on another day."""

    obligation = serializers.IntegerField(source="obligation.pk")
    due_on = serializers.DateField(source="obligation.due_on")
    due_then = serializers.DateField(source="due.day")
    locked_from_then = serializers.DateTimeField(source="locked_from", allow_null=True)


class ParameterEffect(serializers.Serializer[Any]):
    """Something else that is judged otherwise, in words."""

    what = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()


class ParameterPreview(serializers.Serializer[Any]):
    """What is different from the value's day on; the fingerprint is sent with the confirmation."""

    before = serializers.CharField()
    until = serializers.DateField(allow_null=True)
    fingerprint = serializers.CharField()
    moves = ParameterMove(many=True)
    effects = ParameterEffect(many=True)


class ParameterConfirmation(serializers.Serializer[Any]):
    """The fingerprint of the preview that was looked at: what is confirmed is what was seen."""

    fingerprint = serializers.CharField(max_length=16, required=False, default="", allow_blank=True)


class ParameterReason(serializers.Serializer[Any]):
    """Why a value is not confirmed, or taken back."""

    reason = serializers.CharField(max_length=500)


class ParameterViewSet(viewsets.ReadOnlyModelViewSet[Parameter]):
    """The operating parameters: every value of each; filter by `name`, `state`. Enter, preview, confirm, refuse, recall."""

    serializer_class = ParameterRow
    queryset = Parameter.objects.none()
    filterset_fields = ("name", "state")

    def get_queryset(self) -> QuerySet[Parameter]:
        """What counts or counted; for the ministries also what is proposed."""
        if getattr(self, "swagger_fake_view", False):
            return Parameter.objects.none()
        user: Any = self.request.user
        return Parameter.objects.visible_to(user).select_related("entered_by", "decided_by")

    @extend_schema(request=NewParameter, responses={201: ParameterRow})
    def create(self, request: Request) -> Response:
        """Enters a value; nothing changes until it is confirmed."""
        form = NewParameter(data=request.data)
        form.is_valid(raise_exception=True)
        made = services.propose_parameter(by=request.user, **form.validated_data)  # type: ignore[arg-type]
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={200: ParameterPreview, 409: None})
    @action(detail=True)
    def preview(self, request: Request, pk: str) -> Response:
        """What the value changes, as long as it waits."""
        return Response(ParameterPreview(services.preview_waiting(self.get_object())).data)

    @extend_schema(request=ParameterConfirmation, responses=ParameterRow)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: str) -> Response:
        """Another person puts it in force; every open deadline that it decides on follows."""
        second_factor.prove(request)
        form = ParameterConfirmation(data=request.data)
        form.is_valid(raise_exception=True)
        seen = form.validated_data["fingerprint"]
        services.confirm_parameter(parameter=self.get_object(), by=request.user, seen=seen)  # type: ignore[arg-type]
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=ParameterReason, responses=ParameterRow)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, pk: str) -> Response:
        """Another person does not confirm it, with a reason."""
        return self._close(services.refuse_parameter)

    @extend_schema(request=ParameterReason, responses=ParameterRow)
    @action(detail=True, methods=["post"])
    def recall(self, request: Request, pk: str) -> Response:
        """Takes it back before it is decided, with a reason."""
        return self._close(services.recall_parameter)

    def _close(self, verb: Any) -> Response:
        form = ParameterReason(data=self.request.data)
        form.is_valid(raise_exception=True)
        verb(parameter=self.get_object(), by=self.request.user, **form.validated_data)
        return Response(self.get_serializer(self.get_object()).data)
