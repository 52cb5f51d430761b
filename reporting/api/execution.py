"""Execution against quota in the API: the same reads as the pages."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.viewsets import ViewSet

from accounts.models import Organisation
from common.constraints import NotAllowed
from common.http import get_visible_or_404, month_or_404
from common.periods import Month, today
from common.workflow import refusal_of
from reporting.api import execution_forms as forms
from reporting.permissions import see_execution
from reporting.reads.enterprise_execution import figures_of_group, rows_of
from reporting.reads.execution import by_group, national
from reporting.reads.trends import trend_of_group, trend_of_nation

# As the settings name it.
PAGES: Any = api_settings.DEFAULT_PAGINATION_CLASS
UNTIL = OpenApiParameter("until", str, description="The last month counted, like 2021-09; absent: the last one over.")


class ExecutionViewSet(ViewSet):
    """Quota against production until a month: of the nation (for the ministries), and of a group."""

    lookup_field = "code"
    lookup_value_regex = "[a-z0-9-]+"
    pagination_class = PAGES

    @extend_schema(parameters=[UNTIL], responses=forms.ExecutedNation)
    def list(self, request: Request) -> Response:
        """The nation by category and by group."""
        user: Any = request.user
        if not user.sees_everything:
            raise NotAllowed("not_national", _("The execution of the nation is for the ministries."))
        until = _until(request)
        body = {"until": str(until), "nation": national(until), "groups": by_group(until)}
        return Response(forms.ExecutedNation(body).data)

    @extend_schema(
        parameters=[
            UNTIL,
            OpenApiParameter("group", str, description="A group's code; absent: the nation."),
        ],
        responses=forms.TrendRow(many=True),
    )
    @action(detail=False, methods=["get"], pagination_class=None)
    def years(self, request: Request) -> Response:
        """Quota and output of every year, category by category, with the same months of each."""
        user: Any = request.user
        month, code = _until(request).month, request.query_params.get("group", "")
        if code:
            group = get_visible_or_404(Organisation.objects.groups(), user, code=code)
            refusal_of(see_execution(user))
            return Response(forms.TrendRow(trend_of_group(group, month), many=True).data)
        if not user.sees_everything:
            raise NotAllowed("not_national", _("The execution of the nation is for the ministries."))
        return Response(forms.TrendRow(trend_of_nation(month), many=True).data)

    @extend_schema(
        operation_id="v1_execution_group",
        parameters=[
            UNTIL,
            OpenApiParameter("code", str, OpenApiParameter.PATH, description="The group's code."),
        ],
        responses=forms.ExecutedEnterprise(many=True),
    )
    def retrieve(self, request: Request, code: str) -> Response:
        """A group by enterprise and category, by page."""
        group = get_visible_or_404(Organisation.objects.groups(), request.user, code=code)
        refusal_of(see_execution(request.user))  # type: ignore[arg-type]
        until, pages = _until(request), PAGES()
        figures = pages.paginate_queryset(figures_of_group(until, group), request, view=self)
        answer: Response = pages.get_paginated_response(
            forms.ExecutedEnterprise(rows_of(figures or [], until), many=True).data
        )
        return answer


def _until(request: Request) -> Month:
    text = request.query_params.get("until", "")
    return month_or_404(text) if text else Month.of(today()).previous
