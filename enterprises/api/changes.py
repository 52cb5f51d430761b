"""Dated events of enterprises in the API: the same reads and the same verbs as the pages."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from accounts.api.staleness import Seen, SeenRow, seen_in
from accounts.models import Organisation, Province
from accounts.reads.staleness import with_seen
from common.http import get_visible_or_404
from common.workflow import refusal_of
from enterprises import permissions
from enterprises.models import Enterprise, EnterpriseChange
from enterprises.services import changes as services


class ChangeRow(SeenRow, serializers.ModelSerializer[EnterpriseChange]):
    """What happens to an enterprise from a day on."""

    group = serializers.CharField(source="group.code")
    new_group = serializers.CharField(source="new_group.code", allow_null=True, default=None)
    decider = serializers.CharField()

    class Meta:
        model = EnterpriseChange
        fields = (
            "id", "enterprise", "group", "kind", "day", "document", "reason", "new_group", "new_province", "new_city",
            "new_name_zh", "new_name_en", "state", "entered_at", "decider", "decided_at", "decision_reason", "seen",
        )  # fmt: skip


class NewChange(serializers.Serializer[Any]):
    """What happens, from which day, by which document; and what it becomes."""

    enterprise = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=EnterpriseChange.Kind.choices)
    day = serializers.DateField()
    document = serializers.CharField(max_length=300)
    reason = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)
    new_group = serializers.SlugRelatedField(
        slug_field="code", queryset=Organisation.objects.groups(), required=False, default=None
    )
    new_province = serializers.SlugRelatedField(
        slug_field="code", queryset=Province.objects.all(), required=False, default=None
    )
    new_city = serializers.CharField(max_length=50, required=False, default="", allow_blank=True)
    new_name_zh = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    new_name_en = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)


class ChangeReason(Seen):
    """Why it is refused or taken back."""

    reason = serializers.CharField(max_length=500)


class ChangeViewSet(ReadOnlyModelViewSet[EnterpriseChange]):
    """Dated events of enterprises: entering, confirming, refusing, taking back."""

    serializer_class = ChangeRow
    queryset = EnterpriseChange.objects.all()
    filterset_fields = ("enterprise", "kind", "state")

    def get_queryset(self) -> Any:
        """Scoped rows: a foreign one is 404."""
        if getattr(self, "swagger_fake_view", False):
            return EnterpriseChange.objects.none()
        user: Any = self.request.user
        rows = with_seen(EnterpriseChange.objects.visible_to(user))
        return rows.select_related("group", "new_group", "decided_by", "decided_for")

    @extend_schema(request=NewChange, responses={201: ChangeRow})
    def create(self, request: Request) -> Response:
        """Enters an event; nothing changes yet."""
        refusal_of(permissions.enter_changes(request.user))  # type: ignore[arg-type]
        form = NewChange(data=request.data)
        form.is_valid(raise_exception=True)
        values = dict(form.validated_data)
        enterprise = get_visible_or_404(Enterprise.objects, request.user, pk=values.pop("enterprise"))
        change = services.enter_change(enterprise=enterprise, by=request.user, **values)  # type: ignore[arg-type]
        return Response(self.get_serializer(change).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=Seen, responses=ChangeRow)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: str) -> Response:
        """The province confirms it."""
        services.confirm_change(change=self.get_object(), by=request.user, seen=seen_in(request))  # type: ignore[arg-type]
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=ChangeReason, responses=ChangeRow)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, pk: str) -> Response:
        """The province does not confirm it."""
        return self._with_reason(request, services.refuse_change)

    @extend_schema(request=ChangeReason, responses=ChangeRow)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """The group takes it back."""
        return self._with_reason(request, services.withdraw_change)

    def _with_reason(self, request: Request, perform: Any) -> Response:
        form = ChangeReason(data=request.data)
        form.is_valid(raise_exception=True)
        perform(change=self.get_object(), by=request.user, **form.validated_data)
        return Response(self.get_serializer(self.get_object()).data)
