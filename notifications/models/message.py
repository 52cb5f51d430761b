"""Messages as rows first, and the channels that a person chose."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Count, Max, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User

# Occasions for the audit administrator; all others are about quotas.
AUDIT_FAULT = "audit-fault"
# … and for the system administrator.
SERVICE_RED = "service-red"


@dataclass(frozen=True)
class Reminded:
    """How many reminders were queued, and when the last one was."""

    count: int
    last_at: datetime


class MessageQuerySet(models.QuerySet["Message"]):
    """Reads of messages."""

    def visible_to(self, user: User) -> Self:
        """Everybody their own; about duties and quotas only as long as they work with them."""
        mine = self.filter(recipient=user.pk)
        if user.sees_business:
            return mine
        own = Q(occasion__startswith=AUDIT_FAULT) | Q(occasion__startswith=SERVICE_RED)
        return mine.filter(own, obligation=None)

    def unread(self) -> Self:
        """Not read, and still of interest: a reminder whose duty was met meanwhile asks for nothing."""
        return self.filter(read_at=None).exclude(obligation__met_at__isnull=False)

    def about(self) -> Self:
        """With everything that a line about them names."""
        return self.select_related("obligation__organisation", "obligation__about")

    def waiting(self) -> Self:
        """Those that are to go out by e-mail."""
        return self.filter(post=Message.Post.WAITING)

    def troubled(self) -> Self:
        """Those whose last attempt to go out failed, given up or still tried."""
        return self.filter(post__in=(Message.Post.WAITING, Message.Post.FAILED)).exclude(fault="")

    def by_obligation(self, obligations: Iterable[Any]) -> dict[int, Reminded]:
        """What was queued for each of these obligations, by primary key; one query."""
        reminders = self.filter(obligation__in=obligations).order_by().values_list("obligation")
        return {pk: Reminded(*found) for pk, *found in reminders.annotate(Count("pk"), Max("queued_at"))}


class Message(models.Model):
    """Something that must reach a person: a row, which is the message in the application; then perhaps an e-mail,
    sent by a sweeper that claims the row."""

    class Post(models.TextChoices):
        """What becomes of the message as an e-mail."""

        NONE = "none", _("in the application only")
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("given up")
        DROPPED = "dropped", _("no longer needed")

    obligation = models.ForeignKey(
        "deadlines.Obligation",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="messages",
        db_index=False,
        # Both keys are written from rows that are read in the same statement; people are disabled and duties kept,
        # never deleted. Looking each of them up again would be a third of a sweep.
        db_constraint=False,
    )
    recipient = models.ForeignKey(User, models.CASCADE, related_name="messages", db_index=False, db_constraint=False)
    occasion = models.CharField(_("occasion"), max_length=40)
    due_on = models.DateField(_("due"), null=True, blank=True)
    details = models.JSONField(default=dict, blank=True)
    queued_at = models.DateTimeField(_("queued at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    post = models.CharField(_("e-mail"), max_length=8, choices=Post, default=Post.NONE)
    next_try_at = models.DateTimeField(_("next attempt"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    fault = models.CharField(_("fault"), max_length=200, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ("queued_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["obligation", "recipient", "occasion", "due_on"], name="message_once_per_occasion"
            ),
            models.UniqueConstraint(
                fields=["recipient", "occasion"], condition=Q(obligation=None), name="message_without_duty_once"
            ),
            models.CheckConstraint(
                condition=Q(obligation=None) | Q(due_on__isnull=False), name="message_about_a_duty_has_its_day"
            ),
        )
        indexes = (
            # For the count on every page and for the inbox: one index, because each costs every sweep.
            models.Index(fields=["recipient", "read_at"], name="message_by_recipient"),
            models.Index(fields=["next_try_at"], condition=Q(post="waiting"), name="message_waiting"),
        )

    def __str__(self) -> str:
        return f"{self.occasion} {self.obligation or ''} → {self.recipient}"


class Channels(models.Model):
    """By which channels a person hears. The application is always one; a duty cannot be switched off."""

    person = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="channels")
    email = models.BooleanField(_("by e-mail too"), default=True)

    class Meta:
        verbose_name = _("channels")
        verbose_name_plural = _("channels")

    def __str__(self) -> str:
        return f"{self.person}: {'e-mail' if self.email else '–'}"
