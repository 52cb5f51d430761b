"""The search of the header in the API: the same reads as the page."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from common.constraints import NotValid
from common.search import SHORTEST, Hit, Hits
from quota_admin.reads.search import LONGEST, long_enough, search

WORDS = OpenApiParameter(
    "q",
    {"type": "string", "minLength": SHORTEST, "maxLength": LONGEST},
    required=True,
    description="Part of a name, pinyin initials, a credit code, or part of a number.",
)


class HitForm(serializers.Serializer[Hit]):
    """One row that was found; `url` is the path of its page."""

    label = serializers.CharField()  # type: ignore[assignment]
    detail = serializers.CharField(allow_blank=True)
    url = serializers.CharField()


class HitsForm(serializers.Serializer[Hits]):
    """The first rows of one kind, and how many there are in all."""

    kind = serializers.CharField()
    count = serializers.IntegerField()
    shown = HitForm(many=True)


class SearchViewSet(ViewSet):
    """Everything that one may see, by name or number."""

    @extend_schema(operation_id="v1_search", parameters=[WORDS], responses=HitsForm(many=True))
    def list(self, request: Request) -> Response:
        """What fits, kind by kind; at most ten rows of each kind. 400 where too little is asked for."""
        user: Any = request.user
        words = request.query_params.get("q", "").strip()
        if not long_enough(words) or len(words) > LONGEST:
            sentence = _("Give %(shortest)s to %(longest)s letters, characters or digits to search for.")
            raise NotValid("search_words", sentence % {"shortest": SHORTEST, "longest": LONGEST})
        found: Any = search(user, words)
        return Response(HitsForm(found, many=True).data)
