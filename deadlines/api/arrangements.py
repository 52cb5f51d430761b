"""The working-day calendar in the API: the same reads and the same verbs as the pages."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from authentication.services import second_factor
from deadlines.files.day_list import LISTED_KINDS, LONGEST_LINK, LONGEST_NAME, MOST_ROWS, DayList, ListedDay
from deadlines.models import Arrangement, CalendarDay
from deadlines.services import arrangements as services


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
        fields = (
            "id", "year", "version", "state", "document_number", "document", "refusal_reason", "calendar_version",
            "days",
        )  # fmt: skip


class NewDay(serializers.Serializer[Any]):
    """A day off, a make-up working day, or in a list of changes one that is ordinary again."""

    day = serializers.DateField()
    kind = serializers.ChoiceField(choices=LISTED_KINDS)
    name = serializers.CharField(max_length=LONGEST_NAME)
    document = serializers.URLField(max_length=LONGEST_LINK, required=False, default="")


class NewArrangement(serializers.Serializer[Any]):
    """The list of a whole year, or with `whole` false the days that change."""

    year = serializers.IntegerField(min_value=services.FIRST_YEAR, max_value=services.LAST_YEAR)
    document_number = serializers.CharField(max_length=100)
    document = serializers.URLField(max_length=LONGEST_LINK)
    whole = serializers.BooleanField()
    days = serializers.ListField(child=NewDay(), min_length=1, max_length=MOST_ROWS)


class Confirmation(serializers.Serializer[Any]):
    """The fingerprint of the preview that was looked at: what is confirmed is what was seen."""

    fingerprint = serializers.CharField(max_length=16, required=False, default="", allow_blank=True)


class ArrangementReason(serializers.Serializer[Any]):
    """Why a version is not confirmed, or taken back."""

    reason = serializers.CharField(max_length=500)


class ArrangementViewSet(viewsets.ReadOnlyModelViewSet[Arrangement]):
    """The working-day calendar: every version of every year; filter by `year` and `state`. Enter, confirm, refuse, recall."""

    serializer_class = ArrangementRow
    queryset = Arrangement.objects.none()
    filterset_fields = ("year", "state")

    def get_queryset(self) -> QuerySet[Arrangement]:
        """What is or was in force; for the ministries also what is proposed."""
        if getattr(self, "swagger_fake_view", False):
            return Arrangement.objects.none()
        user: Any = self.request.user
        return Arrangement.objects.visible_to(user).prefetch_related("days")

    @extend_schema(request=NewArrangement, responses={201: ArrangementRow})
    def create(self, request: Request) -> Response:
        """Enters a version; nothing moves until it is confirmed."""
        form = NewArrangement(data=request.data)
        form.is_valid(raise_exception=True)
        values = dict(form.validated_data)
        listed = [
            ListedDay(_("row %(number)s") % {"number": number}, one["day"], one["kind"], one["name"], one["document"])
            for number, one in enumerate(values.pop("days"), start=1)
        ]
        made = services.propose_arrangement(days=DayList(listed), by=request.user, **values)  # type: ignore[arg-type]
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=Confirmation, responses=ArrangementRow)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: str) -> Response:
        """Another person puts it in force; every open deadline follows."""
        second_factor.prove(request)
        form = Confirmation(data=request.data)
        form.is_valid(raise_exception=True)
        seen = form.validated_data["fingerprint"]
        services.confirm_arrangement(arrangement=self.get_object(), by=request.user, seen=seen)  # type: ignore[arg-type]
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=ArrangementReason, responses=ArrangementRow)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, pk: str) -> Response:
        """Another person does not confirm it, with a reason."""
        return self._close(services.refuse_arrangement)

    @extend_schema(request=ArrangementReason, responses=ArrangementRow)
    @action(detail=True, methods=["post"])
    def recall(self, request: Request, pk: str) -> Response:
        """Takes it back before it is decided, with a reason."""
        return self._close(services.recall_arrangement)

    def _close(self, verb: Any) -> Response:
        form = ArrangementReason(data=self.request.data)
        form.is_valid(raise_exception=True)
        verb(arrangement=self.get_object(), by=self.request.user, **form.validated_data)
        return Response(self.get_serializer(self.get_object()).data)
