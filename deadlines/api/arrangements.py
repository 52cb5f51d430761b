"""The working-day calendar in the API: the same reads as the pages."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers, viewsets

from deadlines.models import Arrangement, CalendarDay


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
