"""The own organisation's internal notes in the API: the same reads and verbs as the page."""

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from accounts.models import Note
from accounts.permissions import note_policies
from accounts.reads.notes import subject_of
from accounts.services import notes as services
from common.workflow import refusal_of


class NoteRow(serializers.ModelSerializer[Note]):
    """A note: what it is about, who wrote it and when, and when it was struck out."""

    written_by = serializers.CharField(source="written_by.name")

    class Meta:
        model = Note
        fields = ("id", "kind", "subject", "text", "written_by", "written_at", "withdrawn_at")


class NewNote(serializers.Serializer[Any]):
    """What it is about, and its words."""

    kind = serializers.ChoiceField(choices=[(kind, kind) for kind in settings.NOTED])
    subject = serializers.IntegerField(min_value=1)
    text = serializers.CharField(max_length=Note.LONGEST)


class NoteViewSet(ReadOnlyModelViewSet[Note]):
    """The notes of the caller's organisation; filter by `kind` and `subject`."""

    serializer_class = NoteRow
    queryset = Note.objects.all()
    filterset_fields = ("kind", "subject")

    def get_queryset(self) -> Any:
        """Scoped rows: another organisation's is 404."""
        if getattr(self, "swagger_fake_view", False):
            return Note.objects.none()
        user: Any = self.request.user
        return Note.objects.visible_to(user).select_related("written_by")

    @extend_schema(request=NewNote, responses={201: NoteRow})
    def create(self, request: Request) -> Response:
        """Writes a note about a row that the caller sees."""
        user: Any = request.user
        refusal_of(note_policies.write_notes(user))
        form = NewNote(data=request.data)
        form.is_valid(raise_exception=True)
        asked = form.validated_data
        subject = subject_of(user, asked["kind"], asked["subject"])
        note = services.write_note(subject=subject, text=asked["text"], by=user)
        return Response(self.get_serializer(note).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=NoteRow)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Strikes one's own note out."""
        user: Any = request.user
        note = services.withdraw_note(note=self.get_object(), by=user)
        return Response(self.get_serializer(note).data)
