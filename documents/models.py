"""Attachments: the original bytes of a document, kept unchanged. They know no domain word; the row that points to
an attachment defines its owner, and it can only be read through that row."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.periods import now


class Attachment(models.Model):
    """A file as it was uploaded: its safe name, its type by content, its hash. Written once."""

    name = models.CharField(_("file name"), max_length=120)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size"))
    algorithm = models.CharField(_("hash algorithm"), max_length=10)
    hash = models.CharField(_("hash"), max_length=64)
    # Whatever algorithm the log uses: everybody can compare this one with the file in hand.
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    # Where the bytes lie in the store of files; made from the hash, never from the name.
    content = models.FileField(max_length=200)
    stored_at = models.DateTimeField(_("stored at"), default=now)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name


class ImportedRow(models.Model):
    """A row that may have come from a workbook of earlier years (app `history`), which stays with it as it was."""

    imported_from = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("imported from")
    )

    class Meta:
        abstract = True


class Scan(models.Model):
    """What a virus scanner says of an attachment. There is one for each file that came while a scanner was set up;
    until it is clean, the file is not handed out."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for the scanner")
        CLEAN = "clean", _("clean")
        INFECTED = "infected", _("infected")

    attachment = models.OneToOneField(Attachment, models.PROTECT, primary_key=True, related_name="scan")
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField(_("asked at"))
    scanned_at = models.DateTimeField(_("scanned at"), null=True, blank=True)
    finding = models.CharField(pgettext_lazy("scanner", "finding"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        ordering = ("asked_at", "pk")
        indexes = (models.Index(fields=["asked_at"], condition=models.Q(state="waiting"), name="scan_waiting"),)

    def __str__(self) -> str:
        return f"{self.attachment_id} {self.state}"
