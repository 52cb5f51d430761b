"""One event per change that matters, chained; and the head of the chain, which hands out the numbers."""

from typing import Any, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# The role that reads the log. The log knows no people, so it asks whoever reads it for their roles.
READER = "audit_admin"


def configured_algorithm() -> str:
    """What new events are hashed with."""
    algorithm: str = settings.AUDIT_HASH
    return algorithm


class EventQuerySet(models.QuerySet["Event"]):
    """Reads of the log."""

    def about(self, subject: models.Model) -> Self:
        """The history of one object, oldest first."""
        return self.filter(subject_type=subject._meta.label, subject_id=str(subject.pk)).order_by("number")

    def visible_to(self, user: Any) -> Self:
        """The whole log is for the audit administrator; others read an object's history on its page."""
        return self if user.has_role(READER) else self.none()

    def refused(self) -> Self:
        """What somebody tried and was not let do."""
        return self.filter(action__startswith="access.")

    def exports(self) -> Self:
        """What left the system as a file."""
        return self.filter(action="export")

    def sign_ins(self) -> Self:
        """Who came and went, and who tried to."""
        return self.filter(action__startswith="sign_")

    def page(self, *, before: int | None = None, after: int | None = None, size: int) -> "list[Event]":
        """So many events, newest first, beside a number: as quick at the log's start as at its end."""
        if after is not None:
            return list(self.filter(number__gt=after).order_by("number")[:size])[::-1]
        rows = self if before is None else self.filter(number__lt=before)
        return list(rows.order_by("-number")[:size])


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
    previous_hash = models.CharField(_("hash of the event before"), max_length=64)
    hash = models.CharField(_("hash"), max_length=64)
    # Beside the hash and not under it: changed, it no longer gives the hash.
    algorithm = models.CharField(_("hash algorithm"), max_length=16, default=configured_algorithm)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ("number",)
        indexes = (
            models.Index(fields=["subject_type", "subject_id"], name="audit_event_subject"),
            # What one account did lately, and the log of one person.
            models.Index(fields=["actor", "number"], name="audit_event_actor"),
            models.Index(fields=["at"], name="audit_event_at"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.action} {self.subject}"


class Head(models.Model):
    """The end of the chain: one row, locked by every writer, so that numbers have no gap and the chain no fork."""

    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(pk=1), name="audit_head_is_one_row"),)

    def __str__(self) -> str:
        return f"{self.number}:{self.hash[:16]}"


class Verification(models.Model):
    """A verification of the chain: when, how far, the result, and where the head was exported afterwards.

    For the page only. Whoever rewrites the database can rewrite this too; the exported files are the proof.
    """

    at = models.DateTimeField(_("time"))
    number = models.BigIntegerField(_("number"))
    hash = models.CharField(_("hash"), max_length=64)
    first = models.BigIntegerField(_("verified from"), default=1)
    milliseconds = models.BigIntegerField(_("duration"), default=0)
    fault = models.BigIntegerField(_("first wrong event"), null=True, blank=True)
    reason = models.TextField(_("what is wrong"), blank=True)
    exported_to = models.CharField(_("file of the head"), max_length=200, blank=True)
    mailed_to = models.CharField(_("head sent to"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.number}"
