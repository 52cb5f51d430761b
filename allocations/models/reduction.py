"""Quota that the ministry takes back from an enterprise after a violation; it returns to the group (核减指标)."""

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from allocations.models.order import Order
from common.quantities import Category, TonnesField
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


class Reduction(Order):
    """So many tonnes leave an enterprise's quota for its group's, as a document orders."""

    group = models.ForeignKey(Organisation, models.PROTECT, related_name="reductions", verbose_name=_("group"))
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="reductions", verbose_name=_("enterprise"))
    category = models.CharField(_("category"), max_length=16, choices=Category)
    tonnes = TonnesField(_("tonnes"))

    objects = ReductionQuerySet.as_manager()

    class Meta(Order.Meta):
        verbose_name = _("reduction")
        verbose_name_plural = _("reductions")
        constraints = (
            *Order.Meta.constraints,
            models.CheckConstraint(condition=Q(tonnes__gt=Decimal(0)), name="reduction_takes_something"),
        )

    def __str__(self) -> str:
        return f"{self.enterprise.name_zh}{self.year}年指标核减"

    @property
    def number(self) -> str:
        """As printed and logged."""
        return f"C-{self.year}-{self.pk}"
