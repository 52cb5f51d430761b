"""Files that are made while their person does something else: asked for on a page, or due every month."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.models import User


def unguessable(row: "MadeFile", _name: str) -> str:
    """Where the bytes lie: no name of a person's or of a list reaches the disk."""
    return f"made/{salted_hmac('notifications.MadeFile', str(row.pk), algorithm='sha256').hexdigest()}"


class MadeFileQuerySet(models.QuerySet["MadeFile"]):
    """Reads of files that are made."""

    def visible_to(self, user: User) -> Self:
        """One's own, as long as one works with quotas."""
        return self.filter(owner=user.pk) if user.sees_business else self.none()

    def unfinished(self) -> Self:
        """Those that wait or are being made."""
        return self.filter(state__in=(MadeFile.State.WAITING, MadeFile.State.RUNNING))

    def free(self, machine_now: datetime) -> Self:
        """Those that nobody makes now: they wait, or whoever made them has ended."""
        return self.unfinished().filter(Q(held_until=None) | Q(held_until__lte=machine_now))


class MadeFile(models.Model):
    """A table as a file for one person: which list with which filter, how far it is, and the bytes when it is done."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("being made")
        DONE = "done", _("made")
        FAILED = "failed", _("not made")

    owner = models.ForeignKey(User, models.CASCADE, related_name="made_files", verbose_name=_("person"))
    title = models.CharField(_("title"), max_length=120)
    page = models.SlugField(_("list"), max_length=40)
    query = models.CharField(_("filter"), max_length=500, blank=True)
    ending = models.CharField(_("form"), max_length=4, default="xlsx")
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    rows = models.PositiveIntegerField(_("rows written"), default=0)
    asked_at = models.DateTimeField(_("asked at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    # By the machine's clock: until when whoever makes it holds it.
    held_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    fault = models.CharField(_("fault"), max_length=300, blank=True)
    name = models.CharField(_("file name"), max_length=200, blank=True)
    content_type = models.CharField(_("type"), max_length=100, blank=True)
    content = models.FileField(max_length=100, upload_to=unguessable, blank=True)

    objects = MadeFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file made in the background")
        verbose_name_plural = _("files made in the background")
        ordering = ("-asked_at", "-pk")
        indexes = (models.Index(fields=["state", "held_until"], name="made_file_to_do"),)

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens to it."""
        return self.state in (self.State.DONE, self.State.FAILED)
