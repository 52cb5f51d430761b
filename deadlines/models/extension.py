"""Extensions of a deadline: asked with a reason, granted by another person, never without an end."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class ExtensionQuerySet(models.QuerySet["Extension"]):
    """Reads of extensions."""

    def visible_to(self, user: User) -> Self:
        """As the obligation: ministries see all, everybody else their own organisation's."""
        if user.sees_everything:
            return self
        return self.filter(obligation__organisation=user.organisation_id) if user.sees_business else self.none()

    def asked(self) -> Self:
        """Those that wait for a decision."""
        return self.filter(state=Extension.State.ASKED)

    def with_people(self) -> Self:
        """With everything that a line about them names."""
        return self.select_related(
            "obligation__organisation", "obligation__about", "asked_by", "asked_for", "decided_by", "decided_for"
        )


class Extension(models.Model):
    """A request to move one deadline, and what became of it."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked for")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")
        RECALLED = "recalled", _("taken back")

    obligation = models.ForeignKey(
        "deadlines.Obligation", models.PROTECT, related_name="extensions", verbose_name=_("obligation")
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.ASKED)
    reason = models.CharField(_("reason"), max_length=500)
    due_before = models.DateField(_("due until then"))
    wanted_until = models.DateField(_("wanted until"))
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_for = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    granted_until = models.DateField(_("extended until"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_for = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    # Who asked took it back before the decision.
    recalled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    recalled_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    recall_reason = models.CharField(_("reason for taking it back"), max_length=500, blank=True)
    decision_reason = models.CharField(_("reason of the decision"), max_length=500, blank=True)

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        ordering = ("asked_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["obligation"], condition=Q(state="asked"), name="extension_one_asked_per_obligation"
            ),
            models.CheckConstraint(
                condition=Q(state="granted", granted_until__isnull=False)
                | (~Q(state="granted") & Q(granted_until=None)),
                name="extension_never_without_an_end",
            ),
            models.CheckConstraint(
                condition=Q(granted_until=None) | Q(granted_until__gt=F("due_before")),
                name="extension_ends_after_the_due_day",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")), name="extension_takes_two_people"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("asked", "recalled"), decided_by=None, decided_at=None)
                | Q(state__in=("granted", "refused"), decided_by__isnull=False, decided_at__isnull=False),
                name="extension_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="recalled", recalled_by__isnull=False, recalled_at__isnull=False)
                & ~Q(recall_reason="")
                | ~Q(state="recalled") & Q(recalled_by=None, recalled_at=None, recall_reason=""),
                name="extension_taken_back_with_a_reason",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.obligation} → {self.granted_until or self.wanted_until}"

    @property
    def ends(self) -> date:
        """The day it ends on: as granted, else as wanted."""
        return self.granted_until or self.wanted_until
