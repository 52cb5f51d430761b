"""One's saved filters in the API: the same verbs as the pages."""

from typing import Any

from django.http import QueryDict
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from accounts.models import SavedFilter
from accounts.permissions.saved_filter_policies import keep_filters
from accounts.services import saved_filters as services
from common.workflow import refusal_of
from quota_admin.reads.saved_pages import PAGES, kept_query


class SavedFilterRow(serializers.ModelSerializer[SavedFilter]):
    """A filter of a list, and how it is sent."""

    class Meta:
        model = SavedFilter
        fields = ("id", "name", "page", "query", "send", "day", "sent_for")


class SavedFilterBody(serializers.Serializer[Any]):
    """A list, its filter as in the address, and a name."""

    name = serializers.CharField(max_length=60)
    page = serializers.ChoiceField(choices=sorted(PAGES))
    query = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
    send = serializers.ChoiceField(choices=SavedFilter.Send.choices, required=False, default="")
    day = serializers.IntegerField(min_value=1, max_value=SavedFilter.LAST_DAY, required=False, default=15)


class Sending(serializers.Serializer[Any]):
    """As what the table comes every month, and on which day."""

    send = serializers.ChoiceField(choices=SavedFilter.Send.choices)
    day = serializers.IntegerField(min_value=1, max_value=SavedFilter.LAST_DAY, required=False, default=15)


class SavedFilterViewSet(ReadOnlyModelViewSet[SavedFilter]):
    """The caller's own filters, by list and name."""

    serializer_class = SavedFilterRow
    queryset = SavedFilter.objects.all()

    def get_queryset(self) -> Any:
        """Scoped rows: somebody else's is 404."""
        if getattr(self, "swagger_fake_view", False):
            return SavedFilter.objects.none()
        user: Any = self.request.user
        return SavedFilter.objects.visible_to(user)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Whoever reads no list of quotas keeps no filter."""
        super().initial(request, *args, **kwargs)
        if request.method != "OPTIONS" and not kwargs:
            refusal_of(keep_filters(request.user))  # type: ignore[arg-type]

    @extend_schema(request=SavedFilterBody, responses={201: SavedFilterRow})
    def create(self, request: Request) -> Response:
        """Keeps a filter; under a name that the list has already, it takes that one's place."""
        body = SavedFilterBody(data=request.data)
        body.is_valid(raise_exception=True)
        values = body.validated_data
        values["query"] = kept_query(QueryDict(values["query"]))
        if not PAGES[values["page"]].is_sent:
            values["send"] = ""
        row = services.keep_filter(**values, by=request.user)  # type: ignore[arg-type]
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=Sending, responses=SavedFilterRow)
    @action(detail=True, methods=["post"])
    def send(self, request: Request, pk: str) -> Response:
        """As what the table comes every month; “” ends it."""
        body = Sending(data=request.data)
        body.is_valid(raise_exception=True)
        row = services.set_sending(saved=self.get_object(), **body.validated_data, by=request.user)  # type: ignore[arg-type]
        return Response(self.get_serializer(row).data)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, pk: str) -> Response:
        """Takes it off the list."""
        services.remove_filter(saved=self.get_object(), by=request.user)  # type: ignore[arg-type]
        return Response(status=status.HTTP_204_NO_CONTENT)
