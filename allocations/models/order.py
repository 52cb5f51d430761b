"""What the ministry orders beside its notices: one person drafts with the document, another orders, or it is withdrawn."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User, name_for
from documents.models import Attachment


class Order(models.Model):
    """The document, the reason and both persons of a reduction or of a release."""

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

    class Meta:
        abstract = True
        ordering = ("-year", "-pk")
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(
                condition=~Q(document_number="") | Q(document__isnull=False), name="%(class)s_names_its_document"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="%(class)s_has_a_reason"),
            models.CheckConstraint(
                condition=Q(state="draft", decided_at=None, decided_by=None)
                | Q(state__in=("ordered", "withdrawn"), decided_at__isnull=False, decided_by__isnull=False),
                name="%(class)s_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="ordered") | ~Q(decided_by=F("drafted_by")),
                name="%(class)s_ordered_by_a_second_person",
            ),
        )

    @property
    def decider(self) -> str:
        """Who ordered or withdrew it, and for whom; empty while nobody has."""
        return name_for(self.decided_by, self.decided_for)
