"""Release of the nation's reserve to groups by a decision with its document (释放预留指标)."""

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from allocations.models.order import Order
from common.quantities import Category, TonnesField


class ReleaseQuerySet(models.QuerySet["Release"]):
    """Reads of releases."""

    def visible_to(self, user: User) -> Self:
        """The ministries see all; a group what was ordered and gives it something."""
        if user.sees_everything:
            return self
        if not user.sees_business:
            return self.none()
        return self.filter(state=Release.State.ORDERED, lines__group=user.organisation_id).distinct()


class Release(Order):
    """So many tonnes of the reserve go to groups."""

    objects = ReleaseQuerySet.as_manager()

    class Meta(Order.Meta):
        verbose_name = _("release of the reserve")
        verbose_name_plural = _("releases of the reserve")

    def __str__(self) -> str:
        return f"{self.year}年预留指标下达"

    @property
    def number(self) -> str:
        """As printed and logged."""
        return f"Y-{self.year}-{self.pk}"


class ReleaseLine(models.Model):
    """What one group gets of one category out of the reserve."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="lines")
    group = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    category = models.CharField(_("category"), max_length=16, choices=Category)
    tonnes = TonnesField(_("tonnes"))

    class Meta:
        verbose_name = _("line of a release")
        verbose_name_plural = _("lines of releases")
        ordering = ("release", "group__position", "category")
        constraints = (
            models.UniqueConstraint(fields=["release", "group", "category"], name="release_line_once_per_category"),
            models.CheckConstraint(condition=Q(tonnes__gt=Decimal(0)), name="release_line_gives_something"),
        )

    def __str__(self) -> str:
        return f"{self.group.short_zh} {self.category} {self.tonnes}"
