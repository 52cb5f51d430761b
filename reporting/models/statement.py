"""The statement of a year (年度执行情况): what every holder had, made and left unused, as stated when it was closed."""

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User, name_for
from common.periods import speaks_chinese
from common.quantities import Category, TonnesField
from enterprises.models import Enterprise
from enterprises.models.places import by_year, lay_in_own_province


class YearStatementQuerySet(models.QuerySet["YearStatement"]):
    """Reads of statements."""

    def visible_to(self, user: User) -> Self:
        """The ministries see all; groups and provinces what was closed. What they see *of* it are its lines."""
        if user.sees_everything:
            return self
        closed = self.filter(state__in=(YearStatement.State.CLOSED, YearStatement.State.SUPERSEDED))
        return closed if user.sees_business else self.none()

    def in_force(self) -> Self:
        """Those that were closed and that no later edition replaces."""
        return self.filter(state=YearStatement.State.CLOSED)


class YearStatement(models.Model):
    """One edition of a year's statement. The first closes the year; later ones state what was corrected afterwards."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        CLOSED = "closed", _("closed")
        SUPERSEDED = "superseded", _("superseded")
        DISCARDED = "discarded", _("discarded")

    year = models.PositiveSmallIntegerField(_("year"))
    edition = models.PositiveSmallIntegerField(_("edition"))
    state = models.CharField(_("status"), max_length=10, choices=State, default=State.DRAFT)
    # Why there is another edition.
    reason = models.TextField(_("reason"), blank=True)
    drafted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("drafted by"))
    drafted_at = models.DateTimeField(_("drafted at"))
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    # The officer in whose place it was closed.
    decided_for = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    discard_reason = models.TextField(_("reason it was discarded"), blank=True)
    figures_hash = models.CharField(_("hash"), max_length=64)

    objects = YearStatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement of the year")
        verbose_name_plural = _("statements of years")
        ordering = ("-year", "-edition", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["year", "edition"], condition=~Q(state="discarded"), name="statement_edition_once"
            ),
            models.UniqueConstraint(fields=["year"], condition=Q(state="draft"), name="statement_one_draft_per_year"),
            models.UniqueConstraint(fields=["year"], condition=Q(state="closed"), name="statement_one_in_force"),
            models.CheckConstraint(condition=Q(edition=1) | ~Q(reason=""), name="statement_later_edition_says_why"),
            models.CheckConstraint(
                condition=Q(state="draft", decided_by=None, decided_at=None)
                | Q(
                    state__in=("closed", "superseded", "discarded"), decided_by__isnull=False, decided_at__isnull=False
                ),
                name="statement_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("closed", "superseded")) | ~Q(decided_by=F("drafted_by")),
                name="statement_closed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(state="discarded") | ~Q(discard_reason=""), name="statement_discarded_with_a_reason"
            ),
        )

    def __str__(self) -> str:
        edition = f"（第{self.edition}版）" if self.edition > 1 else ""
        return f"{self.year}年度稀土总量控制指标执行情况{edition}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("statement_detail", args=[self.pk])

    @property
    def number(self) -> str:
        """As printed and logged."""
        return f"S-{self.year}-{self.edition}"

    @property
    def decider(self) -> str:
        """Who closed or discarded it, and for whom; empty while nobody has."""
        return name_for(self.decided_by, self.decided_for)

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT


class StatementLineQuerySet(models.QuerySet["StatementLine"]):
    """Reads of the lines."""

    def visible_to(self, user: User) -> Self:
        """Of visible statements: the ministries see all, a group its own and its enterprises', a province those of the
        enterprises located in it."""
        lines = self.filter(statement__in=YearStatement.objects.visible_to(user))
        home = user.organisation
        if user.sees_everything:
            return lines
        if home.is_group:
            return lines.filter(group=home)
        if home.is_province:
            located = lay_in_own_province(user, by_year("statement__year"))
            return lines.filter(located, holder=StatementLine.Holder.ENTERPRISE)
        return lines.none()


class StatementLine(models.Model):
    """What one holder had, made and left unused of one category in the year, t REO."""

    class Holder(models.TextChoices):
        NATION = "nation", _("nation")
        GROUP = "group", _("group")
        ENTERPRISE = "enterprise", _("enterprise")

    statement = models.ForeignKey(YearStatement, models.CASCADE, related_name="lines")
    holder = models.CharField(_("holder"), max_length=10, choices=Holder)
    # Of an enterprise the group it belonged to on the last day of the year.
    group = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, null=True, blank=True, related_name="+")
    # The name as it was on the last day of the year.
    name_zh = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200)
    category = models.CharField(_("category"), max_length=16, choices=Category)
    quota = TonnesField(_("quota"))
    output = TonnesField(_("output"))
    lapsed = TonnesField(_("lapsed"))

    objects = StatementLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a statement")
        verbose_name_plural = _("lines of statements")
        ordering = ("statement", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(holder="nation", group=None, enterprise=None)
                | Q(holder="group", group__isnull=False, enterprise=None)
                | Q(holder="enterprise", enterprise__isnull=False),
                name="statement_line_has_its_holder",
            ),
            models.UniqueConstraint(
                fields=["statement", "category"],
                condition=Q(holder="nation"),
                name="statement_line_once_for_the_nation",
            ),
            models.UniqueConstraint(
                fields=["statement", "group", "category"],
                condition=Q(holder="group"),
                name="statement_line_once_per_group",
            ),
            models.UniqueConstraint(
                fields=["statement", "enterprise", "category"],
                condition=Q(holder="enterprise"),
                name="statement_line_once_per_enterprise",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name_zh} {self.category} {self.output}"

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_zh if speaks_chinese() else self.name_en

    @property
    def key(self) -> tuple[str, int, str]:
        """Names the holder and category in every edition."""
        return self.holder, self.enterprise_id or self.group_id or 0, self.category

    @property
    def completion(self) -> Decimal | None:
        """Output over quota; None without quota."""
        return self.output / self.quota if self.quota else None

    @property
    def over(self) -> Decimal:
        """How far the output is above the quota; 0 when it is not."""
        above: Decimal = self.output - self.quota
        return max(above, Decimal(0))
