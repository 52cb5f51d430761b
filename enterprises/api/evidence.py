"""Evidence for programs: entered with its document, confirmed, disputed, withdrawn; and the alerts of eligibility."""

from typing import Any

from django.http import Http404, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.api.bodies import values_of
from accounts.api.staleness import Seen, seen_in
from accounts.reads.staleness import seen_now
from common.constraints import NotValid
from common.http import get_visible_or_404
from common.workflow import refusal_of
from documents.services.attachments import http_attachment
from enterprises import permissions
from enterprises.forms.evidence import blank, evidence_form
from enterprises.models import ConfirmationStatus, Enterprise, Evidence
from enterprises.reads.evidence_kinds import KINDS, Kind, kind_or_404
from enterprises.reads.evidence_tables import pieces_of
from enterprises.services.evidence import (
    add_evidence,
    attach_document,
    confirm_evidence,
    dispute_evidence,
    end_evidence,
    withdraw_evidence,
)


class AttachmentForm(serializers.Serializer[Any]):
    """The document of a piece: its name, type by content, size and hash."""

    name = serializers.CharField()
    content_type = serializers.CharField()
    size = serializers.IntegerField()
    algorithm = serializers.CharField()
    hash = serializers.CharField()


class EvidenceOut(serializers.Serializer[Any]):
    """A piece of evidence of one kind: what was typed, what the province says, and its document."""

    kind = serializers.CharField()
    id = serializers.IntegerField()
    fields = serializers.DictField(child=serializers.CharField(allow_null=True))  # type: ignore[assignment]
    confirmation_status = serializers.ChoiceField(choices=ConfirmationStatus.choices)
    reason = serializers.CharField()
    judged_by = serializers.CharField(allow_null=True)
    judged_at = serializers.DateTimeField(allow_null=True)
    attachment = AttachmentForm(allow_null=True)
    seen = serializers.IntegerField(help_text="The number of the last event about the enterprise.")


class ReasonIn(Seen):
    """Why a piece is disputed or withdrawn; `confirm` needs none."""

    reason = serializers.CharField(required=False, allow_blank=True, max_length=300)


def evidence_body(kind: Kind, piece: Evidence, seen: int) -> dict[str, Any]:
    """A piece for the answer."""
    return {
        "kind": kind.slug,
        "id": piece.pk,
        "fields": {name: _plain(getattr(piece, name)) for name in kind.shown},
        "confirmation_status": piece.confirmation_status,
        "reason": piece.confirmation_reason,
        "judged_by": piece.judged_by.organisation.code if piece.judged_by else None,
        "judged_at": piece.judged_at,
        "attachment": AttachmentForm(piece.attachment).data if piece.attachment else None,
        "seen": seen,
    }


def _plain(value: Any) -> str | None:
    return None if value is None else str(value)


class EvidenceIn(serializers.Serializer[Any]):
    """A new piece: of which enterprise and type, the fields of that type, and the document as multipart `file`."""

    enterprise = serializers.IntegerField()
    type = serializers.ChoiceField(choices=list(KINDS))
    file = serializers.FileField()

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """What pages ask for each type; which of them a type has, its answer names."""
        names = {name: None for kind in KINDS.values() for name in kind.typed}
        typed = {name: serializers.CharField(max_length=1000, required=False, allow_blank=True) for name in names}
        return {**typed, **super().get_fields()}


class EndIn(serializers.Serializer[Any]):
    """The day on which a licence was revoked or a halt was over."""

    on = serializers.DateField()


class DocumentIn(serializers.Serializer[Any]):
    """The document of a piece that was entered without one, as multipart `file`."""

    file = serializers.FileField()


PIECE = OpenApiParameter("id", str, OpenApiParameter.PATH, description="Type and number, like licence-12.")
OF = OpenApiParameter("enterprise", int, required=True, description="The enterprise whose evidence is asked.")


@extend_schema(tags=["evidence"])
class EvidenceViewSet(ViewSet):
    """The evidence of enterprises that the caller may see, and what the caller's organisation does with it."""

    parser_classes = (MultiPartParser, FormParser, JSONParser)
    lookup_value_regex = "[a-z]+-[0-9]+"

    @extend_schema(parameters=[OF], responses=EvidenceOut(many=True))
    def list(self, request: Request) -> Response:
        """Every piece of one enterprise, the withdrawn ones too."""
        enterprise = _enterprise(request, request.query_params.get("enterprise", ""))
        seen = seen_now(enterprise)
        pieces = ((kind, one) for kind in KINDS.values() for one in pieces_of(enterprise, kind))
        return Response([evidence_body(kind, one, seen) for kind, one in pieces])

    @extend_schema(request=EvidenceIn, responses={201: EvidenceOut})
    def create(self, request: Request) -> Response:
        """Enters a piece with its document, as the page does."""
        user: Any = request.user
        enterprise, kind = _enterprise(request, _sent(request, "enterprise")), _type(request)
        refusal_of(permissions.enter_evidence(user, enterprise, kind.model))
        piece = blank(kind, enterprise)
        form = evidence_form(kind)(request.data, request.FILES, instance=piece, enterprise=enterprise)
        if not form.is_valid():
            cells = {name: " ".join(str(one) for one in errors) for name, errors in form.errors.items()}
            raise NotValid("not_valid", " ".join(cells.values()), cells=cells)
        add_evidence(piece, enterprise=enterprise, by=user, upload=form.cleaned_data["file"])
        return Response(evidence_body(kind, piece, seen_now(enterprise)), status=status.HTTP_201_CREATED)

    @extend_schema(parameters=[PIECE], request=Seen, responses=EvidenceOut)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: str) -> Response:
        """The province of the enterprise confirms."""
        kind, piece = _piece(request, pk)
        confirm_evidence(piece=piece, by=request.user, seen=seen_in(request))  # type: ignore[arg-type]
        return _again(kind, piece)

    @extend_schema(parameters=[PIECE], request=ReasonIn, responses=EvidenceOut)
    @action(detail=True, methods=["post"])
    def dispute(self, request: Request, pk: str) -> Response:
        """The province of the enterprise disputes, with its reason."""
        kind, piece = _piece(request, pk)
        user: Any = request.user
        dispute_evidence(piece=piece, reason=_sent(request, "reason"), by=user, seen=seen_in(request))
        return _again(kind, piece)

    @extend_schema(parameters=[PIECE], request=ReasonIn, responses=EvidenceOut)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """The group takes back what it entered wrongly, with its reason."""
        kind, piece = _piece(request, pk)
        user: Any = request.user
        withdraw_evidence(piece=piece, reason=_sent(request, "reason"), by=user, seen=seen_in(request))
        return _again(kind, piece)

    @extend_schema(parameters=[PIECE], request=EndIn, responses=EvidenceOut)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        """Fills in the last day, once; the province confirms the piece anew."""
        kind, piece = _piece(request, pk)
        user: Any = request.user
        refusal_of(permissions.keep_evidence(user, piece.owner))
        end_evidence(piece=piece, by=user, **values_of(EndIn, request))
        return _again(kind, piece)

    @extend_schema(parameters=[PIECE], request={"multipart/form-data": DocumentIn}, responses=EvidenceOut)
    @action(detail=True, methods=["post"], parser_classes=[MultiPartParser])
    def attach(self, request: Request, pk: str) -> Response:
        """Adds the document; one that is there is not replaced."""
        kind, piece = _piece(request, pk)
        user: Any = request.user
        refusal_of(permissions.enter_evidence(user, piece.owner, type(piece)))
        attach_document(piece=piece, upload=values_of(DocumentIn, request)["file"], by=user)
        return _again(kind, piece)

    @extend_schema(parameters=[PIECE], responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"])
    def file(self, request: Request, pk: str) -> HttpResponse:
        """The original document."""
        _kind, piece = _piece(request, pk)
        if piece.attachment is None:
            raise Http404
        return http_attachment(piece.attachment)


def _sent(request: Request, name: str) -> str:
    """A value of the body; a body that is no object has none."""
    values: Any = request.data
    return str(values.get(name, "")) if hasattr(values, "get") else ""


def _enterprise(request: Request, text: str) -> Enterprise:
    if not text.isdecimal():
        raise Http404
    rows: Any = Enterprise.objects
    found: Enterprise = get_visible_or_404(rows, request.user, pk=int(text))
    return found


def _type(request: Request) -> Kind:
    return kind_or_404(_sent(request, "type"))


def _piece(request: Request, text: str) -> tuple[Kind, Evidence]:
    slug, _dash, number = text.partition("-")
    kind = kind_or_404(slug)
    rows: Any = kind.model._default_manager
    piece: Evidence = get_visible_or_404(rows, request.user, pk=int(number))
    return kind, piece


def _again(kind: Kind, piece: Evidence) -> Response:
    piece.refresh_from_db()
    return Response(evidence_body(kind, piece, seen_now(piece.owner)))
