"""Plans and draws in the API: a plan begins a draw, which is closed by one person and drawn by another."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from accounts.api.staleness import Seen, SeenRow, seen_in
from accounts.reads.staleness import with_seen
from authentication.services import second_factor
from common.http import get_visible_or_404
from common.workflow import refusal_of
from enterprises.models import Enterprise
from inspections import permissions
from inspections.api.bodies import ExclusionBody, values_of
from inspections.models import Draw, Plan
from inspections.services import draws as services
from inspections.services.plans import add_plan


class PlanRow(serializers.ModelSerializer[Plan]):
    """A plan: period, ratio, inspectors for each enterprise, and what each risk weighs."""

    organisation = serializers.CharField(source="organisation.code")

    class Meta:
        model = Plan
        fields = (
            "id", "organisation", "title", "first_day", "last_day", "percent", "inspectors_each", "over_quota",
            "differences", "late_reports", "years_since", "demanded",
        )  # fmt: skip


class NewPlan(serializers.ModelSerializer[Plan]):
    """Period, ratio, inspectors for each enterprise, and weights."""

    class Meta:
        model = Plan
        fields = tuple(name for name in PlanRow.Meta.fields if name not in {"id", "organisation"})
        extra_kwargs = {name: {"max_value": 32767} for name in fields if name not in {"title", "first_day", "last_day"}}


class DrawRow(SeenRow, serializers.ModelSerializer[Draw]):
    """A draw. Its seed and record are shown once it has been drawn; before, the hash of the seed alone."""

    excluded = serializers.SerializerMethodField(help_text="The enterprises that are left out.")
    record = serializers.SerializerMethodField(help_text="What the draw follows from, and its result: docs/draw.md.")

    class Meta:
        model = Draw
        fields = (
            "id", "plan", "state", "algorithm", "commitment", "committed_at", "closed_at", "drawn_at", "excluded",
            "record", "seen",
        )  # fmt: skip

    def get_excluded(self, draw: Draw) -> list[int]:
        """Their numbers in the register."""
        return [row.enterprise_id for row in draw.exclusions.all()]

    def get_record(self, draw: Draw) -> dict[str, Any]:
        """Nothing before it is drawn."""
        return dict(draw.record) if draw.state == Draw.State.DRAWN else {}


class PlanViewSet(ReadOnlyModelViewSet[Plan]):
    """The plans of the own authority (ministries: of all)."""

    serializer_class = PlanRow
    queryset = Plan.objects.all()

    def get_queryset(self) -> Any:
        """Scoped rows: a foreign one is 404."""
        if getattr(self, "swagger_fake_view", False):
            return Plan.objects.none()
        user: Any = self.request.user
        return Plan.objects.visible_to(user).select_related("organisation")

    @extend_schema(request=NewPlan, responses={201: PlanRow})
    def create(self, request: Request) -> Response:
        """A plan of the own authority."""
        user: Any = request.user
        refusal_of(permissions.keep_plans(user))
        plan = add_plan(Plan(**values_of(NewPlan, request)), by=user)
        return Response(self.get_serializer(plan).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={201: DrawRow})
    @action(detail=True, methods=["post"])
    def begin(self, request: Request, pk: str) -> Response:
        """Begins a draw: the seed is made, and its hash is shown."""
        plan, user = self.get_object(), request.user
        draw = services.begin_draw(plan=plan, by=user)  # type: ignore[arg-type]
        return Response(DrawRow(draw).data, status=status.HTTP_201_CREATED)


class DrawViewSet(ReadOnlyModelViewSet[Draw]):
    """The draws of the own authority (ministries: of all), and their steps."""

    serializer_class = DrawRow
    queryset = Draw.objects.all()
    filterset_fields = ("plan", "state")

    def get_queryset(self) -> Any:
        """Scoped rows: a foreign one is 404."""
        if getattr(self, "swagger_fake_view", False):
            return Draw.objects.none()
        user: Any = self.request.user
        return with_seen(Draw.objects.visible_to(user)).select_related("plan").prefetch_related("exclusions")

    @extend_schema(request=ExclusionBody, responses=DrawRow)
    @action(detail=True, methods=["post"])
    def exclude(self, request: Request, pk: str) -> Response:
        """Leaves an enterprise out before the population is closed, with a reason."""
        draw, user = self.get_object(), request.user
        refusal_of(permissions.prepare_draw(user, draw.plan.organisation))  # type: ignore[arg-type]
        values = values_of(ExclusionBody, request)
        enterprise = get_visible_or_404(Enterprise.objects, user, pk=values["enterprise"])
        services.exclude(draw=draw, enterprise=enterprise, reason=values["reason"], by=user)  # type: ignore[arg-type]
        return self._row()

    @extend_schema(request=Seen, responses=DrawRow)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:
        """Closes the population."""
        draw, user = self.get_object(), request.user
        refusal_of(permissions.close_draw(user, draw))  # type: ignore[arg-type]
        second_factor.prove(request)
        services.close_population(draw=draw, by=user, seen=seen_in(request))  # type: ignore[arg-type]
        return self._row()

    @extend_schema(request=Seen, responses=DrawRow)
    @action(detail=True, methods=["post"])
    def draw(self, request: Request, pk: str) -> Response:
        """Another officer draws the enterprises and their inspectors."""
        draw, user = self.get_object(), request.user
        refusal_of(permissions.make_draw(user, draw))  # type: ignore[arg-type]
        second_factor.prove(request)
        services.make_draw(draw=draw, by=user, seen=seen_in(request))  # type: ignore[arg-type]
        return self._row()

    def _row(self) -> Response:
        return Response(self.get_serializer(self.get_object()).data)
