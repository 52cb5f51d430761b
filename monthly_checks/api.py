"""The monthly check for programs: the same reads and the same verbs as the pages, with the same refusals."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.api.staleness import Seen, SeenRow, seen_in
from accounts.reads.staleness import with_seen
from authentication.services import second_factor
from common.http import get_visible_or_404
from common.periods import Month, now
from common.workflow import refusal_of
from monthly_checks import permissions
from monthly_checks.models import CheckedEnterprise, CheckVerdict, MonthlyCheck
from monthly_checks.reads.checks import CheckRow, check_rows_of, checkable, figures_digest
from monthly_checks.reads.sent_versions import plain_digest
from monthly_checks.services.checks import (
    agree_to_plain,
    answer_question,
    close_check,
    give_verdict,
    open_check,
)
from monthly_checks.services.reopening import ask_to_reopen, drop_reopening, reopen_check


class ChangeForm(serializers.Serializer[Any]):
    """A cell that is not what it was when the verdict was given."""

    name = serializers.CharField()
    old = serializers.CharField()
    new = serializers.CharField()


class CheckRowForm(serializers.Serializer[CheckRow]):
    """An enterprise of a check; `figures` and `seen` go back with a verdict."""

    enterprise = serializers.IntegerField(source="row.enterprise_id")
    group = serializers.CharField(source="row.group.code")
    state = serializers.CharField(help_text="unjudged, agree, question, answered or to_inspect")
    text = serializers.SerializerMethodField()
    answer = serializers.SerializerMethodField()
    cells = serializers.DictField(child=serializers.CharField())
    changes = ChangeForm(many=True, help_text="What has changed since the verdict.")
    figures = serializers.SerializerMethodField(help_text="Names the cells as they are now.")
    seen = serializers.SerializerMethodField(help_text="The number of the last event about this row.")

    def get_text(self, row: CheckRow) -> str:
        """Of the verdict that counts."""
        return row.verdict.text if row.verdict else ""

    def get_answer(self, row: CheckRow) -> str:
        """Of the group, to a question."""
        return row.verdict.answer if row.verdict else ""

    def get_figures(self, row: CheckRow) -> str:
        """The digest."""
        return figures_digest(row.cells)

    def get_seen(self, row: CheckRow) -> int:
        """Read with the row."""
        return int(getattr(row.row, "seen_number", 0))


class CheckForm(SeenRow, serializers.ModelSerializer[MonthlyCheck]):
    """A province's check of a month; its enterprises are a list of their own."""

    month = serializers.SerializerMethodField()
    plain = serializers.SerializerMethodField(
        help_text="Of a single one: names the figures of the enterprises whose reports raise no point, for `agree`."
    )

    class Meta:
        model = MonthlyCheck
        fields = (
            "id",
            "province",
            "month",
            "state",
            "summary",
            "opened_at",
            "closed_at",
            "reopen_reason",
            "plain",
            "seen",
        )

    def get_month(self, check: MonthlyCheck) -> str:
        """Like 2021-09."""
        return str(check.period)

    def get_plain(self, check: MonthlyCheck) -> str:
        """Empty in a list."""
        if not self.context.get("single"):
            return ""
        return plain_digest(check)


class JudgeForm(Seen):
    """A verdict on an enterprise of the check."""

    enterprise = serializers.IntegerField(min_value=1)
    verdict = serializers.ChoiceField(choices=CheckVerdict.Verdict.choices)
    text = serializers.CharField(required=False, allow_blank=True, max_length=1000, default="")
    figures = serializers.CharField(required=False, allow_blank=True, max_length=128, default="")


class CloseBody(Seen):
    """The province's report to the ministries."""

    summary = serializers.CharField(max_length=1000)


class BeginBody(serializers.Serializer[Any]):
    """The month of the own province."""

    month = serializers.RegexField(r"^[0-9]{4}-(0[1-9]|1[0-2])$")


class AgreeBody(serializers.Serializer[Any]):
    """The `plain` of the check that was read: names exactly the figures that are agreed to."""

    figures = serializers.CharField(max_length=128)


class ReopeningBody(Seen):
    """Why a closed check has to be reopened."""

    reason = serializers.CharField(max_length=1000)


class CheckViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[MonthlyCheck]):
    """The monthly checks of the own province (ministries: of all), and their verbs."""

    serializer_class = CheckForm
    queryset = MonthlyCheck.objects.all()
    filterset_fields = ("province", "year", "month", "state")

    def get_queryset(self) -> QuerySet[MonthlyCheck]:
        """Scoped rows: a foreign one is 404."""
        if getattr(self, "swagger_fake_view", False):
            return MonthlyCheck.objects.none()
        user: Any = self.request.user
        rows: QuerySet[MonthlyCheck] = with_seen(MonthlyCheck.objects.visible_to(user))
        return rows

    def get_serializer_context(self) -> dict[str, Any]:
        """A single check says what may be agreed to together."""
        return {**super().get_serializer_context(), "single": self.action != "list"}

    @extend_schema(responses=CheckRowForm(many=True), filters=False)
    @action(detail=True, methods=["get"])
    def rows(self, request: Request, pk: str) -> Response:
        """A page of the enterprises of a check, with their cells and verdicts."""
        wanted = CheckedEnterprise.objects.filter(check_of=self.get_object())
        listed: Any = with_seen(wanted.select_related("enterprise__province", "group", "check_of__province"))
        page: Any = self.paginate_queryset(listed)
        rows: Any = check_rows_of(page)
        return self.get_paginated_response(CheckRowForm(rows, many=True).data)

    @extend_schema(request=JudgeForm, responses=CheckForm)
    @action(detail=True, methods=["post"])
    def judge(self, request: Request, pk: str) -> Response:
        """Agrees, asks the group, or demands an inspection."""
        check, values = self.get_object(), _values(JudgeForm, request)
        enterprise = values.pop("enterprise")
        user: Any = request.user
        row = get_visible_or_404(CheckedEnterprise.objects, user, check_of=check, enterprise=enterprise)
        give_verdict(row=row, by=user, **values)
        return self._row(pk)

    @extend_schema(request=BeginBody, responses={201: CheckForm})
    def create(self, request: Request) -> Response:
        """Opens the check of a month whose reports are in; one that is open already is answered as it is."""
        user: Any = request.user
        refusal_of(permissions.judge_check(user))
        month = Month.parse(_values(BeginBody, request)["month"])
        there = MonthlyCheck.objects.visible_to(user).filter(year=month.year, month=month.month).first()
        if there is None:
            found = [one for one in checkable(now(), user.organisation.province) if one.month == month]
            if not found:
                raise Http404
            there = open_check(found[0], at=now(), by=user)
        return self._row(there.pk, status=status.HTTP_201_CREATED)

    @extend_schema(request=AgreeBody, responses=CheckForm)
    @action(detail=True, methods=["post"])
    def agree(self, request: Request, pk: str) -> Response:
        """Agrees to every enterprise whose report raises no point; refused when its figures have changed since."""
        check: MonthlyCheck = self.get_object()
        user: Any = request.user
        refusal_of(permissions.judge_check(user))
        agree_to_plain(check=check, by=user, figures=_values(AgreeBody, request)["figures"])
        return self._row(pk)

    @extend_schema(request=CloseBody, responses=CheckForm)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:
        """Close the check and notify the ministries."""
        user: Any = request.user
        close_check(check=self.get_object(), by=user, **_values(CloseBody, request))
        return self._row(pk)

    @extend_schema(request=ReopeningBody, responses=CheckForm)
    @action(detail=True, methods=["post"], url_path="ask-reopening")
    def ask_reopening(self, request: Request, pk: str) -> Response:
        """Asks for a closed check to be reopened, with a reason."""
        user: Any = request.user
        ask_to_reopen(check=self.get_object(), by=user, **_values(ReopeningBody, request))
        return self._row(pk)

    @extend_schema(request=Seen, responses=CheckForm)
    @action(detail=True, methods=["post"], url_path="drop-reopening")
    def drop_reopening(self, request: Request, pk: str) -> Response:
        """Drops the request; the check stays closed."""
        user: Any = request.user
        drop_reopening(check=self.get_object(), by=user, seen=seen_in(request))
        return self._row(pk)

    @extend_schema(request=Seen, responses=CheckForm)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: str) -> Response:
        """A second person reopens the check."""
        user: Any = request.user
        second_factor.prove(request)
        reopen_check(check=self.get_object(), by=user, seen=seen_in(request))
        return self._row(pk)

    def _row(self, pk: Any, *, status: int = status.HTTP_200_OK) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=pk)).data, status=status)


class QuestionForm(serializers.ModelSerializer[CheckVerdict]):
    """A question of a check, as the group and the province see it."""

    number = serializers.CharField(read_only=True)
    enterprise = serializers.IntegerField(source="row.enterprise_id", read_only=True)
    month = serializers.SerializerMethodField()

    class Meta:
        model = CheckVerdict
        fields = (
            "id", "number", "month", "enterprise", "text", "given_at", "due_on", "replaced", "answer", "answered_at",
        )  # fmt: skip

    def get_month(self, question: CheckVerdict) -> str:
        """Like 2021-09."""
        return str(question.row.check_of.period)


class AnswerBody(serializers.Serializer[Any]):
    """The group's answer, with a document where it has one (multipart)."""

    answer = serializers.CharField(max_length=2000)
    file = serializers.FileField(required=False)


class QuestionViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[CheckVerdict]):
    """The questions of monthly checks: a group sees those put to it, and answers them."""

    serializer_class = QuestionForm
    queryset = CheckVerdict.objects.all()
    filterset_fields = ("replaced",)

    def get_queryset(self) -> QuerySet[CheckVerdict]:
        """Scoped rows: a foreign one is 404."""
        if getattr(self, "swagger_fake_view", False):
            return CheckVerdict.objects.none()
        user: Any = self.request.user
        rows = CheckVerdict.objects.visible_to(user).questions().order_by("-pk")
        return rows.select_related("row__check_of", "row__group")

    @extend_schema(request=AnswerBody, responses=QuestionForm)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: str) -> Response:
        """Answers once."""
        question, values, user = self.get_object(), _values(AnswerBody, request), request.user
        answer_question(question=question, text=values["answer"], upload=values.get("file"), by=user)  # type: ignore[arg-type]
        return Response(QuestionForm(self.get_object()).data)


def _values(form: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """The request's body, checked; DRF answers 400 with a sentence per field when it is wrong."""
    checked = form(data=request.data)
    checked.is_valid(raise_exception=True)
    values: dict[str, Any] = checked.validated_data
    return values
