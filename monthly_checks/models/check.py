"""The monthly check (按月调度检查): a province's look at one month, its verdicts, and the questions among them."""

from typing import Self

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Cast, Concat, LPad
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organisation, Province, Reopenable, User, name_for
from common.periods import Month
from documents.models import Attachment
from enterprises.models import Enterprise


class MonthlyCheckQuerySet(models.QuerySet["MonthlyCheck"]):
    """Reads of checks."""

    def visible_to(self, user: User) -> Self:
        """Ministries see all, the two authorities of a province its own; nobody else."""
        if user.sees_everything:
            return self
        if not user.sees_business or not user.organisation.is_province:
            return self.none()
        return self.filter(province=user.organisation.province_id)

    def numbered(self, part: str) -> Self:
        """Those whose number, as MonthlyCheck.number writes it, holds the part."""
        text = models.CharField()
        number = Concat(
            Value("C-"), Cast("year", text), Value("-"), LPad(Cast("month", text), 2, Value("0")), Value("-"),
            "province_id", output_field=text,
        )  # fmt: skip
        return self.alias(printed_number=number).filter(printed_number__icontains=part)

    def open(self) -> Self:
        """Not closed yet."""
        return self.filter(state=MonthlyCheck.State.OPEN)


class MonthlyCheck(Reopenable):
    """One province's check of one month. Its two authorities share it, whichever of them works on it."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("check", "open")
        CLOSED = "closed", _("closed")

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", verbose_name=_("province"))
    year = models.PositiveSmallIntegerField(_("year"))
    month = models.PositiveSmallIntegerField(_("month"))
    state = models.CharField(_("status"), max_length=6, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField(_("opened at"))
    # The province's report to the ministries on closing.
    summary = models.TextField(_("summary"), blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    closed_for = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = MonthlyCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("monthly check")
        verbose_name_plural = _("monthly checks")
        ordering = ("-year", "-month", "province")
        constraints = (
            models.UniqueConstraint(fields=["province", "year", "month"], name="check_once_per_province_and_month"),
            models.CheckConstraint(condition=Q(month__gte=1, month__lte=12), name="check_month_exists"),
            models.CheckConstraint(
                condition=Q(state="open", closed_by=None, closed_at=None)
                | Q(state="closed", closed_by__isnull=False, closed_at__isnull=False),
                name="check_closed_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.province.name_zh}{self.year}年{self.month}月调度检查"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("check_detail", args=[self.pk])

    @property
    def period(self) -> Month:
        """The month it looks at."""
        return Month(self.year, self.month)

    @property
    def number(self) -> str:
        """As it is cited."""
        return f"C-{self.period}-{self.province_id}"

    @property
    def closer(self) -> str:
        """Who closed it, and for whom; empty while nobody has."""
        return name_for(self.closed_by, self.closed_for)


class CheckedEnterpriseQuerySet(models.QuerySet["CheckedEnterprise"]):
    """Reads of the enterprises of checks."""

    def visible_to(self, user: User) -> Self:
        """Those of visible checks."""
        return self.filter(check_of__in=MonthlyCheck.objects.visible_to(user))

    def own_first(self, authority: Organisation) -> Self:
        """Each with `other`: 1 where it is first of all the other authority's of the province, else 0. Mines are
        natural resources', the others industry's (通知五)."""
        kinds = {Organisation.Kind.PROVINCE_MNR: (0, 1), Organisation.Kind.PROVINCE_MIIT: (1, 0)}
        mine, rest = kinds.get(Organisation.Kind(authority.kind), (0, 0))
        mines = When(enterprise__kind=Enterprise.Kind.MINE, then=mine)
        return self.annotate(other=Case(mines, default=rest, output_field=models.SmallIntegerField()))

    def in_state(self, state: str) -> Self:
        """Those whose verdict that counts is of this kind: unjudged, question, answered, agree or to_inspect."""
        counts = CheckVerdict.objects.filter(replaced=False)
        if state == "unjudged":
            return self.exclude(pk__in=counts.values("row"))
        asked = counts.filter(verdict=CheckVerdict.Verdict.QUESTION)
        chosen = {
            "question": asked.filter(answered_at=None),
            "answered": asked.filter(answered_at__isnull=False),
            "agree": counts.filter(verdict=CheckVerdict.Verdict.AGREE),
            "to_inspect": counts.filter(verdict=CheckVerdict.Verdict.INSPECT),
        }
        return self.filter(pk__in=chosen[state].values("row"))


class CheckedEnterprise(models.Model):
    """An enterprise in a check, with the group that reported it: the verdicts on it follow one another."""

    # `check` is a name that Django's models use themselves.
    check_of = models.ForeignKey(MonthlyCheck, models.PROTECT, related_name="rows")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="checks", verbose_name=_("enterprise"))
    group = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("group"))

    objects = CheckedEnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = _("enterprise in a monthly check")
        verbose_name_plural = _("enterprises in monthly checks")
        ordering = ("check_of", "enterprise__kind", "enterprise__credit_code")
        constraints = (models.UniqueConstraint(fields=["check_of", "enterprise"], name="checked_once_per_check"),)

    def __str__(self) -> str:
        return f"{self.check_of} {self.enterprise.name_zh}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("checked_enterprise", args=[self.pk])


class CheckVerdictQuerySet(models.QuerySet["CheckVerdict"]):
    """Reads of verdicts."""

    def visible_to(self, user: User) -> Self:
        """Those of visible checks; to a group the questions that were put to it, and nothing else."""
        home = user.organisation
        if user.sees_business and home.is_group:
            return self.questions().filter(row__group=home)
        return self.filter(row__check_of__in=MonthlyCheck.objects.visible_to(user))

    def questions(self) -> Self:
        """Those that ask the group."""
        return self.filter(verdict=CheckVerdict.Verdict.QUESTION)

    def unanswered(self) -> Self:
        """Questions that the group has not answered."""
        return self.questions().filter(answered_at=None, replaced=False)

    def asking_for_inspection(self) -> Self:
        """The latest verdicts that ask for an inspection."""
        return self.filter(verdict=CheckVerdict.Verdict.INSPECT, replaced=False)


class CheckVerdict(models.Model):
    """What the province says of an enterprise's month. A later one replaces it; it stays on record.

    `figures` are the cells it was given on: what they are now, compared with them, is what has changed since.
    """

    class Verdict(models.TextChoices):
        AGREE = "agree", _("agrees")
        QUESTION = "question", _("question to the group")
        INSPECT = "inspect", _("to be inspected")

    row = models.ForeignKey(CheckedEnterprise, models.PROTECT, related_name="verdicts")
    round = models.PositiveSmallIntegerField(_("round"))
    verdict = models.CharField(_("verdict"), max_length=8, choices=Verdict)
    text = models.TextField(_("text"), blank=True)
    figures = models.JSONField(_("figures"), default=dict)
    # Names these figures, so that they are compared without being read; empty where it is not known.
    digest = models.CharField(max_length=32, blank=True, default="", db_default="", editable=False)
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    given_for = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    given_at = models.DateTimeField(_("given at"))
    replaced = models.BooleanField(_("replaced by a later one"), default=False)
    due_on = models.DateField(_("answer due"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    attachment = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_for = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = CheckVerdictQuerySet.as_manager()

    class Meta:
        verbose_name = _("verdict of a monthly check")
        verbose_name_plural = _("verdicts of monthly checks")
        ordering = ("row", "round")
        constraints = (
            models.UniqueConstraint(fields=["row", "round"], name="check_verdict_once_per_round"),
            models.UniqueConstraint(
                fields=["row"], condition=Q(replaced=False), name="check_verdict_one_in_force_per_row"
            ),
            models.CheckConstraint(condition=Q(verdict="agree") | ~Q(text=""), name="check_verdict_says_why"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer="")
                | (Q(verdict="question", answered_at__gte=F("given_at"), answered_by__isnull=False) & ~Q(answer="")),
                name="check_question_answered_in_words",
            ),
        )

    def __str__(self) -> str:
        return f"{self.row} {self.round}"

    def get_absolute_url(self) -> str:
        """The page of a question, which the group and the province share."""
        return reverse("check_question", args=[self.pk])

    @property
    def number(self) -> str:
        """As a question is cited."""
        return f"{self.row.check_of.number}-{self.row.enterprise_id}-{self.round}"

    @property
    def giver(self) -> str:
        """Who gave it, and for whom."""
        return name_for(self.given_by, self.given_for)

    @property
    def answerer(self) -> str:
        """Who answered, and for whom."""
        return name_for(self.answered_by, self.answered_for)

    @property
    def is_unanswered(self) -> bool:
        """A question that waits for the group."""
        return self.verdict == self.Verdict.QUESTION and self.answered_at is None
