"""Delegations in the API: an officer names who acts, and ends it early."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from accounts.api.bodies import prove, values_of
from accounts.models import Delegation, User
from accounts.permissions import organisation_policies
from accounts.services import delegations as services
from common.workflow import refusal_of


class DelegationRow(serializers.ModelSerializer[Delegation]):
    """Who acts for whom, from when to when."""

    officer_name = serializers.CharField(source="officer.name")
    acting_name = serializers.CharField(source="acting.name")

    class Meta:
        model = Delegation
        fields = (
            "id", "officer", "officer_name", "acting", "acting_name", "first_day", "last_day", "reason", "made_at",
            "ended_at",
        )  # fmt: skip


class NewDelegation(serializers.Serializer[Any]):
    """Who acts by the account's name, from when to when, and why."""

    acting = serializers.CharField(max_length=150)
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    reason = serializers.CharField(max_length=300)


class DelegationViewSet(ReadOnlyModelViewSet[Delegation]):
    """The delegations that the caller takes part in or keeps."""

    serializer_class = DelegationRow
    queryset = Delegation.objects.all()

    def get_queryset(self) -> Any:
        """Scoped rows: a foreign one is 404."""
        if getattr(self, "swagger_fake_view", False):
            return Delegation.objects.none()
        user: Any = self.request.user
        return Delegation.objects.visible_to(user).select_related("officer", "acting")

    @extend_schema(request=NewDelegation, responses={201: DelegationRow})
    def create(self, request: Request) -> Response:
        """The caller names who acts; it ends by itself."""
        user: Any = request.user
        refusal_of(organisation_policies.make_delegation(user))
        asked = values_of(NewDelegation, request)
        colleagues: Any = User.objects.may_act_for(user)
        acting = colleagues.filter(username=asked.pop("acting")).first()
        if acting is None:
            raise Http404
        prove(request)
        row = services.delegate(acting=acting, by=user, **asked)
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=DelegationRow)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        """Ends it early."""
        row: Delegation = self.get_object()
        user: Any = request.user
        refusal_of(organisation_policies.end_delegation(user, row))
        prove(request)
        return Response(self.get_serializer(services.end_delegation(delegation=row, by=user)).data)
