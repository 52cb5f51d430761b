"""Releases of the reserve and takeovers after mergers in the API: the same reads and the same verbs as the pages."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.staleness import Seen, SeenRow, seen_in
from accounts.models import Organisation, User
from accounts.reads.staleness import with_seen
from allocations.api.filings import Reason
from allocations.api.reductions import DecisionViewSet, Ordering
from allocations.files.notice_file import tonnes_field
from allocations.models import Release, ReleaseLine
from allocations.services import releases
from authentication.services import second_factor
from common.quantities import Category


class ReleaseLineRow(serializers.ModelSerializer[ReleaseLine]):
    """What one group gets of one category."""

    group = serializers.CharField(source="group.code")
    group_name = serializers.CharField(source="group.name_zh")
    tonnes = tonnes_field()

    class Meta:
        model = ReleaseLine
        fields = ("group", "group_name", "category", "tonnes")


class ReleaseRow(SeenRow, serializers.ModelSerializer[Release]):
    """A release: a group reads its own lines of it, the ministries all."""

    number = serializers.CharField()
    lines = serializers.SerializerMethodField()
    decider = serializers.CharField()

    class Meta:
        model = Release
        fields = (
            "id", "number", "year", "lines", "document_number", "reason", "state", "withdraw_reason",
            "decider", "decided_at", "seen",
        )  # fmt: skip

    @extend_schema_field(ReleaseLineRow(many=True))
    def get_lines(self, release: Release) -> Any:
        """Those that the caller may see."""
        user: User = self.context["request"].user
        own = [row for row in release.lines.all() if user.sees_everything or row.group_id == user.organisation_id]
        return ReleaseLineRow(own, many=True).data


class ReleaseLineDraft(serializers.Serializer[Any]):
    """What one group is to get of one category, t REO."""

    group = serializers.SlugRelatedField(slug_field="code", queryset=Organisation.objects.groups())
    category = serializers.ChoiceField(choices=Category.choices)
    tonnes = tonnes_field()


class ReleaseDraft(Ordering):
    """What is to leave the reserve of a year, for whom, and by which document."""

    year = serializers.IntegerField(min_value=2006, max_value=2100)
    lines = ReleaseLineDraft(many=True)

    def validate_lines(self, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """A group occurs once per category, or one figure would silently replace the other."""
        keys = [(line["group"], line["category"]) for line in lines]
        for group, category in keys:
            if keys.count((group, category)) > 1:
                sentence = _("%(group)s appears twice with %(category)s; send one line.")
                raise serializers.ValidationError(sentence % {"group": group.code, "category": category})
        return lines

    @property
    def decision(self) -> dict[str, Any]:
        """What the service is asked."""
        plain = dict(self.validated_data)
        lines = plain.pop("lines")
        return {**plain, "figures": {(line["group"], line["category"]): line["tonnes"] for line in lines}}


class ReleaseViewSet(DecisionViewSet[Release]):
    """Releases of the nation's reserve: draft, order, withdraw."""

    serializer_class = ReleaseRow
    queryset = Release.objects.all()
    filterset_fields = ("year", "state")

    def get_queryset(self) -> Any:
        """Scoped rows: a foreign one is 404."""
        if getattr(self, "swagger_fake_view", False):
            return Release.objects.none()
        user: Any = self.request.user
        rows = with_seen(Release.objects.visible_to(user))
        return rows.select_related("decided_by", "decided_for", "document").prefetch_related("lines__group")

    @extend_schema(request=ReleaseDraft, responses={201: ReleaseRow})
    def create(self, request: Request) -> Response:
        """Drafts; nothing moves."""
        form = ReleaseDraft(data=request.data)
        form.is_valid(raise_exception=True)
        user: Any = request.user
        release = releases.draft_release(**form.decision, by=user)
        return Response(self.get_serializer(release).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=Seen, responses=ReleaseRow)
    @action(detail=True, methods=["post"])
    def order(self, request: Request, pk: str) -> Response:
        """Another officer orders; the tonnes leave the reserve for the groups."""
        second_factor.prove(request)
        releases.order_release(release=self.get_object(), by=request.user, seen=seen_in(request))  # type: ignore[arg-type]
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=Reason, responses=ReleaseRow)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Drops the draft, with a reason."""
        form = Reason(data=request.data)
        form.is_valid(raise_exception=True)
        releases.withdraw_release(release=self.get_object(), by=request.user, **form.validated_data)  # type: ignore[arg-type]
        return Response(self.get_serializer(self.get_object()).data)
