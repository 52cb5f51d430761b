"""How the own sheets call the columns of a form, in the API: the same match as the page."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.api.bodies import values_of
from accounts.models import HeadingMatch
from accounts.permissions import heading_policies
from accounts.services.headings import LONGEST, match_headings
from common.workflow import refusal_of
from documents.files.layouts import Layout
from quota_admin.reads.columns import FORMS, layouts_of

FORM = OpenApiParameter("id", {"type": "string", "enum": sorted(FORMS)}, OpenApiParameter.PATH, description="The form.")


class MatchedForm(serializers.Serializer[Any]):
    """A form, the names of its columns, and which of them a heading of the own sheets means; empty: not read."""

    form = serializers.CharField()
    columns = serializers.ListField(child=serializers.CharField())
    names = serializers.DictField(child=serializers.CharField(allow_blank=True))


class HeadingsBody(serializers.Serializer[Any]):
    """Heading → column of the form, empty for one that is not read, null for one to forget. Others stay."""

    names = serializers.DictField(child=serializers.CharField(allow_blank=True, allow_null=True, max_length=LONGEST))


class ColumnViewSet(ViewSet):
    """The forms that the own organisation hands in, with the headings that it has matched."""

    lookup_value_regex = "[a-z0-9-]+"

    @extend_schema(responses=MatchedForm(many=True))
    def list(self, request: Request) -> Response:
        """Form by form."""
        user: Any = request.user
        refusal_of(heading_policies.see_headings(user))
        rows = {row.layout: row for row in HeadingMatch.objects.visible_to(user)}
        return Response([_body(layout, rows.get(layout.name)) for layout, _label in layouts_of(user.organisation)])

    @extend_schema(parameters=[FORM], request=HeadingsBody, responses=MatchedForm)
    def update(self, request: Request, pk: str) -> Response:
        """Adds to what is matched, or forgets."""
        user: Any = request.user
        if pk not in FORMS:
            raise Http404
        refusal_of(heading_policies.match_headings(user, user.organisation))
        layout, _label = FORMS[pk]
        names = values_of(HeadingsBody, request)["names"]
        row = match_headings(organisation=user.organisation, layout=layout, names=names, by=user)
        return Response(_body(layout, row))


def _body(layout: Layout, row: HeadingMatch | None) -> dict[str, Any]:
    return {"form": layout.name, "columns": sorted(layout.by_field), "names": row.names if row else {}}
