"""Organisations in the API: kept by the system administrator; a province with its two authorities."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet, ViewSet

from accounts.api.bodies import prove, values_of
from accounts.api.staleness import Seen, SeenRow
from accounts.models import Organisation
from accounts.permissions import organisation_policies
from accounts.reads.staleness import with_seen
from accounts.services import organisations as services
from accounts.services.reference import LONGEST_NAME_EN, LONGEST_NAME_ZH, LONGEST_SHORT_ZH
from common.workflow import refusal_of

Kind = Organisation.Kind
KINDS = [(kind.value, kind.label) for kind in (Kind.GROUP, *Organisation.SIGNING)]
SLUG = r"^[-a-zA-Z0-9_]+$"


class OrganisationRow(SeenRow, serializers.ModelSerializer[Organisation]):
    """An organisation by its names of now."""

    class Meta:
        model = Organisation
        fields = (
            "id", "code", "kind", "name_zh", "name_en", "short_zh", "short_en", "position", "province", "valid_from",
            "valid_to", "seen",
        )  # fmt: skip


class Names(serializers.Serializer[Any]):
    """The four names."""

    name_zh = serializers.CharField(max_length=200)
    name_en = serializers.CharField(max_length=200)
    short_zh = serializers.CharField(max_length=50)
    short_en = serializers.CharField(max_length=50)


class NewOrganisation(Names):
    """A ministry or a group."""

    kind = serializers.ChoiceField(choices=KINDS)
    code = serializers.RegexField(SLUG, max_length=50)
    position = serializers.IntegerField(min_value=0, max_value=99)
    valid_from = serializers.DateField()


class Renaming(Names, Seen):
    """The new names, and from which day on they hold."""

    first_day = serializers.DateField()


class Validity(Seen):
    """From which day to which it exists, and why that changes."""

    valid_from = serializers.DateField(allow_null=True)
    valid_to = serializers.DateField(allow_null=True)
    reason = serializers.CharField(max_length=300)


class Merger(serializers.Serializer[Any]):
    """Which groups end, which one follows, when, and by which document."""

    predecessors = serializers.SlugRelatedField(slug_field="code", queryset=Organisation.objects.groups(), many=True)
    successor = serializers.SlugRelatedField(slug_field="code", queryset=Organisation.objects.groups())
    day = serializers.DateField()
    document = serializers.CharField(max_length=300)


class OrganisationViewSet(ReadOnlyModelViewSet[Organisation]):
    """Every organisation, for who keeps accounts."""

    serializer_class = OrganisationRow
    queryset = Organisation.objects.all()
    filterset_fields = ("kind", "code")

    def get_queryset(self) -> Any:
        """Scoped rows: a foreign one is 404."""
        if getattr(self, "swagger_fake_view", False):
            return Organisation.objects.none()
        user: Any = self.request.user
        return with_seen(Organisation.objects.visible_to(user))

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of organisations."""
        refusal_of(organisation_policies.see_organisations(request.user))  # type: ignore[arg-type]
        return super().list(request, *args, **kwargs)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One organisation."""
        row = self.get_object()
        refusal_of(organisation_policies.see_organisations(request.user))  # type: ignore[arg-type]
        return Response(self.get_serializer(row).data)

    @extend_schema(request=NewOrganisation, responses={201: OrganisationRow})
    def create(self, request: Request) -> Response:
        """A ministry or a group."""
        refusal_of(organisation_policies.keep_organisations(request.user))  # type: ignore[arg-type]
        asked = values_of(NewOrganisation, request)
        names = {name: asked.pop(name) for name in services.NAMES}
        prove(request)
        row = services.create_organisation(**asked, names=names, by=request.user)  # type: ignore[arg-type]
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=Renaming, responses=OrganisationRow)
    @action(detail=True, methods=["post"])
    def rename(self, request: Request, pk: str) -> Response:
        """New names from a day on; the old ones are kept for the days before."""
        row, user = self._kept(request)
        asked = values_of(Renaming, request)
        names = {name: asked.pop(name) for name in services.NAMES}
        prove(request)
        services.rename(organisation=row, names=names, by=user, **asked)
        return self._again()

    @extend_schema(request=Validity, responses=OrganisationRow)
    @action(detail=True, methods=["post"])
    def validity(self, request: Request, pk: str) -> Response:
        """From which day to which it exists."""
        row, user = self._kept(request)
        asked = values_of(Validity, request)
        prove(request)
        services.set_validity(organisation=row, by=user, **asked)
        return self._again()

    @extend_schema(request=Merger, responses=OrganisationRow)
    @action(detail=False, methods=["post"])
    def merge(self, request: Request) -> Response:
        """Several groups end, and one follows; the answer is the successor."""
        refusal_of(organisation_policies.keep_organisations(request.user))  # type: ignore[arg-type]
        asked = values_of(Merger, request)
        prove(request)
        services.merge(**asked, by=request.user)  # type: ignore[arg-type]
        return Response(self.get_serializer(self.get_queryset().get(pk=asked["successor"].pk)).data)

    def _kept(self, request: Request) -> tuple[Organisation, Any]:
        row, user = self.get_object(), request.user
        refusal_of(organisation_policies.keep_organisations(user))  # type: ignore[arg-type]
        return row, user

    def _again(self) -> Response:
        return Response(self.get_serializer(self.get_object()).data)


class NewProvince(serializers.Serializer[Any]):
    """A province that has rare-earth enterprises: its code of GB/T 2260, its names, and how its codes begin."""

    code = serializers.RegexField(r"^[1-9][0-9]$")
    slug = serializers.RegexField(SLUG, max_length=30)
    name_zh = serializers.CharField(max_length=LONGEST_NAME_ZH)
    name_en = serializers.CharField(max_length=LONGEST_NAME_EN)
    short_zh = serializers.CharField(max_length=LONGEST_SHORT_ZH)


class ProvinceViewSet(ViewSet):
    """Provinces are entered with their two authorities."""

    @extend_schema(request=NewProvince, responses={201: OrganisationRow(many=True)})
    def create(self, request: Request) -> Response:
        """Enters one; the answer is its two authorities."""
        user: Any = request.user
        refusal_of(organisation_policies.keep_organisations(user))
        asked = values_of(NewProvince, request)
        prove(request)
        _province, authorities = services.create_province(**asked, by=user)
        return Response(OrganisationRow(authorities, many=True).data, status=status.HTTP_201_CREATED)
