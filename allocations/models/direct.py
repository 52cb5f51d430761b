"""Quota that a notice issues to enterprises directly, as since 2025."""

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from allocations.models.notice import Notice
from common.quantities import Category, TonnesField
from enterprises.models import Enterprise


class EnterpriseAllocationQuerySet(models.QuerySet["EnterpriseAllocation"]):
    """Reads of rows that name enterprises."""

    def visible_to(self, user: User) -> Self:
        """The ministries see all, who signs those of its notices; groups and provinces, in issued notices, those of their
        own enterprises."""
        if user.sees_everything:
            return self
        if user.organisation.kind in Organisation.SIGNING:
            return self.filter(notice__in=Notice.objects.whole_to(user))
        enterprises = Enterprise.objects.visible_to(user)
        return self.filter(notice__state__in=Notice.OUT, enterprise__in=enterprises)


class EnterpriseAllocation(models.Model):
    """One cell of an annex that names enterprises: as stated, and the increment it made when issued."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="enterprise_allocations")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="direct_allocations")
    category = models.CharField(_("category"), max_length=16, choices=Category)
    stated = TonnesField(_("share"))
    increment = TonnesField(_("increment over the year so far"), null=True, blank=True)

    objects = EnterpriseAllocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("enterprise allocation")
        verbose_name_plural = _("enterprise allocations")
        ordering = ("notice", "enterprise__name_zh", "category")
        constraints = (
            models.UniqueConstraint(
                fields=["notice", "enterprise", "category"], name="enterprise_allocation_once_per_category"
            ),
            models.CheckConstraint(condition=Q(stated__gte=Decimal(0)), name="enterprise_allocation_not_negative"),
        )

    def __str__(self) -> str:
        return f"{self.notice.period} {self.enterprise.name_zh} {self.category} {self.stated}"
