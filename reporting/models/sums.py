"""Output summed as reports come into force, so that a page about a nation does not scan its lines. Tonnes REO."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from common.quantities import Category, TonnesField


class OutputSumQuerySet(models.QuerySet["OutputSum"]):
    """Reads of sums."""

    def visible_to(self, user: User) -> Self:
        """A group's own; all to the ministries; none to a province, which could subtract."""
        if user.sees_everything:
            return self
        return self.filter(group=user.organisation) if user.sees_business else self.none()


class OutputSum(models.Model):
    """What a group's enterprises produced of one category in one month, by the report in force."""

    group = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("group"))
    category = models.CharField(_("category"), max_length=16, choices=Category)
    year = models.PositiveSmallIntegerField(_("year"))
    month = models.PositiveSmallIntegerField(_("month"))
    output = TonnesField(_("output"))

    objects = OutputSumQuerySet.as_manager()

    class Meta:
        verbose_name = _("summed output")
        verbose_name_plural = _("summed output")
        ordering = ("year", "month", "group", "category")
        constraints = (
            models.UniqueConstraint(fields=["year", "month", "group", "category"], name="output_summed_once"),
            models.CheckConstraint(condition=Q(output__gte=0), name="output_sum_not_negative"),
        )

    def __str__(self) -> str:
        return f"{self.group} {self.year}-{self.month:02d} {self.category} {self.output}"
