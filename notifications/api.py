"""Messages in the API: one's own, by which channels one hears, and what could not be sent."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ReadOnlyModelViewSet, ViewSet

from accounts.api.bodies import values_of
from common.workflow import refusal_of
from notifications.models import Message
from notifications.permissions import keep_messages
from notifications.reads.message_text import place_of, reason_of, title_of
from notifications.services.messages import channels_of, choose_channels, mark_all_read, mark_read, try_again


class MessageRow(serializers.ModelSerializer[Message]):
    """A message as it is shown, in the caller's language; `url` is the path of the page that it leads to."""

    title = serializers.SerializerMethodField()
    reason = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()

    class Meta:
        model = Message
        fields = ("id", "occasion", "title", "reason", "url", "due_on", "queued_at", "read_at")

    def get_title(self, message: Message) -> str:
        """One line."""
        return str(title_of(message))

    def get_reason(self, message: Message) -> str:
        """Why the deadline is that day, or what is to be done."""
        return str(reason_of(message))

    def get_url(self, message: Message) -> str:
        """Where it leads; empty when nowhere."""
        return place_of(message) if message.obligation is not None or message.details.get("url") else ""


class MarkedRead(serializers.Serializer[Any]):
    """How many were unread."""

    count = serializers.IntegerField(min_value=0)


class MessageViewSet(ReadOnlyModelViewSet[Message]):
    """The caller's own messages, the newest first."""

    serializer_class = MessageRow
    queryset = Message.objects.all()

    def get_queryset(self) -> Any:
        """Scoped rows: somebody else's is 404."""
        if getattr(self, "swagger_fake_view", False):
            return Message.objects.none()
        user: Any = self.request.user
        return Message.objects.visible_to(user).about().order_by("-queued_at", "-pk")

    @extend_schema(request=None, responses=MessageRow)
    @action(detail=True, methods=["post"])
    def read(self, request: Request, pk: str) -> Response:
        """Marks it as read; the first instant stays."""
        mark_read(self.get_object(), by=request.user)  # type: ignore[arg-type]
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=None, responses=MarkedRead)
    @action(detail=False, methods=["post"], url_path="read-all")
    def read_all(self, request: Request) -> Response:
        """Marks all as read."""
        count = mark_all_read(by=request.user)  # type: ignore[arg-type]
        return Response(MarkedRead({"count": count}).data)


@extend_schema_serializer(many=False)
class ChosenChannels(serializers.Serializer[Any]):
    """Whether e-mails come besides the messages in the application."""

    email = serializers.BooleanField()


class ChannelViewSet(ViewSet):
    """By which channels the caller hears."""

    @extend_schema(operation_id="v1_message_channels_retrieve", responses=ChosenChannels)
    def list(self, request: Request) -> Response:
        """What was chosen."""
        return Response(ChosenChannels(channels_of(request.user)).data)  # type: ignore[arg-type]

    @extend_schema(request=ChosenChannels, responses={200: ChosenChannels})
    def create(self, request: Request) -> Response:
        """Chooses; no duty and no message ends by it."""
        asked = values_of(ChosenChannels, request)
        chosen: Any = choose_channels(**asked, by=request.user)  # type: ignore[arg-type]
        return Response(ChosenChannels(chosen).data)


class UndeliveredRow(serializers.ModelSerializer[Message]):
    """An e-mail whose last attempt failed, without what it is about."""

    recipient = serializers.CharField(source="recipient.username")
    organisation = serializers.CharField(source="recipient.organisation.code")

    class Meta:
        model = Message
        fields = ("id", "recipient", "organisation", "queued_at", "post", "attempts", "next_try_at", "fault")


class UndeliveredViewSet(ListModelMixin, GenericViewSet[Message]):
    """The e-mails that could not be sent, for who keeps the system."""

    serializer_class = UndeliveredRow
    queryset = Message.objects.all()

    def get_queryset(self) -> Any:
        """Of everybody, without what they are about."""
        if getattr(self, "swagger_fake_view", False):
            return Message.objects.none()
        refusal_of(keep_messages(self.request.user))  # type: ignore[arg-type]
        return Message.objects.troubled().select_related("recipient__organisation").order_by("-queued_at", "-pk")

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def again(self, request: Request, pk: str) -> Response:
        """Sends one anew that was given up."""
        try_again(self.get_object(), by=request.user)  # type: ignore[arg-type]
        return Response(status=status.HTTP_204_NO_CONTENT)
