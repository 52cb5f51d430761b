"""Orders to rectify: what, by when; re-inspected and lifted."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.periods import today
from enterprises.models import StopOrder
from inspections.models.inspections import Inspection


class RectificationOrderQuerySet(models.QuerySet["RectificationOrder"]):
    """Reads of orders."""

    def visible_to(self, user: User) -> Self:
        """Those of visible inspections."""
        return self.filter(inspection__in=Inspection.objects.visible_to(user))

    def open(self) -> Self:
        """Not lifted."""
        return self.filter(lifted_on=None)


class RectificationOrder(models.Model):
    """One order of one inspection; with a stop of production it bars quota until two people have lifted it."""

    inspection = models.OneToOneField(Inspection, models.PROTECT, related_name="order")
    number = models.CharField(_("number"), max_length=100, unique=True)
    demands = models.TextField(_("what is to be rectified"))
    issued_on = models.DateField(_("issued on"))
    due_on = models.DateField(_("by when"))
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    stop_order = models.OneToOneField(StopOrder, models.PROTECT, null=True, related_name="rectification")
    reinspected_on = models.DateField(_("re-inspected on"), null=True)
    passed = models.BooleanField(_("rectified"), null=True)
    result = models.TextField(_("result of the re-inspection"), blank=True)
    reinspected_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    lifted_on = models.DateField(_("lifted on"), null=True)
    lifted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = RectificationOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("rectification order")
        verbose_name_plural = _("rectification orders")
        ordering = ("-issued_on", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(due_on__gte=F("issued_on")), name="order_due_after_it_is_issued"),
            models.CheckConstraint(
                condition=Q(lifted_by=None) | ~Q(lifted_by=F("reinspected_by")), name="order_lifted_by_a_second_person"
            ),
            models.CheckConstraint(
                condition=Q(lifted_on=None) | Q(passed=True), name="order_lifted_after_it_was_rectified"
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def status(self) -> str:
        """The state by its name among the words of statuses."""
        if self.lifted_on:
            return "order_lifted"
        return "order_overdue" if self.due_on < today() else "order_open"
