"""The end of a year: what of its quota was not used lapses, and nothing else moves in it any more."""

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from allocations.models.ledger import QuotaAccount
from allocations.models.notice import Notice
from common.quantities import TonnesField


class ClosedYear(models.Model):
    """A year whose quota has lapsed: from then on the ledger takes no other movement of it."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    closed_at = models.DateTimeField(_("closed at"))
    closed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("closed by"))

    class Meta:
        verbose_name = _("closed year")
        verbose_name_plural = _("closed years")
        ordering = ("-year",)

    def __str__(self) -> str:
        return str(self.year)


class LapseQuerySet(models.QuerySet["Lapse"]):
    """Reads of lapses."""

    def visible_to(self, user: User) -> Self:
        """Those of visible accounts."""
        return self.filter(account__in=QuotaAccount.objects.visible_to(user))


class Lapse(models.Model):
    """What of an account lapsed when its year was closed, t REO; the cause of the ledger's line.

    A later edition of the year's statement books the difference: below zero where more was used than was stated. So does
    the correction of a notice of a closed year.
    """

    account = models.ForeignKey(QuotaAccount, models.PROTECT, related_name="lapses")
    edition = models.PositiveSmallIntegerField(_("edition of the statement"), null=True, blank=True)
    correction = models.ForeignKey(
        Notice, models.PROTECT, null=True, blank=True, related_name="lapses", verbose_name=_("correction")
    )
    used = TonnesField(_("used"))
    change = TonnesField(_("lapsed"))

    objects = LapseQuerySet.as_manager()

    class Meta:
        verbose_name = _("lapse of unused quota")
        verbose_name_plural = _("lapses of unused quota")
        ordering = ("account", "pk")
        constraints = (
            models.UniqueConstraint(fields=["account", "edition"], name="lapse_once_per_account_and_edition"),
            models.UniqueConstraint(fields=["account", "correction"], name="lapse_once_per_account_and_correction"),
            models.CheckConstraint(
                condition=Q(edition__isnull=False, correction=None) | Q(edition=None, correction__isnull=False),
                name="lapse_by_a_statement_or_a_correction",
            ),
            models.CheckConstraint(condition=~Q(change=Decimal(0)), name="lapse_changes_something"),
        )

    def __str__(self) -> str:
        return f"{self.account} {self.change}"
