"""Files that are made in the background, in the API: asked for, and how far they are."""

from typing import Any

from django.http import QueryDict
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from accounts.permissions.saved_filter_policies import keep_filters
from common.workflow import refusal_of
from notifications.models import MadeFile
from notifications.services.made_files import ask_for_file, make_soon
from quota_admin.reads.saved_pages import PAGES, kept_query

SENT = sorted(name for name, page in PAGES.items() if page.is_sent)


class MadeFileRow(serializers.ModelSerializer[MadeFile]):
    """How far a file is, and where its bytes are when it is made."""

    content = serializers.SerializerMethodField()

    class Meta:
        model = MadeFile
        fields = ("id", "title", "page", "query", "ending", "state", "rows", "asked_at", "ended_at", "fault", "content")

    def get_content(self, file: MadeFile) -> str:
        """The address of the bytes; empty until it is made."""
        return reverse("made_file_content", args=[file.pk]) if file.content else ""


class MadeFileBody(serializers.Serializer[Any]):
    """A list and its filter as in the address."""

    page = serializers.ChoiceField(choices=SENT)
    query = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
    ending = serializers.ChoiceField(choices=["xlsx", "pdf"], required=False, default="xlsx")


class MadeFileViewSet(ReadOnlyModelViewSet[MadeFile]):
    """The caller's own files, the latest first."""

    serializer_class = MadeFileRow
    queryset = MadeFile.objects.all()

    def get_queryset(self) -> Any:
        """Scoped rows: somebody else's is 404."""
        if getattr(self, "swagger_fake_view", False):
            return MadeFile.objects.none()
        user: Any = self.request.user
        return MadeFile.objects.visible_to(user)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Whoever reads no list of quotas has no file made of it."""
        super().initial(request, *args, **kwargs)
        if request.method != "OPTIONS" and not kwargs:
            refusal_of(keep_filters(request.user))  # type: ignore[arg-type]

    @extend_schema(request=MadeFileBody, responses={201: MadeFileRow})
    def create(self, request: Request) -> Response:
        """Asks for a list as a file."""
        body = MadeFileBody(data=request.data)
        body.is_valid(raise_exception=True)
        values = body.validated_data
        title, query = str(PAGES[values["page"]].label), kept_query(QueryDict(values["query"]))
        file = ask_for_file(
            title=title,
            page=values["page"],
            query=query,
            ending=values["ending"],
            by=request.user,  # type: ignore[arg-type]
        )
        make_soon(file)
        file.refresh_from_db()
        return Response(self.get_serializer(file).data, status=status.HTTP_201_CREATED)
