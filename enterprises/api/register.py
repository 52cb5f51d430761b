"""What the ministry's clerk keeps of the register, in the API: enterprises, their groups, and the workbook."""

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.api.bodies import values_of
from accounts.models import Organisation, Province
from common.periods import today
from common.workflow import refusal_of
from documents.api.previews import UploadedWorkbook, WorkbookUpload, refuse_faults, uploaded
from documents.files.workbooks import http_workbook
from enterprises import permissions
from enterprises.api.enterprises import EnterpriseForm, EnterpriseReading
from enterprises.models import Enterprise
from enterprises.services.enterprises import edit_enterprise, join_group, leave_group, register_enterprise
from enterprises.services.register_workbook import apply_import, preview_import, register_workbook


class PlaceBody(serializers.Serializer[Any]):
    """Name and location."""

    name_zh = serializers.CharField(max_length=200)
    name_en = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    province = serializers.SlugRelatedField(slug_field="code", queryset=Province.objects.all())
    city = serializers.CharField(max_length=50)


class NewEnterprise(PlaceBody):
    """What an enterprise is, and its group with the first day where it has one."""

    credit_code = serializers.CharField(max_length=18)
    kind = serializers.ChoiceField(choices=Enterprise.Kind.choices)
    has_rock = serializers.BooleanField(required=False, default=False)
    has_ionic = serializers.BooleanField(required=False, default=False)
    group = serializers.SlugRelatedField(
        slug_field="code", queryset=Organisation.objects.groups(), required=False, default=None
    )
    valid_from = serializers.DateField(required=False, default=None)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A group needs its first day."""
        if attrs["group"] and not attrs["valid_from"]:
            sentence = _("Say from which day the enterprise belongs to the group.")
            raise serializers.ValidationError({"valid_from": sentence})
        return attrs


class Joining(serializers.Serializer[Any]):
    """From which day the enterprise belongs to which group."""

    group = serializers.SlugRelatedField(slug_field="code", queryset=Organisation.objects.groups())
    valid_from = serializers.DateField()


class Leaving(serializers.Serializer[Any]):
    """The last day of the membership; it still counts."""

    last_day = serializers.DateField()


class EnterpriseViewSet(EnterpriseReading):
    """The enterprises that the caller may see; filter by `province` and `kind`; verdicts `as_of` a day."""

    @extend_schema(request=NewEnterprise, responses={201: EnterpriseForm})
    @transaction.atomic
    def create(self, request: Request) -> Response:
        """Registers an enterprise, with its group: both or neither."""
        user: Any = request.user
        refusal_of(permissions.keep_register(user))
        values = values_of(NewEnterprise, request)
        group, valid_from = values.pop("group"), values.pop("valid_from")
        row = register_enterprise(**values, by=user)
        if group:
            join_group(enterprise=row, group=group, valid_from=valid_from, by=user)
        return Response(self.bodies([self.get_queryset().get(pk=row.pk)])[0], status=status.HTTP_201_CREATED)

    @extend_schema(request=PlaceBody, responses=EnterpriseForm)
    def update(self, request: Request, pk: str) -> Response:
        """Name and location; the log keeps what was before."""
        row, user = self._kept(request)
        edit_enterprise(enterprise=row, by=user, **values_of(PlaceBody, request))
        return self._again()

    @extend_schema(request=Joining, responses=EnterpriseForm)
    @action(detail=True, methods=["post"])
    def join(self, request: Request, pk: str) -> Response:
        """The enterprise belongs to a group from a day on."""
        row, user = self._kept(request)
        join_group(enterprise=row, by=user, **values_of(Joining, request))
        return self._again()

    @extend_schema(request=Leaving, responses=EnterpriseForm)
    @action(detail=True, methods=["post"])
    def leave(self, request: Request, pk: str) -> Response:
        """The end of its membership."""
        row, user = self._kept(request)
        leave_group(enterprise=row, by=user, **values_of(Leaving, request))
        return self._again()

    def _kept(self, request: Request) -> tuple[Enterprise, Any]:
        """The row first, so that a foreign one is 404; then the right."""
        row, user = self.get_object(), request.user
        refusal_of(permissions.keep_register(user))  # type: ignore[arg-type]
        return row, user

    def _again(self) -> Response:
        return Response(self.bodies([self.get_object()])[0])


class RegisterWorkbookViewSet(ViewSet):
    """The register as a workbook."""

    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="v1_register_workbook_retrieve", responses={(200, "application/octet-stream"): OpenApiTypes.BINARY}
    )
    def list(self, request: Request) -> HttpResponse:
        """What of the register the caller sees."""
        user: Any = request.user
        return http_workbook(f"企业名录-{today().isoformat()}.xlsx", register_workbook(user))

    @extend_schema(request={"multipart/form-data": WorkbookUpload}, responses={200: UploadedWorkbook})
    def create(self, request: Request) -> Response:
        """Compares a filled-in workbook with the register, or takes it over: all of it or nothing."""
        user: Any = request.user
        refusal_of(permissions.keep_register(user))
        asked = values_of(WorkbookUpload, request)
        preview = preview_import(asked["workbook"].read(), by=user)
        refuse_faults(preview)
        if asked["store"]:
            apply_import(preview=preview.to_json(), by=user)
        return Response(uploaded(preview, stored=asked["store"]))
