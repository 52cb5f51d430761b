"""Each enterprise's months of a year in one row, so that a list of thousands reads a row for each. Tonnes REO."""

from functools import reduce
from operator import add
from typing import Any, Self

from django.db import models
from django.db.models import ExpressionWrapper, F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from common.quantities import Category, TonnesField
from enterprises.models import Enterprise


def month_column(month: int) -> str:
    """The column of a month: `m01`."""
    return f"m{month:02d}"


MONTH_COLUMNS = tuple(map(month_column, range(1, 13)))


class EnterpriseOutputQuerySet(models.QuerySet["EnterpriseOutput"]):
    """Reads of kept output."""

    def visible_to(self, user: User) -> Self:
        """A group's own; all to the ministries; none to a province, whose rows depend on the place of each month."""
        if user.sees_everything:
            return self
        return self.filter(group=user.organisation) if user.sees_business else self.none()

    def until(self, year: int, month: int) -> Self:
        """The rows of a year, each with `tonnes`: January to the month."""
        months: list[Any] = [Coalesce(F(name), Value(0), output_field=TonnesField()) for name in MONTH_COLUMNS[:month]]
        return self.filter(year=year).annotate(
            tonnes=ExpressionWrapper(reduce(add, months), output_field=TonnesField())
        )


class EnterpriseOutput(models.Model):
    """What an enterprise produced of one category in the months of a year, by one group's reports in force.

    None where the group has no line of it in force, or none with an output.
    """

    group = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("group"))
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name=_("enterprise"))
    category = models.CharField(_("category"), max_length=16, choices=Category)
    year = models.PositiveSmallIntegerField(_("year"))
    m01 = TonnesField(null=True, blank=True)
    m02 = TonnesField(null=True, blank=True)
    m03 = TonnesField(null=True, blank=True)
    m04 = TonnesField(null=True, blank=True)
    m05 = TonnesField(null=True, blank=True)
    m06 = TonnesField(null=True, blank=True)
    m07 = TonnesField(null=True, blank=True)
    m08 = TonnesField(null=True, blank=True)
    m09 = TonnesField(null=True, blank=True)
    m10 = TonnesField(null=True, blank=True)
    m11 = TonnesField(null=True, blank=True)
    m12 = TonnesField(null=True, blank=True)

    objects = EnterpriseOutputQuerySet.as_manager()

    class Meta:
        verbose_name = _("output of an enterprise")
        verbose_name_plural = _("output of enterprises")
        ordering = ("year", "group", "enterprise", "category")
        constraints = (
            models.UniqueConstraint(fields=["year", "group", "enterprise", "category"], name="enterprise_output_once"),
            models.CheckConstraint(
                condition=reduce(
                    lambda whole, name: whole & (Q(**{name: None}) | Q(**{f"{name}__gte": 0})), MONTH_COLUMNS, Q()
                ),
                name="enterprise_output_not_negative",
            ),
        )
        indexes = (models.Index(fields=["enterprise", "year"], name="enterprise_output_by_year"),)

    def __str__(self) -> str:
        return f"{self.enterprise} {self.year} {self.category}"
