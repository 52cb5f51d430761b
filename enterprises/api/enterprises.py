"""The register for programs: each reader's own, with verdicts as of a day."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from common.constraints import NotValid
from common.periods import speaks_chinese, today
from enterprises.models import Enterprise
from enterprises.reads.verdicts import verdicts
from enterprises.rules.eligibility import rule_set_on
from enterprises.rules.verdict import Ground, Verdict

AS_OF = OpenApiParameter("as_of", date, description="The day as of which eligibility is judged; today when absent.")
KNOWN_THEN = OpenApiParameter(
    "known_then",
    bool,
    description="`true`: by what was on record at the end of that day; what was entered, confirmed, disputed or ended "
    "later does not count.",
)


class GroundForm(serializers.Serializer[Any]):
    """One ground of the notice: `clear`, `bars`, `missing` or `not_applicable`, and what it rests on."""

    clause = serializers.CharField()
    outcome = serializers.CharField()
    sentence = serializers.CharField(help_text="In the reader's language.")
    zh = serializers.CharField()
    en = serializers.CharField()
    day = serializers.CharField()
    document = serializers.CharField()
    confirmation_status = serializers.CharField(
        help_text="What the province says to the fact: confirmed, unconfirmed, disputed."
    )


class VerdictForm(serializers.Serializer[Any]):
    """`eligible`, `not_eligible` or `evidence_missing`, with every ground that was looked at."""

    category = serializers.CharField()
    as_of = serializers.DateField()
    rule_set = serializers.CharField()
    status = serializers.CharField()
    grounds = GroundForm(many=True)


def ground_body(ground: Ground) -> dict[str, Any]:
    """A ground for the answer, with its sentence in the reader's language."""
    return {**ground._asdict(), "sentence": ground.sentence(chinese=speaks_chinese())}


def verdict_body(verdict: Verdict) -> dict[str, Any]:
    """A verdict for the answer, the sentences in the reader's language added."""
    return {**verdict.to_json(), "grounds": [ground_body(ground) for ground in verdict.grounds]}


class EnterpriseForm(serializers.ModelSerializer[Enterprise]):
    """An enterprise with its group and its verdicts on the asked day."""

    group = serializers.SerializerMethodField()
    verdicts = serializers.SerializerMethodField()

    class Meta:
        model = Enterprise
        fields = (
            "id",
            "credit_code",
            "name_zh",
            "name_en",
            "kind",
            "has_rock",
            "has_ionic",
            "province",
            "city",
            "is_fictional",
            "group",
            "verdicts",
        )

    def get_group(self, enterprise: Enterprise) -> str | None:
        """The code of the group on the asked day."""
        group = enterprise.group_on(self.context["as_of"])
        return group.code if group else None

    @extend_schema_field(VerdictForm(many=True))
    def get_verdicts(self, enterprise: Enterprise) -> list[dict[str, Any]]:
        """One per category that its kind may get."""
        judged: dict[tuple[int, str], Verdict] = self.context["judged"]
        return [verdict_body(judged[enterprise.pk, str(category)]) for category in enterprise.categories]


@extend_schema(parameters=[AS_OF, KNOWN_THEN])
class EnterpriseReading(viewsets.ReadOnlyModelViewSet[Enterprise]):
    """The enterprises that the caller may see; filter by `province` and `kind`; verdicts `as_of` a day."""

    serializer_class = EnterpriseForm
    queryset = Enterprise.objects.none()
    filterset_fields = ("province", "kind")

    def get_queryset(self) -> QuerySet[Enterprise]:
        """Scoped; a foreign enterprise is a 404."""
        if getattr(self, "swagger_fake_view", False):
            return Enterprise.objects.none()
        user: Any = self.request.user
        return Enterprise.objects.visible_to(user).prefetch_related("memberships__group")

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One enterprise."""
        return Response(self.bodies([self.get_object()])[0])

    def bodies(self, rows: Iterable[Enterprise]) -> list[dict[str, Any]]:
        """With the verdicts of the asked day."""
        day, listed = self._day(), list(rows)
        known_on = day if self.request.query_params.get("known_then", "").lower() in {"true", "1"} else None
        judged = verdicts(listed, as_of=day, rule_set=rule_set_on(day), known_on=known_on)
        context = {**self.get_serializer_context(), "as_of": day, "judged": judged}
        bodies: Any = EnterpriseForm(listed, many=True, context=context).data
        return list(bodies)

    def _day(self) -> date:
        text = self.request.query_params.get("as_of")
        try:
            return date.fromisoformat(text) if text else today()
        except ValueError:
            sentence = _("“%(text)s” is no day; write it like 2021-10-08.") % {"text": text}
            raise NotValid("no_day", sentence, cells={"as_of": sentence}) from None

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of enterprises."""
        page: Any = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.bodies(page))
