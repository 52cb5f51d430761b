"""Several reports accepted at once in the API: the same reads and the same verb as the page."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.api.bodies import values_of
from authentication.services import second_factor
from common.workflow import refusal_of
from reporting import permissions
from reporting.models import ProductionReport
from reporting.reads.acceptance import Candidate, candidates
from reporting.services.acceptance import Outcome, accept_several

MOST = 1000


class WaitingReport(serializers.Serializer[Candidate]):
    """A submitted report: what to send back with its acceptance, and why it has to be looked at by itself first."""

    id = serializers.IntegerField(source="report.pk")
    number = serializers.CharField(source="report.number")
    organisation = serializers.CharField(source="report.group.code")
    period = serializers.CharField(source="report.period")
    version = serializers.IntegerField(source="report.version")
    seen = serializers.IntegerField(min_value=0, help_text="The number of the last event about this row.")
    warnings = serializers.ListField(
        child=serializers.CharField(), help_text="With a warning it is not accepted together with others."
    )


class ChosenReport(serializers.Serializer[Any]):
    """A report by its number, with the `seen` that the decision rests on."""

    id = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    seen = serializers.IntegerField(min_value=0, max_value=2**63 - 1)


class ChosenReports(serializers.Serializer[Any]):
    """Those that are to be accepted."""

    reports = ChosenReport(many=True, allow_empty=False, max_length=MOST)  # type: ignore[call-arg]


class AcceptedReport(serializers.Serializer[Outcome]):
    """What became of one of them: accepted, or left as it was, and why."""

    id = serializers.IntegerField(source="report.pk")
    number = serializers.CharField(source="report.number")
    accepted = serializers.BooleanField(help_text="Its figures count.")
    code = serializers.CharField(allow_blank=True, help_text="Of the refusal; empty when it was accepted.")
    detail = serializers.CharField(allow_blank=True, help_text="The sentence of the refusal.")

    def to_representation(self, outcome: Outcome) -> dict[str, Any]:
        """Without a refusal there is nothing to say."""
        refusal = outcome.refusal
        said = {"code": refusal.code, "detail": str(refusal)} if refusal else {"code": "", "detail": ""}
        return {"id": outcome.report.pk, "number": outcome.report.number, "accepted": refusal is None, **said}


class AcceptanceVerbs(GenericViewSet[ProductionReport]):
    """What waits for the ministry's decision, and the acceptance of what has no warning."""

    @extend_schema(responses=WaitingReport(many=True), filters=False)
    @action(detail=False, methods=["get"], pagination_class=None)
    def acceptance(self, request: Request) -> Response:
        """The submitted reports by month and group; those with a warning are decided one by one."""
        user: Any = request.user
        refusal_of(permissions.decide_reports(user))
        waiting: Any = candidates(user)
        return Response(WaitingReport(waiting, many=True).data)

    @extend_schema(request=ChosenReports, responses=AcceptedReport(many=True))
    @acceptance.mapping.post
    def accept_chosen(self, request: Request) -> Response:
        """Accepts those that are named and have no warning, each by itself; one that has changed since says so."""
        user: Any = request.user
        refusal_of(permissions.decide_reports(user))
        chosen = values_of(ChosenReports, request)["reports"]
        second_factor.prove(request)
        outcomes: Any = accept_several(seen={one["id"]: one["seen"] for one in chosen}, by=user)
        return Response(AcceptedReport(outcomes, many=True).data)
