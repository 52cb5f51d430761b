"""Quota that the ministry takes back from an enterprise after a violation; it returns to the group (核减指标)."""

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User, name_for
from common.quantities import Category, TonnesField
from documents.models import Attachment
from enterprises.models import Enterprise
from enterprises.models.places import by_instant, lay_in_own_province


class ReductionQuerySet(models.QuerySet["Reduction"]):
    """Reads of reductions."""

    def visible_to(self, user: User) -> Self:
        """The ministries see all; what is ordered, the group, and the province of the enterprise."""
        home = user.organisation
        if user.sees_everything:
            return self
        ordered = self.filter(state=Reduction.State.ORDERED)
        if not user.sees_business:
            return self.none()
        if home.is_group:
            return ordered.filter(group=home)
        return ordered.filter(lay_in_own_province(user, by_instant("decided_at"))) if home.is_province else self.none()


class Reduction(models.Model):
    """So many tonnes leave an enterprise's quota for its group's, as a document orders. One drafts, another orders."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        ORDERED = "ordered", _("ordered")
        WITHDRAWN = "withdrawn", _("withdrawn")

    group = models.ForeignKey(Organisation, models.PROTECT, related_name="reductions", verbose_name=_("group"))
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="reductions", verbose_name=_("enterprise"))
    year = models.PositiveSmallIntegerField(_("year"))
    category = models.CharField(_("category"), max_length=16, choices=Category)
    tonnes = TonnesField(_("tonnes"))
    document_number = models.CharField(_("document number"), max_length=60, blank=True)
    document = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("document")
    )
    reason = models.TextField(_("reason"))
    state = models.CharField(_("status"), max_length=10, choices=State, default=State.DRAFT)
    drafted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("drafted by"))
    drafted_at = models.DateTimeField(_("drafted at"))
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    # The officer in whose place it was ordered.
    decided_for = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    withdraw_reason = models.TextField(_("reason for withdrawing it"), blank=True)

    objects = ReductionQuerySet.as_manager()

    class Meta:
        verbose_name = _("reduction")
        verbose_name_plural = _("reductions")
        ordering = ("-year", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(tonnes__gt=Decimal(0)), name="reduction_takes_something"),
            models.CheckConstraint(
                condition=~Q(document_number="") | Q(document__isnull=False), name="reduction_names_its_document"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="reduction_has_a_reason"),
            models.CheckConstraint(
                condition=Q(state="draft", decided_at=None, decided_by=None)
                | Q(state__in=("ordered", "withdrawn"), decided_at__isnull=False, decided_by__isnull=False),
                name="reduction_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="ordered") | ~Q(decided_by=models.F("drafted_by")),
                name="reduction_ordered_by_a_second_person",
            ),
        )

    def __str__(self) -> str:
        return f"{self.enterprise.name_zh}{self.year}年指标核减"

    @property
    def number(self) -> str:
        """As printed and logged."""
        return f"C-{self.year}-{self.pk}"

    @property
    def decider(self) -> str:
        """Who ordered it, and for whom; empty while nobody has."""
        return name_for(self.decided_by, self.decided_for)
