"""Stop-and-rectify orders in the API."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.staleness import Seen, SeenRow, seen_in
from accounts.models import name_for
from accounts.reads.staleness import seen_now, with_seen_of
from authentication.services import second_factor
from enterprises.models import Enterprise, StopOrder
from enterprises.services.stop_orders import ask_to_lift, lift_stop_order


class StopOrderForm(SeenRow, serializers.ModelSerializer[StopOrder]):
    """An order to stop and rectify; `seen` is that of its enterprise."""

    lift_asked_by = serializers.SerializerMethodField()
    lifted_by = serializers.SerializerMethodField()

    class Meta:
        model = StopOrder
        fields = (
            "id", "enterprise", "number", "authority", "issued_on", "lift_asked_on", "lift_reason", "lift_asked_by",
            "lifted_on", "lifted_by", "seen",
        )  # fmt: skip

    def get_lift_asked_by(self, order: StopOrder) -> str:
        """Who asked."""
        return name_for(order.lift_asked_by, None)

    def get_lifted_by(self, order: StopOrder) -> str:
        """Who lifted, and for whom."""
        return name_for(order.lifted_by, order.lifted_for)

    def get_seen(self, order: StopOrder) -> int:
        """The number of the last event about the enterprise."""
        known: int | None = getattr(order, "seen_number", None)
        return seen_now(order.enterprise) if known is None else known


class LiftRequest(serializers.Serializer[Any]):
    """From when an order is to be lifted, and what the re-inspection found."""

    lifted_on = serializers.DateField()
    reason = serializers.CharField(max_length=1000)


class StopOrderViewSet(viewsets.ReadOnlyModelViewSet[StopOrder]):
    """Orders to stop and rectify that the account may see; asking for one to be lifted, and lifting it."""

    serializer_class = StopOrderForm
    queryset = StopOrder.objects.all()

    def get_queryset(self) -> QuerySet[StopOrder]:
        """Scoped rows: a foreign one is 404."""
        if getattr(self, "swagger_fake_view", False):
            return StopOrder.objects.none()
        user: Any = self.request.user
        rows: QuerySet[StopOrder] = StopOrder.objects.visible_to(user)
        shown = rows.select_related("enterprise", "lift_asked_by", "lifted_by", "lifted_for")
        return with_seen_of(shown, "enterprise", Enterprise)

    @extend_schema(request=LiftRequest, responses=StopOrderForm)
    @action(detail=True, methods=["post"])
    def ask(self, request: Request, pk: str) -> Response:
        """Asks for it to be lifted."""
        form = LiftRequest(data=request.data)
        form.is_valid(raise_exception=True)
        ask_to_lift(order=self.get_object(), by=request.user, **form.validated_data)  # type: ignore[arg-type]
        return Response(StopOrderForm(self.get_object()).data)

    @extend_schema(request=Seen, responses=StopOrderForm)
    @action(detail=True, methods=["post"])
    def lift(self, request: Request, pk: str) -> Response:
        """Another officer lifts it."""
        second_factor.prove(request)
        lift_stop_order(order=self.get_object(), by=request.user, seen=seen_in(request))  # type: ignore[arg-type]
        return Response(StopOrderForm(self.get_object()).data)
