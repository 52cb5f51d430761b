"""One event per change that matters, chained; and the head of the chain, which hands out the numbers."""

from typing import Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _


class EventQuerySet(models.QuerySet["Event"]):
    """Reads of the log."""

    def about(self, subject: models.Model) -> Self:
        """The history of one object, oldest first."""
        return self.filter(subject_type=subject._meta.label, subject_id=str(subject.pk)).order_by("number")


class Event(models.Model):
    """What one person did to one thing. Written once; the database refuses updates and deletes."""

    number = models.BigIntegerField(_("number"), primary_key=True)
    at = models.DateTimeField(_("time"))
    actor = models.CharField(_("account"), max_length=150)
    actor_name = models.CharField(_("name"), max_length=150)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    roles = models.CharField(_("roles"), max_length=200, blank=True)
    acting_for = models.CharField(_("acting for"), max_length=150, blank=True)
    origin = models.CharField(_("from where"), max_length=64, blank=True)
    action = models.CharField(_("action"), max_length=64)
    subject_type = models.CharField(max_length=64)
    subject_id = models.CharField(max_length=64)
    subject = models.CharField(_("subject"), max_length=300)
    before = models.JSONField(_("before"), default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(_("after"), default=dict, encoder=DjangoJSONEncoder)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ("number",)
        indexes = (models.Index(fields=["subject_type", "subject_id"], name="audit_event_subject"),)

    def __str__(self) -> str:
        return f"{self.number} {self.action} {self.subject}"


class Head(models.Model):
    """The end of the chain: one row, locked by every writer, so that numbers have no gap and the chain no fork."""

    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(pk=1), name="audit_head_is_one_row"),)

    def __str__(self) -> str:
        return f"{self.number}:{self.hash[:16]}"
