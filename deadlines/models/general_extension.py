"""One extension for all groups, e.g. after a system failure or a storm. Proposed by one person of MIIT, granted by
another, always to a given day."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User, name_for
from deadlines.models.obligation import Obligation


class GeneralExtensionQuerySet(models.QuerySet["GeneralExtension"]):
    """Reads of extensions for all."""

    def visible_to(self, user: User) -> Self:
        """The ministries see all, everybody else who works with quotas what was granted."""
        if user.sees_everything:
            return self
        return self.filter(state=GeneralExtension.State.GRANTED) if user.sees_business else self.none()

    def with_people(self) -> Self:
        """With everybody that a line about them names."""
        return self.select_related("proposed_by", "proposed_for", "decided_by", "decided_for")


class GeneralExtension(models.Model):
    """The open duties of one kind and period of all groups are due on a later day."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")
        RECALLED = "recalled", _("taken back")

    Kind = Obligation.Kind
    KINDS = (Kind.MONTHLY_REPORT, Kind.REPORT_AGAIN, Kind.FILING, Kind.FILING_AGAIN)

    kind = models.CharField(_("duty"), max_length=16, choices=[(kind.value, kind.label) for kind in KINDS])
    period = models.CharField(_("period"), max_length=10)
    until = models.DateField(_("extended until"))
    reason = models.CharField(_("reason"), max_length=500)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("proposed by"))
    proposed_for = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    proposed_at = models.DateTimeField(_("proposed at"))
    # Who decided, or took it back before the decision.
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_for = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision_reason = models.CharField(_("reason of the decision"), max_length=500, blank=True)
    moved = models.PositiveIntegerField(_("deadlines moved"), default=0)

    objects = GeneralExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("extension for all groups")
        verbose_name_plural = _("extensions for all groups")
        ordering = ("-proposed_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "period"], condition=Q(state="proposed"), name="general_extension_one_proposed"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="general_extension_has_a_reason"),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_by=None, decided_at=None)
                | (~Q(state="proposed") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="general_extension_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("proposed", "recalled")) | ~Q(decided_by=F("proposed_by")),
                name="general_extension_takes_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("refused", "recalled")) | ~Q(decision_reason=""),
                name="general_extension_refused_with_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.period} → {self.until}"

    @property
    def number(self) -> str:
        """As it is cited."""
        return f"E-{self.period}-{self.pk}"

    @property
    def proposer(self) -> str:
        """Who proposed it, and for whom."""
        return name_for(self.proposed_by, self.proposed_for)

    @property
    def decider(self) -> str:
        """Who decided it, and for whom; empty while nobody has."""
        return name_for(self.decided_by, self.decided_for)
