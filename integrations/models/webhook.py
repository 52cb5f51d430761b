"""Where an organisation wants to hear what happens, and what was delivered there."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from integrations.models.service_account import ServiceAccount


class EndpointQuerySet(models.QuerySet["Endpoint"]):
    """Reads of endpoints."""

    def visible_to(self, user: User) -> Self:
        """With their service accounts."""
        return self.filter(account__in=ServiceAccount.objects.visible_to(user))

    def listening(self) -> Self:
        """Those to which something is delivered."""
        return self.filter(is_active=True).select_related("account__user__organisation")


class Endpoint(models.Model):
    """An address of an organisation's own system, and which events it wants to hear of.

    It hears what its service account may see. `heard_until` is the last event of the log that was looked at.
    """

    account = models.ForeignKey(ServiceAccount, models.PROTECT, related_name="endpoints")
    url = models.URLField(_("address"), max_length=500)
    events = models.JSONField(_("events"), default=list)
    # Encrypted with the key of SECRET_KEY; the one before is signed with as well until its end.
    secret = models.TextField()
    former_secret = models.TextField(blank=True)
    former_until = models.DateTimeField(null=True, blank=True)
    heard_until = models.PositiveBigIntegerField(default=0)
    is_active = models.BooleanField(_("active"), default=True)
    made_at = models.DateTimeField(_("made at"))

    objects = EndpointQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.url


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Reads of deliveries."""

    def visible_to(self, user: User) -> Self:
        """With their endpoints."""
        return self.filter(endpoint__in=Endpoint.objects.visible_to(user))


class Delivery(models.Model):
    """One event for one endpoint: sent in order, tried again with growing pauses for three days."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("delivered")
        FAILED = "failed", _("given up")

    endpoint = models.ForeignKey(Endpoint, models.PROTECT, related_name="deliveries")
    # The event's number in the log; the receiver knows a repetition by it.
    event = models.PositiveBigIntegerField(_("event"))
    kind = models.CharField(_("kind"), max_length=40)
    payload = models.JSONField()
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    # All on the machine's clock.
    queued_at = models.DateTimeField(_("queued at"))
    next_try_at = models.DateTimeField(_("next attempt"))
    sent_at = models.DateTimeField(_("delivered at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    answer = models.CharField(_("answer"), max_length=200, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ("event", "pk")
        constraints = (models.UniqueConstraint(fields=["endpoint", "event"], name="delivery_once_per_event"),)
        indexes = (models.Index(fields=["next_try_at"], condition=models.Q(state="waiting"), name="delivery_waiting"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.event} → {self.endpoint}"
