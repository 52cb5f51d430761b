"""Rows of a draft report in the API: those without production filled in short, and those that do not belong out."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.api.bodies import values_of
from common.http import get_visible_or_404
from common.quantities import Category
from common.workflow import refusal_of
from reporting import permissions
from reporting.api.report_forms import ReportRow
from reporting.models import ProductionReport, ReportLine
from reporting.rules.form import NO_PRODUCTION
from reporting.services.drafts import remove_line
from reporting.services.idle import EVERYBODY, fill_idle


class RowOfReport(serializers.Serializer[Any]):
    """A row by enterprise and category."""

    enterprise = serializers.IntegerField(min_value=1)
    category = serializers.ChoiceField(choices=Category.choices)


class IdleBody(serializers.Serializer[Any]):
    """Why nothing was produced, and in which row; without one, in every row that has no output."""

    no_production_reason = serializers.ChoiceField(choices=[(code, code) for code in NO_PRODUCTION])
    row = RowOfReport(required=False, allow_null=True, default=None)


class ReportRowVerbs(GenericViewSet[ProductionReport]):
    """Two verbs on the rows of a draft; the report as it is then is the answer."""

    @extend_schema(request=IdleBody, responses=ReportRow)
    @action(detail=True, methods=["post"])
    def idle(self, request: Request, pk: str) -> Response:
        """Fills what is empty in rows without production: 0, the reason, and the stock that stays."""
        report, user = self._drafted(request)
        asked = values_of(IdleBody, request)
        which = str(_line(report, user, asked["row"]).pk) if asked["row"] else EVERYBODY
        fill_idle(report=report, which=which, reason=asked["no_production_reason"], by=user)
        return self._now(report)

    @extend_schema(request=RowOfReport, responses=ReportRow)
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, pk: str) -> Response:
        """Takes a row out of the draft."""
        report, user = self._drafted(request)
        remove_line(line=_line(report, user, values_of(RowOfReport, request)), by=user)
        return self._now(report)

    def _drafted(self, request: Request) -> tuple[ProductionReport, Any]:
        report, user = self.get_object(), request.user
        refusal_of(permissions.draft_report(user, report.group))  # type: ignore[arg-type]
        return report, user

    def _now(self, report: ProductionReport) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=report.pk)).data)


def _line(report: ProductionReport, user: Any, row: dict[str, Any]) -> ReportLine:
    """404 where the report has no such row."""
    found: ReportLine = get_visible_or_404(ReportLine.objects, user, report=report, **row)
    return found
