"""What a successor took over when groups merged: the share of the year, and what of it was not split yet."""

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Succession, User
from common.quantities import Category, TonnesField


class TakeoverQuerySet(models.QuerySet["Takeover"]):
    """Reads of takeovers."""

    def visible_to(self, user: User) -> Self:
        """The ministries see all, a group those it is part of."""
        if user.sees_everything:
            return self
        if not user.sees_business:
            return self.none()
        home = user.organisation_id
        return self.filter(Q(succession__predecessor=home) | Q(succession__successor=home))


class Takeover(models.Model):
    """One category of one year passes from a predecessor to its successor.

    The share passes whole, so that what was split stays with the enterprises and counts as the successor's;
    what was not split moves through the ledger.
    """

    succession = models.ForeignKey(Succession, models.PROTECT, related_name="quota_takeovers")
    year = models.PositiveSmallIntegerField(_("year"))
    category = models.CharField(_("category"), max_length=16, choices=Category)
    share = TonnesField(_("share taken over"))
    unsplit = TonnesField(_("of it not split yet"))
    taken_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    objects = TakeoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("takeover of quota")
        verbose_name_plural = _("takeovers of quota")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["succession", "year", "category"], name="takeover_once_per_category"),
            models.CheckConstraint(
                condition=Q(share__gt=Decimal(0), unsplit__gte=Decimal(0), unsplit__lte=models.F("share")),
                name="takeover_within_the_share",
            ),
        )

    def __str__(self) -> str:
        return f"{self.succession} {self.year} {self.category} {self.share}"
