"""The dated one-time link by which a person sets the password."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.person import User


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Reads of invitations."""

    def open(self) -> Self:
        """Neither used nor replaced; perhaps expired."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def visible_to(self, user: User) -> Self:
        """Who sees the person's account."""
        return self.filter(person__in=User.objects.visible_to(user))


class Invitation(models.Model):
    """One link. The row holds no secret: the link is its number, signed with the key of the service."""

    person = models.ForeignKey(User, models.CASCADE, related_name="invitations", verbose_name=_("person"))
    made_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("made by")
    )
    made_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("good until"))
    accepted_at = models.DateTimeField(_("used at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ("-made_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="invitation_one_open_per_person",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(withdrawn_at=None), name="invitation_used_or_withdrawn"
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=models.F("made_at")), name="invitation_ends_later"),
        )

    def __str__(self) -> str:
        return str(self.person)

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None

    def expired(self, at: datetime) -> bool:
        """Whether the link no longer opens at an instant."""
        return self.expires_at <= at
