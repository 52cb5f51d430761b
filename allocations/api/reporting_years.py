"""Who reports in a year, in the API: the same read and the same verb as the page."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.models import Organisation
from allocations import permissions
from allocations.reads.reporting_years import reporting_groups
from allocations.services.reporting_years import add_reporting_group
from common.http import get_visible_or_404, year_or_404
from common.workflow import refusal_of

YEAR = OpenApiParameter("year", int, OpenApiParameter.PATH, description="The calendar year.")


class ReportingGroupRow(serializers.Serializer[Any]):
    """A group and its reports of the year: how many are due and how many are in."""

    code = serializers.CharField(source="group.code")
    group = serializers.CharField(source="group.name_zh")
    owed = serializers.IntegerField()
    met = serializers.IntegerField()
    first = serializers.CharField(allow_null=True)


class NewReportingGroup(serializers.Serializer[Any]):
    """A group that had quota in the year before by a notice outside this system, and that notice."""

    group = serializers.CharField(max_length=50)
    document = serializers.CharField(max_length=300)


class ReportingYearViewSet(ViewSet):
    """The groups that report in a year."""

    lookup_field = "year"
    lookup_value_regex = "[0-9]{4}"

    @extend_schema(operation_id="v1_reporting_year", parameters=[YEAR], responses=ReportingGroupRow(many=True))
    def retrieve(self, request: Request, year: str) -> Response:
        """Every group with its duties of that year."""
        refusal_of(permissions.see_reporting_years(request.user))  # type: ignore[arg-type]
        return Response(ReportingGroupRow(reporting_groups(year_or_404(year)), many=True).data)

    @extend_schema(parameters=[YEAR], request=NewReportingGroup, responses={201: ReportingGroupRow(many=True)})
    @action(detail=True, methods=["post"])
    def groups(self, request: Request, year: str) -> Response:
        """Names a group that reports in the year."""
        user: Any = request.user
        refusal_of(permissions.open_reporting_year(user))
        form = NewReportingGroup(data=request.data)
        form.is_valid(raise_exception=True)
        group = get_visible_or_404(Organisation.objects, user, code=form.validated_data["group"])
        number = year_or_404(year)
        add_reporting_group(group=group, year=number, document=form.validated_data["document"], by=user)
        rows = ReportingGroupRow(reporting_groups(number), many=True).data
        return Response(rows, status=status.HTTP_201_CREATED)
