"""The link of a person's calendar feed in the API: made anew, and ended."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from common.workflow import refusal_of
from deadlines.permissions import see_duties
from deadlines.services.feeds import renew_feed, revoke_feed


class FeedLink(serializers.Serializer[Any]):
    """The secret link; nobody can read it later."""

    link = serializers.CharField()


class FeedViewSet(ViewSet):
    """The feed of the caller's duties for calendar programs."""

    @extend_schema(request=None, responses={201: FeedLink})
    def create(self, request: Request) -> Response:
        """A link, or a new one in place of the old."""
        user: Any = request.user
        refusal_of(see_duties(user))
        address = settings.PUBLIC_ADDRESS or request.build_absolute_uri("/").rstrip("/")
        link = address + reverse("duty_feed", args=[renew_feed(by=user)])
        return Response(FeedLink({"link": link}).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={204: None})
    @action(detail=False, methods=["post"])
    def revoke(self, request: Request) -> Response:
        """Ends the link."""
        user: Any = request.user
        refusal_of(see_duties(user))
        revoke_feed(by=user)
        return Response(status=status.HTTP_204_NO_CONTENT)
