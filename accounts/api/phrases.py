"""One's own phrases in the API: the same verbs as the pages."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from accounts.models import Phrase
from accounts.permissions import phrase_policies
from accounts.services import phrases as services
from common.workflow import refusal_of


class PhraseRow(serializers.ModelSerializer[Phrase]):
    """A phrase and its place in the list."""

    class Meta:
        model = Phrase
        fields = ("id", "text", "position")


class PhraseText(serializers.Serializer[Any]):
    """Its words."""

    text = serializers.CharField(max_length=Phrase.LONGEST)


class PhraseMove(serializers.Serializer[Any]):
    """One place up or down."""

    to = serializers.ChoiceField(choices=[("up", "up"), ("down", "down")])


class PhraseViewSet(ReadOnlyModelViewSet[Phrase]):
    """The caller's own phrases, in their order."""

    serializer_class = PhraseRow
    queryset = Phrase.objects.all()

    def get_queryset(self) -> Any:
        """Scoped rows: somebody else's is 404."""
        if getattr(self, "swagger_fake_view", False):
            return Phrase.objects.none()
        user: Any = self.request.user
        return Phrase.objects.visible_to(user)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Whoever writes nothing has no list."""
        super().initial(request, *args, **kwargs)
        if request.method != "OPTIONS" and not kwargs:
            refusal_of(phrase_policies.keep_phrases(request.user))  # type: ignore[arg-type]

    @extend_schema(request=PhraseText, responses={201: PhraseRow})
    def create(self, request: Request) -> Response:
        """Adds a phrase at the end."""
        row = services.add_phrase(text=_text_of(request), by=request.user)  # type: ignore[arg-type]
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=PhraseText, responses=PhraseRow)
    def update(self, request: Request, pk: str) -> Response:
        """Other words."""
        row = services.edit_phrase(phrase=self.get_object(), text=_text_of(request), by=request.user)  # type: ignore[arg-type]
        return Response(self.get_serializer(row).data)

    @extend_schema(request=PhraseMove, responses=PhraseRow)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, pk: str) -> Response:
        """One place up or down."""
        form = PhraseMove(data=request.data)
        form.is_valid(raise_exception=True)
        up = form.validated_data["to"] == "up"
        services.move_phrase(phrase=self.get_object(), up=up, by=request.user)  # type: ignore[arg-type]
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, pk: str) -> Response:
        """Takes it off the list."""
        services.remove_phrase(phrase=self.get_object(), by=request.user)  # type: ignore[arg-type]
        return Response(status=status.HTTP_204_NO_CONTENT)


def _text_of(request: Request) -> str:
    form = PhraseText(data=request.data)
    form.is_valid(raise_exception=True)
    text: str = form.validated_data["text"]
    return text
