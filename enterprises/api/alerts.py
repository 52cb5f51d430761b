"""Alerts of eligibility in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from common.periods import today
from enterprises.api.enterprises import GroundForm, ground_body
from enterprises.reads.alerts import alerts_for


class AlertOut(serializers.Serializer[Any]):
    """An enterprise with quota that is not eligible (`ceased`) or will not be (`will_cease`), from which day, and why."""

    enterprise = serializers.IntegerField()
    credit_code = serializers.CharField()
    category = serializers.CharField()
    group = serializers.CharField(allow_null=True)
    kind = serializers.ChoiceField(choices=["ceased", "will_cease"])
    day = serializers.DateField(allow_null=True)
    grounds = GroundForm(many=True)


@extend_schema(tags=["eligibility-alerts"])
class AlertViewSet(ViewSet):
    """Enterprises with quota that are no longer eligible, or soon will not be: the caller's own."""

    @extend_schema(responses=AlertOut(many=True))
    def list(self, request: Request) -> Response:
        """As of today; those that have ceased come first."""
        alerts = alerts_for(request.user, today())  # type: ignore[arg-type]
        return Response(
            [
                {
                    "enterprise": alert.enterprise.pk,
                    "credit_code": alert.enterprise.credit_code,
                    "category": alert.category,
                    "group": alert.group.code if alert.group else None,
                    "kind": alert.lapse.kind,
                    "day": alert.lapse.day,
                    "grounds": [ground_body(ground) for ground in alert.lapse.grounds],
                }
                for alert in alerts
            ]
        )
