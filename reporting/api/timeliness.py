"""Who reported in time, who late and who not at all, in the API: the same read as the page, scoped the same way."""

from datetime import date
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from common.http import year_or_404
from common.periods import now
from common.workflow import refusal_of
from reporting.permissions import see_timeliness
from reporting.reads.timeliness import MonthDuty, TimelinessRow, month_duties, timeliness_table

STATUSES = ("not_open", "open", "met_on_time", "met_late", "not_reported")
YEAR = OpenApiParameter("year", int, OpenApiParameter.PATH, description="The calendar year of the months reported on.")
STATUS = OpenApiParameter("status", str, enum=STATUSES, description="Only the months with this status.")


class MonthRow(serializers.Serializer[Any]):
    """A month of a group: the deadline, when it was met, and its status.

    `workdays`: by how many working days it was late or is missing; of one that is open how many are left.
    """

    month = serializers.CharField()
    status = serializers.ChoiceField(choices=STATUSES, source="timeliness")
    workdays = serializers.IntegerField(source="punctuality.workdays")
    due_on = serializers.DateField(source="obligation.due_on")
    provisional = serializers.BooleanField(source="obligation.provisional")
    extended_from = serializers.SerializerMethodField()
    met_at = serializers.DateTimeField(source="obligation.met_at", allow_null=True)
    report = serializers.SerializerMethodField()

    def get_extended_from(self, duty: MonthDuty) -> date | None:
        """The deadline before it was extended."""
        return duty.obligation.first_due_on

    def get_report(self, duty: MonthDuty) -> int | None:
        """The latest version that the account may see."""
        return duty.report.pk if duty.report else None


class TimelinessGroup(serializers.Serializer[Any]):
    """A group's year: how many months by status, and the months."""

    group = serializers.CharField(source="group.code")
    name_zh = serializers.CharField(source="group.name_zh")
    met_on_time = serializers.IntegerField(source="counts.met_on_time")
    met_late = serializers.IntegerField(source="counts.met_late")
    not_reported = serializers.IntegerField(source="counts.not_reported")
    extended = serializers.IntegerField(source="counts.extended")
    months = serializers.SerializerMethodField()

    def get_months(self, row: TimelinessRow) -> list[dict[str, Any]]:
        """January to December without the months for which there is no duty to see."""
        wanted = self.context["status"]
        duties = [duty for duty in row.months if duty and (not wanted or duty.timeliness == wanted)]
        return [dict(one) for one in MonthRow(duties, many=True).data]


class TimelinessViewSet(ViewSet):
    """Timeliness of the monthly reports: to the ministries of every group, to a province what concerns it."""

    lookup_field = "year"
    lookup_value_regex = "[0-9]{4}"

    @extend_schema(operation_id="v1_timeliness", parameters=[YEAR, STATUS], responses=TimelinessGroup(many=True))
    def retrieve(self, request: Request, year: str) -> Response:
        """Group by month of a year. With `status` only those months, and the groups that have one."""
        user: Any = request.user
        refusal_of(see_timeliness(user))
        wanted = request.query_params.get("status", "")
        if wanted and wanted not in STATUSES:
            raise serializers.ValidationError({"status": ", ".join(STATUSES)})
        rows = timeliness_table(month_duties(year_or_404(year), user=user, at=now()))
        found = TimelinessGroup(rows, many=True, context={"status": wanted}).data
        return Response([row for row in found if row["months"]])
