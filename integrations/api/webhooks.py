"""Webhooks in the API: where they lead, what was delivered, and sending it again."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from integrations.models import Delivery, Endpoint
from integrations.rules.webhook import KINDS
from integrations.services.webhooks import replay, rotate_secret, stop_endpoint


class WebhookRow(serializers.ModelSerializer[Endpoint]):
    """An address, and which events it hears of."""

    events = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = Endpoint
        fields = ("id", "account", "url", "events", "is_active", "made_at", "former_until")


class NewWebhook(serializers.Serializer[Any]):
    """Where to, and of what."""

    url = serializers.RegexField(r"^https?://\S+$", max_length=500)
    events = serializers.ListField(
        child=serializers.ChoiceField(choices=[(kind, kind) for kind in KINDS]), min_length=1
    )


class WebhookSecret(serializers.Serializer[Any]):
    """The webhook, and the secret that signs: in this answer and nowhere else."""

    webhook = WebhookRow()
    secret = serializers.CharField()


class DeliveryRow(serializers.ModelSerializer[Delivery]):
    """One event for one address, and what was answered."""

    class Meta:
        model = Delivery
        fields = (
            "id", "endpoint", "event", "kind", "state", "queued_at", "next_try_at", "sent_at", "attempts", "answer",
        )  # fmt: skip


class WebhookViewSet(ReadOnlyModelViewSet[Endpoint]):
    """The webhooks of the own organisation's programs."""

    serializer_class = WebhookRow
    queryset = Endpoint.objects.all()

    def get_queryset(self) -> Any:
        """Scoped rows: a foreign one is 404."""
        if getattr(self, "swagger_fake_view", False):
            return Endpoint.objects.none()
        user: Any = self.request.user
        return Endpoint.objects.visible_to(user)

    @extend_schema(request=None, responses=WebhookSecret)
    @action(detail=True, methods=["post"])
    def rotate(self, request: Request, pk: str) -> Response:
        """A new secret; the one before signs as well for a day."""
        endpoint, secret = rotate_secret(endpoint=self.get_object(), by=request.user)  # type: ignore[arg-type]
        body: Any = {"webhook": endpoint, "secret": secret}
        return Response(WebhookSecret(body).data)

    @extend_schema(request=None, responses=WebhookRow)
    @action(detail=True, methods=["post"])
    def stop(self, request: Request, pk: str) -> Response:
        """Hears nothing more."""
        return Response(self.get_serializer(stop_endpoint(endpoint=self.get_object(), by=request.user)).data)  # type: ignore[arg-type]


class DeliveryViewSet(ReadOnlyModelViewSet[Delivery]):
    """What was delivered, the newest first."""

    serializer_class = DeliveryRow
    queryset = Delivery.objects.all()
    filterset_fields = ("endpoint", "state", "kind")

    def get_queryset(self) -> Any:
        """Scoped rows: a foreign one is 404."""
        if getattr(self, "swagger_fake_view", False):
            return Delivery.objects.none()
        user: Any = self.request.user
        return Delivery.objects.visible_to(user).order_by("-event", "-pk")

    @extend_schema(request=None, responses=DeliveryRow)
    @action(detail=True, methods=["post"])
    def replay(self, request: Request, pk: str) -> Response:
        """Sends it again under the identity it had."""
        return Response(self.get_serializer(replay(delivery=self.get_object(), by=request.user)).data)  # type: ignore[arg-type]
