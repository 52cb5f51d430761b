"""Internal notes (内部备注): what an organisation writes to itself about a filing, a report, a notice, a finding, a visit."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.organisation import Organisation
from accounts.models.person import User


class NoteQuerySet(models.QuerySet["Note"]):
    """Reads of notes."""

    def visible_to(self, user: User) -> Self:
        """Those of one's own organisation; no other side reads them, neither a ministry nor who keeps the system."""
        return self.filter(organisation=user.organisation_id) if user.sees_business else self.none()

    def about(self, kind: str, subject: int) -> Self:
        """Those about one row, oldest first."""
        return self.filter(kind=kind, subject=subject).select_related("written_by", "withdrawn_by").order_by("pk")


class Note(models.Model):
    """One note. It is never edited; its author can strike it out, and it stays readable for the own organisation.

    The subject is named, not pointed at: `kind` is a name of settings.NOTED, `subject` the number of the row.
    """

    LONGEST = 1000

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation"))
    kind = models.SlugField(_("kind"), max_length=20)
    subject = models.PositiveBigIntegerField(_("subject"))
    text = models.TextField(_("internal note"), max_length=LONGEST)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("written by"))
    written_at = models.DateTimeField(_("written at"))
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("struck out at"), null=True, blank=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")
        ordering = ("pk",)
        indexes = (models.Index(fields=["organisation", "kind", "subject"], name="note_by_subject"),)
        constraints = (
            models.CheckConstraint(condition=~models.Q(text=""), name="note_says_something"),
            models.CheckConstraint(
                condition=models.Q(withdrawn_by=None, withdrawn_at=None)
                | models.Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False),
                name="note_struck_out_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} #{self.pk}"
