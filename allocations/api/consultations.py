"""Opinions of provincial authorities in the API: the same reads and the same verbs as the pages."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.api.staleness import Seen
from accounts.reads.staleness import seen_now
from allocations.api.filings import Reason
from allocations.models import Consultation
from allocations.services.filings import give_opinion
from allocations.services.withdrawals import withdraw_opinion


class ConsultationRow(serializers.ModelSerializer[Consultation]):
    """What an authority was asked and what it said; `seen` is the number of the filing's last event."""

    authority = serializers.CharField(source="authority.name_zh")
    seen = serializers.SerializerMethodField()

    class Meta:
        model = Consultation
        fields = ("id", "filing", "authority", "asked_at", "due_on", "opinion", "reason", "given_at", "seen")

    def get_seen(self, consultation: Consultation) -> int:
        """The filing's: an opinion has no history of its own."""
        return seen_now(consultation.filing)


class OpinionForm(Seen):
    """Agree, or object with a reason."""

    opinion = serializers.ChoiceField(choices=[Consultation.Opinion.AGREE, Consultation.Opinion.OBJECT])
    reason = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


class ConsultationViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Consultation]):
    """The consultations that the account may see: give an opinion, and withdraw it until the decision."""

    serializer_class = ConsultationRow
    queryset = Consultation.objects.none()
    filterset_fields = ("filing", "opinion")

    def get_queryset(self) -> Any:
        """Scoped rows: a foreign one is 404."""
        if getattr(self, "swagger_fake_view", False):
            return Consultation.objects.none()
        user: Any = self.request.user
        return Consultation.objects.visible_to(user).select_related("filing__group", "filing__notice", "authority")

    @extend_schema(request=OpinionForm, responses=ConsultationRow)
    @action(detail=True, methods=["post"])
    def opine(self, request: Request, pk: str) -> Response:
        """Gives the opinion of the account's authority."""
        return self._take(OpinionForm, give_opinion)

    @extend_schema(request=Reason, responses=ConsultationRow)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Takes the opinion back, with a reason, until the filing is decided."""
        return self._take(Reason, withdraw_opinion)

    def _take(self, shape: type[serializers.Serializer[Any]], verb: Any) -> Response:
        form = shape(data=self.request.data)
        form.is_valid(raise_exception=True)
        verb(consultation=self.get_object(), by=self.request.user, **form.validated_data)
        return Response(self.get_serializer(self.get_object()).data)
