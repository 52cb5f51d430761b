"""Obligations in the API: the same reads as the pages."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from common.periods import now
from common.workflow import refusal_of
from deadlines import permissions
from deadlines.api.extensions import AskForm, ExtensionRow
from deadlines.models import Obligation
from deadlines.services.calendar import current_calendar
from deadlines.services.chasers import remind
from deadlines.services.extensions import ask_extension


class PunctualityForm(serializers.Serializer[Any]):
    """`met_on_time`, `met_late`, `open` or `overdue`, and by how many working days."""

    status = serializers.CharField()
    workdays = serializers.IntegerField()


class ObligationForm(serializers.ModelSerializer[Obligation]):
    """An obligation with its derivation as data and as a sentence."""

    organisation = serializers.SlugRelatedField[Any](slug_field="code", read_only=True)
    about = serializers.SlugRelatedField[Any](slug_field="code", read_only=True, allow_null=True)
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


class Reminded(serializers.Serializer[Any]):
    """Of how many duties somebody was reminded: none where it is not overdue, or was reminded of today."""

    count = serializers.IntegerField(min_value=0)


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
        """With the calendar and the instant as of which punctuality is determined."""
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

    @extend_schema(request=None, responses=Reminded)
    @action(detail=True, methods=["post"])
    def remind(self, request: Request, pk: str | None = None) -> Response:
        """Reminds the clerks and officers of an organisation whose duty is overdue, once a day."""
        duty = self.get_object()
        count = remind(obligations=[duty.pk], by=request.user)  # type: ignore[arg-type]
        return Response(Reminded({"count": count}).data)
