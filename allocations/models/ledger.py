"""Accounts and transfers of quota. Only `allocations/ledger.py` writes here; the database refuses the rest."""

from datetime import datetime
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from common.quantities import Category, TonnesField
from enterprises.models import Enterprise


class QuotaAccountQuerySet(models.QuerySet["QuotaAccount"]):
    """Reads of balances."""

    def of_year(self, year: int) -> Self:
        """One year's accounts."""
        return self.filter(year=year)

    def visible_to(self, user: User) -> Self:
        """Ministries see all; a group its own and its enterprises'; a province its enterprises'."""
        if user.sees_everything:
            return self
        if not user.sees_business:
            return self.none()
        enterprises = Enterprise.objects.visible_to(user)
        return self.filter(Q(group=user.organisation_id) | Q(enterprise__in=enterprises))


class QuotaAccount(models.Model):
    """What one holder has left of one category in one year, t REO.

    The nation's balance is the reserve, a group's what it has not split, an enterprise's its quota.
    """

    class Holder(models.TextChoices):
        NATION = "nation", _("nation")
        GROUP = "group", _("group")
        ENTERPRISE = "enterprise", _("enterprise")

    holder = models.CharField(_("holder"), max_length=10, choices=Holder)
    group = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="quota_accounts")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, null=True, blank=True, related_name="quota_accounts")
    year = models.PositiveSmallIntegerField(_("year"))
    category = models.CharField(_("category"), max_length=16, choices=Category)
    balance = TonnesField(_("balance"), default=Decimal(0))
    # What of it lapsed unused when the year was closed; it was quota of that year all the same.
    lapsed = TonnesField(_("lapsed"), default=Decimal(0))

    objects = QuotaAccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("quota account")
        verbose_name_plural = _("quota accounts")
        ordering = ("year", "category", "holder", "group", "enterprise")
        constraints = (
            models.CheckConstraint(condition=Q(balance__gte=Decimal(0)), name="quota_balance_not_negative"),
            models.CheckConstraint(condition=Q(lapsed__gte=Decimal(0)), name="quota_lapsed_not_negative"),
            models.CheckConstraint(
                condition=Q(holder="nation", group=None, enterprise=None)
                | Q(holder="group", group__isnull=False, enterprise=None)
                | Q(holder="enterprise", group=None, enterprise__isnull=False),
                name="quota_account_has_its_holder",
            ),
            models.UniqueConstraint(
                fields=["year", "category"],
                condition=Q(holder="nation"),
                name="quota_account_once_for_the_nation",
            ),
            models.UniqueConstraint(
                fields=["group", "year", "category"],
                condition=Q(holder="group"),
                name="quota_account_once_per_group",
            ),
            models.UniqueConstraint(
                fields=["enterprise", "year", "category"],
                condition=Q(holder="enterprise"),
                name="quota_account_once_per_enterprise",
            ),
        )

    def __str__(self) -> str:
        return f"{self.year} {self.category} {self.group or self.enterprise or self.holder}"

    @property
    def quota(self) -> Decimal:
        """What it held of the year, used or lapsed."""
        held: Decimal = self.balance + self.lapsed
        return held

    def balance_at(self, instant: datetime) -> Decimal:
        """The balance as of an instant: the sum over the transfers until then."""
        until = Q(at__lte=instant)
        zero = Decimal(0)
        came = self.transfers_in.filter(until).aggregate(tonnes=Sum("tonnes"))["tonnes"] or zero
        went = self.transfers_out.filter(until).aggregate(tonnes=Sum("tonnes"))["tonnes"] or zero
        return came - went


class QuotaTransferQuerySet(models.QuerySet["QuotaTransfer"]):
    """Reads of movements."""

    def visible_to(self, user: User) -> Self:
        """Those from or to a visible account."""
        accounts = QuotaAccount.objects.visible_to(user)
        return self.filter(Q(source__in=accounts) | Q(target__in=accounts))


CAUSES = (
    "notice_total", "group_allocation", "enterprise_allocation", "filing_line", "reduction", "release_line", "takeover",
    "lapse",
)  # fmt: skip


def _one_cause() -> Q:
    """Exactly one of the causes is named."""
    either = Q()
    for cause in CAUSES:
        either |= Q(**{f"{other}__isnull": other != cause for other in CAUSES})
    return either


class QuotaTransfer(models.Model):
    """One movement of quota. Append-only; a correction is another transfer."""

    # Without a source: the ministries issue a total. Without a target: they take back what a total no longer holds,
    # or the year ends and what was not used lapses.
    source = models.ForeignKey(QuotaAccount, models.PROTECT, null=True, blank=True, related_name="transfers_out")
    target = models.ForeignKey(QuotaAccount, models.PROTECT, null=True, blank=True, related_name="transfers_in")
    tonnes = TonnesField(_("tonnes"))
    notice_total = models.ForeignKey(
        "allocations.NoticeTotal", models.PROTECT, null=True, blank=True, related_name="transfers"
    )
    group_allocation = models.ForeignKey(
        "allocations.GroupAllocation", models.PROTECT, null=True, blank=True, related_name="transfers"
    )
    filing_line = models.ForeignKey(
        "allocations.FilingLine", models.PROTECT, null=True, blank=True, related_name="transfers"
    )
    reduction = models.ForeignKey(
        "allocations.Reduction", models.PROTECT, null=True, blank=True, related_name="transfers"
    )
    enterprise_allocation = models.ForeignKey(
        "allocations.EnterpriseAllocation", models.PROTECT, null=True, blank=True, related_name="transfers"
    )
    release_line = models.ForeignKey(
        "allocations.ReleaseLine", models.PROTECT, null=True, blank=True, related_name="transfers"
    )
    takeover = models.ForeignKey(
        "allocations.Takeover", models.PROTECT, null=True, blank=True, related_name="transfers"
    )
    lapse = models.ForeignKey("allocations.Lapse", models.PROTECT, null=True, blank=True, related_name="transfers")
    moved_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    objects = QuotaTransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("quota transfer")
        verbose_name_plural = _("quota transfers")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=Q(tonnes__gt=Decimal(0)), name="quota_transfer_moves_something"),
            models.CheckConstraint(
                condition=Q(source__isnull=False) | Q(target__isnull=False), name="quota_transfer_has_an_end"
            ),
            models.CheckConstraint(
                condition=Q(source=None) | Q(target=None) | ~Q(source=F("target")),
                name="quota_transfer_between_two_accounts",
            ),
            models.CheckConstraint(condition=_one_cause(), name="quota_transfer_has_one_cause"),
        )

    def __str__(self) -> str:
        return f"{self.source} → {self.target}: {self.tonnes}"
