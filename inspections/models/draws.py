"""Plans of random inspections, the pool of inspectors, and draws with their records."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from enterprises.models import Enterprise
from inspections.rules.draw import Weights


class OwnQuerySet(models.QuerySet[Any]):
    """Rows that belong to one authority: its own, and all to the ministries."""

    OWNER = "organisation"

    def visible_to(self, user: User) -> Self:
        """Ministries see all, an authority its own; nobody else."""
        if user.sees_everything:
            return self
        if not user.sees_business or not user.organisation.is_province:
            return self.none()
        return self.filter(**{self.OWNER: user.organisation_id})


class DrawQuerySet(OwnQuerySet):
    """Draws, by the authority of their plan."""

    OWNER = "plan__organisation"


class RecusalQuerySet(OwnQuerySet):
    """Recusals, by the authority of their inspector."""

    OWNER = "inspector__organisation"


class ExclusionQuerySet(OwnQuerySet):
    """Exclusions, by the authority of their draw's plan."""

    OWNER = "draw__plan__organisation"


class Inspector(models.Model):
    """One of those who may be drawn (执法检查人员名录库): name, number of the law-enforcement ID, whose they are."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="inspectors")
    name = models.CharField(_("name"), max_length=60)
    id_number = models.CharField(_("law-enforcement ID"), max_length=40)
    employer = models.CharField(_("organisation"), max_length=100)
    active = models.BooleanField(_("may be drawn"), default=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("inspector")
        verbose_name_plural = _("inspectors")
        ordering = ("organisation", "id_number")
        constraints = (models.UniqueConstraint(fields=["organisation", "id_number"], name="inspector_once_per_pool"),)

    def __str__(self) -> str:
        return f"{self.name} {self.id_number}"


class Recusal(models.Model):
    """An inspector is never drawn for this enterprise (回避), and why."""

    inspector = models.ForeignKey(Inspector, models.PROTECT, related_name="recusals")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name=_("enterprise"))
    reason = models.CharField(_("reason"), max_length=300)

    objects = RecusalQuerySet.as_manager()

    class Meta:
        verbose_name = _("recusal")
        verbose_name_plural = _("recusals")
        ordering = ("inspector", "enterprise")
        constraints = (models.UniqueConstraint(fields=["inspector", "enterprise"], name="recusal_once"),)


class Plan(models.Model):
    """A plan of random inspections: period, ratio, how many inspectors, and what each risk weighs."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="inspection_plans")
    title = models.CharField(_("title"), max_length=100)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    percent = models.PositiveSmallIntegerField(_("enterprises drawn (%)"))
    inspectors_each = models.PositiveSmallIntegerField(_("inspectors for each"), default=2)
    over_quota = models.PositiveSmallIntegerField(_("weight: over quota"), default=3)
    differences = models.PositiveSmallIntegerField(_("weight: each difference with the traceability system"), default=1)
    late_reports = models.PositiveSmallIntegerField(_("weight: each late report"), default=1)
    years_since = models.PositiveSmallIntegerField(_("weight: each year since the last inspection"), default=1)
    demanded = models.PositiveSmallIntegerField(_("weight: each inspection asked for by the monthly check"), default=1)
    drafted_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("inspection plan")
        verbose_name_plural = _("inspection plans")
        ordering = ("-first_day", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="plan_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(percent__gte=1, percent__lte=100), name="plan_draws_a_share"),
            models.CheckConstraint(condition=Q(inspectors_each__gte=2), name="plan_sends_two_inspectors"),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("plan_detail", args=[self.pk])

    @property
    def weights(self) -> Weights:
        """As the draw takes them."""
        return Weights(self.over_quota, self.differences, self.late_reports, self.years_since, self.demanded)


class Draw(models.Model):
    """One draw. The hash of its seed is shown from the first day; the seed itself when it has been drawn."""

    class State(models.TextChoices):
        COMMITTED = "committed", _("seed committed")
        CLOSED = "closed", _("population closed")
        DRAWN = "drawn", _("drawn")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="draws")
    state = models.CharField(_("status"), max_length=10, choices=State, default=State.COMMITTED)
    algorithm = models.CharField(_("hash algorithm"), max_length=10)
    commitment = models.CharField(_("hash of the seed"), max_length=64)
    # Secret until it is drawn; never in the log, a page or an answer before.
    seed = models.CharField(max_length=64)
    committed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    committed_at = models.DateTimeField(_("committed at"))
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(_("closed at"), null=True)
    drawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    drawn_at = models.DateTimeField(_("drawn at"), null=True)
    # Everything that the draw follows from, and its result; docs/draw.md.
    record = models.JSONField(_("record"), default=dict)

    objects = DrawQuerySet.as_manager()

    class Meta:
        verbose_name = _("draw")
        verbose_name_plural = _("draws")
        ordering = ("-committed_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(drawn_by=None) | ~Q(drawn_by=F("closed_by")), name="draw_made_by_a_second_person"
            ),
        )

    def __str__(self) -> str:
        return f"{self.plan.title} – {self.pk}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("draw_detail", args=[self.pk])


class Exclusion(models.Model):
    """An enterprise that is left out of a draw, by whom and why; entered before the population closes."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="exclusions")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name=_("enterprise"))
    reason = models.CharField(_("reason"), max_length=300)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = ExclusionQuerySet.as_manager()

    class Meta:
        verbose_name = _("exclusion")
        verbose_name_plural = _("exclusions")
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["draw", "enterprise"], name="exclusion_once"),)
