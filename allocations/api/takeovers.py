"""Takeovers after mergers in the API: the same reads and the same verbs as the pages."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.api.staleness import Seen, seen_in
from accounts.models import Succession
from accounts.reads.staleness import seen_now
from allocations.files.notice_file import tonnes_field
from allocations.models import Takeover
from allocations.reads.quotas import mergers_seen_by
from allocations.services.takeovers import is_open, take_over


class TakenRow(serializers.ModelSerializer[Takeover]):
    """One category of one year that has passed to the successor, t REO."""

    share = tonnes_field()
    unsplit = tonnes_field()

    class Meta:
        model = Takeover
        fields = ("year", "category", "share", "unsplit", "at")


class MergerRow(serializers.ModelSerializer[Succession]):
    """A merger of groups: who follows whom from which day, what was taken over, and whether something is left."""

    predecessor = serializers.CharField(source="predecessor.code")
    successor = serializers.CharField(source="successor.code")
    is_open = serializers.SerializerMethodField()
    taken = TakenRow(many=True, source="quota_takeovers")
    seen = serializers.SerializerMethodField(help_text="The number of the last event about the successor.")

    class Meta:
        model = Succession
        fields = ("id", "predecessor", "successor", "day", "document", "is_open", "taken", "seen")

    def get_is_open(self, merger: Succession) -> bool:
        """Whether its day has come and the predecessor still holds quota or enterprises."""
        return is_open(merger)

    def get_seen(self, merger: Succession) -> int:
        """A takeover is an event of the successor."""
        return seen_now(merger.successor)


class TakeoverViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Succession]):
    """Mergers of groups, and taking over what the predecessor held."""

    serializer_class = MergerRow
    queryset = Succession.objects.all()

    def get_queryset(self) -> Any:
        """Scoped rows: a foreign one is 404."""
        if getattr(self, "swagger_fake_view", False):
            return Succession.objects.none()
        user: Any = self.request.user
        return mergers_seen_by(user)

    @extend_schema(request=Seen, responses=MergerRow)
    @action(detail=True, methods=["post"])
    def take(self, request: Request, pk: str) -> Response:
        """The successor takes over; done twice, it is done once."""
        take_over(succession=self.get_object(), by=request.user, seen=seen_in(request))  # type: ignore[arg-type]
        return Response(self.get_serializer(self.get_object()).data)
