"""The accounts of an organisation's programs, and their tokens."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User


class ServiceAccountQuerySet(models.QuerySet["ServiceAccount"]):
    """Reads of service accounts."""

    def visible_to(self, user: User) -> Self:
        """The administrator and the officers of the organisation; the security administrator sees all."""
        if user.has_role(Role.SECURITY_ADMIN):
            return self
        if user.has_role(Role.ADMINISTRATOR) or user.has_role(Role.OFFICER):
            return self.filter(user__organisation=user.organisation_id)
        return self.none()

    def in_force(self, day: date) -> Self:
        """Those whose tokens are taken."""
        return self.filter(consented_at__isnull=False, ended_at=None, last_day__gte=day, user__is_active=True)


class ServiceAccount(models.Model):
    """An account of a program: what it may (scopes), until when, and which two people agreed to it.

    Its `user` has no password and no person behind it; rows and rights are decided by its organisation and role.
    """

    user = models.OneToOneField(User, models.PROTECT, related_name="service_account", verbose_name=_("account"))
    purpose = models.CharField(_("purpose"), max_length=300)
    scopes = models.JSONField(_("scopes"), default=list)
    last_day = models.DateField(_("last day"))
    # What the proxy says of the client's certificate; empty asks for none.
    certificate = models.CharField(_("SHA-256 of the client's certificate"), max_length=64, blank=True)
    requests_per_minute = models.PositiveIntegerField(_("requests per minute"), null=True, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))
    consented_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("consented by")
    )
    consented_at = models.DateTimeField(_("consented at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ended by")
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = ServiceAccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("service account")
        verbose_name_plural = _("service accounts")
        ordering = ("user__username",)
        constraints = (
            models.CheckConstraint(
                condition=Q(consented_by=None) | ~Q(consented_by=F("asked_by")), name="service_account_by_two_people"
            ),
            models.CheckConstraint(
                condition=Q(consented_at=None, consented_by=None)
                | Q(consented_at__isnull=False, consented_by__isnull=False),
                name="service_account_consented_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="service_account_ended_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return self.user.username

    def state_on(self, day: date) -> str:
        """For people: `asked`, `in_force`, `over` or `ended`."""
        if self.ended_at is not None:
            return "ended"
        if self.consented_at is None:
            return "asked"
        return "in_force" if day <= self.last_day else "over"


class ServiceToken(models.Model):
    """A token of a service account: shown once, kept as a digest, known by its prefix."""

    account = models.ForeignKey(ServiceAccount, models.PROTECT, related_name="tokens")
    prefix = models.CharField(_("begins with"), max_length=16, unique=True)
    digest = models.CharField(max_length=64)
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("given out by"))
    issued_at = models.DateTimeField(_("issued at"))
    # On the machine's clock.
    used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("token of a service account")
        verbose_name_plural = _("tokens of service accounts")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.prefix}…"

    @property
    def requests_per_minute(self) -> int | None:
        """The account's own limit, if it has one."""
        return self.account.requests_per_minute

    def may(self, scope: str) -> bool:
        """Whether the account was given it; who may write may read."""
        area, _colon, deed = scope.partition(":")
        given = self.account.scopes
        return scope in given or (deed == "read" and f"{area}:write" in given)
