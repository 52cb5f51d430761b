"""Release of the nation's reserve to groups by a decision with its document (释放预留指标)."""

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User, name_for
from common.quantities import Category, TonnesField
from documents.models import Attachment


class ReleaseQuerySet(models.QuerySet["Release"]):
    """Reads of releases."""

    def visible_to(self, user: User) -> Self:
        """The ministries see all; a group what was ordered and gives it something."""
        if user.sees_everything:
            return self
        if not user.sees_business:
            return self.none()
        return self.filter(state=Release.State.ORDERED, lines__group=user.organisation_id).distinct()


class Release(models.Model):
    """So many tonnes of the reserve go to groups. One person of the ministry drafts, another orders."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        ORDERED = "ordered", _("ordered")
        WITHDRAWN = "withdrawn", _("withdrawn")

    year = models.PositiveSmallIntegerField(_("year"))
    document_number = models.CharField(_("document number"), max_length=60, blank=True)
    document = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("document")
    )
    reason = models.TextField(_("reason"))
    state = models.CharField(_("status"), max_length=10, choices=State, default=State.DRAFT)
    drafted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("drafted by"))
    drafted_at = models.DateTimeField(_("drafted at"))
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    # The officer in whose place it was ordered.
    decided_for = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    withdraw_reason = models.TextField(_("reason for withdrawing it"), blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("release of the reserve")
        verbose_name_plural = _("releases of the reserve")
        ordering = ("-year", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(document_number="") | Q(document__isnull=False), name="release_names_its_document"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="release_has_a_reason"),
            models.CheckConstraint(
                condition=Q(state="draft", decided_at=None, decided_by=None)
                | Q(state__in=("ordered", "withdrawn"), decided_at__isnull=False, decided_by__isnull=False),
                name="release_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="ordered") | ~Q(decided_by=F("drafted_by")),
                name="release_ordered_by_a_second_person",
            ),
        )

    def __str__(self) -> str:
        return f"{self.year}年预留指标下达"

    @property
    def number(self) -> str:
        """As printed and logged."""
        return f"Y-{self.year}-{self.pk}"

    @property
    def decider(self) -> str:
        """Who decided it, and for whom; empty while nobody has."""
        return name_for(self.decided_by, self.decided_for)


class ReleaseLine(models.Model):
    """What one group gets of one category out of the reserve."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="lines")
    group = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    category = models.CharField(_("category"), max_length=16, choices=Category)
    tonnes = TonnesField(_("tonnes"))

    class Meta:
        verbose_name = _("line of a release")
        verbose_name_plural = _("lines of releases")
        ordering = ("release", "group__position", "category")
        constraints = (
            models.UniqueConstraint(fields=["release", "group", "category"], name="release_line_once_per_category"),
            models.CheckConstraint(condition=Q(tonnes__gt=Decimal(0)), name="release_line_gives_something"),
        )

    def __str__(self) -> str:
        return f"{self.group.short_zh} {self.category} {self.tonnes}"
