"""Obligations and extensions for programs: each reader's own; the verbs are those of the pages."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import second_factor
from common.periods import now
from common.workflow import refusal_of
from deadlines import permissions
from deadlines.models import Arrangement, CalendarDay, Extension, Obligation
from deadlines.services import ask_extension, current_calendar, grant_extension, refuse_extension


class PunctualityForm(serializers.Serializer[Any]):
    """`met_on_time`, `met_late`, `open` or `overdue`, and by how many working days."""

    status = serializers.CharField()
    workdays = serializers.IntegerField()


class ObligationForm(serializers.ModelSerializer[Obligation]):
    """An obligation with its derivation as data and as a sentence."""

    organisation = serializers.SlugRelatedField[Any](slug_field="code", read_only=True)
    about = serializers.SlugRelatedField[Any](slug_field="code", read_only=True)
    explanation = serializers.CharField(read_only=True)
    punctuality = serializers.SerializerMethodField()

    class Meta:
        model = Obligation
        fields = (
            "id",
            "kind",
            "organisation",
            "year",
            "period",
            "reference",
            "about",
            "opens_at",
            "due_on",
            "first_due_on",
            "late_from",
            "locked_from",
            "met_at",
            "derivation",
            "explanation",
            "provisional",
            "calendar_version",
            "punctuality",
        )

    @extend_schema_field(PunctualityForm)
    def get_punctuality(self, obligation: Obligation) -> dict[str, Any]:
        """As of the moment of the request."""
        punctuality = obligation.punctuality(self.context["at"], self.context["calendar"])
        return dict(PunctualityForm(punctuality).data)


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


class ObligationViewSet(viewsets.ReadOnlyModelViewSet[Obligation]):
    """The obligations that the caller may see; filter by `year`, `kind`, `period`, `organisation__code`."""

    serializer_class = ObligationForm
    queryset = Obligation.objects.none()
    filterset_fields = ("year", "kind", "period", "organisation__code")

    def get_queryset(self) -> QuerySet[Obligation]:
        """Scoped; a foreign obligation is a 404."""
        if getattr(self, "swagger_fake_view", False):
            return Obligation.objects.none()
        user: Any = self.request.user
        return Obligation.objects.visible_to(user).select_related("organisation", "about")

    def get_serializer_context(self) -> dict[str, Any]:
        """With the calendar and the instant as of which punctuality is told."""
        return {**super().get_serializer_context(), "calendar": current_calendar(), "at": now()}

    @extend_schema(request=AskForm, responses={201: ExtensionRow})
    @action(detail=True, methods=["post"])
    def extension(self, request: Request, pk: str | None = None) -> Response:
        """Asks for a later deadline: the clerk or the officer of the organisation, with a reason and an end."""
        user: Any = request.user
        duty = self.get_object()
        refusal_of(permissions.ask_extension(user, duty))
        form = AskForm(data=request.data)
        form.is_valid(raise_exception=True)
        extension = ask_extension(obligation=duty, by=user, **form.validated_data)
        return Response(ExtensionRow(extension).data, status=status.HTTP_201_CREATED)


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

    def _decide(self, request: Request, shape: type[serializers.Serializer[Any]], verb: Any) -> Response:
        user: Any = request.user
        extension = self.get_object()
        refusal_of(permissions.decide_extension(user, extension))
        form = shape(data=request.data)
        form.is_valid(raise_exception=True)
        second_factor.prove(request)
        return Response(ExtensionRow(verb(extension=extension, by=user, **form.validated_data)).data)


class DayRow(serializers.ModelSerializer[CalendarDay]):
    """A day that an arrangement names."""

    class Meta:
        model = CalendarDay
        fields = ("day", "kind", "name", "document")


class ArrangementRow(serializers.ModelSerializer[Arrangement]):
    """A version of one year's arrangement of days off, with its days."""

    days = DayRow(many=True)

    class Meta:
        model = Arrangement
        fields = ("id", "year", "version", "state", "document_number", "document", "calendar_version", "days")


class ArrangementViewSet(viewsets.ReadOnlyModelViewSet[Arrangement]):
    """The working-day calendar: every version of every year; filter by `year` and `state`."""

    serializer_class = ArrangementRow
    queryset = Arrangement.objects.none()
    filterset_fields = ("year", "state")

    def get_queryset(self) -> QuerySet[Arrangement]:
        """What is or was in force; for the ministries also what is proposed."""
        if getattr(self, "swagger_fake_view", False):
            return Arrangement.objects.none()
        user: Any = self.request.user
        return Arrangement.objects.visible_to(user).prefetch_related("days")
