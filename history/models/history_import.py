"""One workbook of a past year: the file as it was uploaded, what it would book, who confirmed it, who took it back."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User, name_for
from common.periods import speaks_chinese
from documents.models import Attachment


class HistoryImportQuerySet(models.QuerySet["HistoryImport"]):
    """Reads of imports."""

    def visible_to(self, user: User) -> Self:
        """The ministries see all; nobody else sees the workbooks, which hold everybody's figures."""
        return self.all() if user.sees_everything else self.none()

    def waiting(self) -> Self:
        """Those on which a second person has to decide."""
        return self.filter(state__in=(HistoryImport.State.PREVIEWED, HistoryImport.State.REVERSAL_ASKED))


class HistoryImport(models.Model):
    """A history import (历史数据导入). The rows that it booked point to its file."""

    class Kind(models.TextChoices):
        REGISTER = "register", _("register of enterprises")
        NOTICES = "notices", _("notices of a year")
        SPLITS = "splits", _("accepted splits of a year")
        OUTPUTS = "outputs", _("monthly outputs of a year")

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("uploaded, cannot be booked as it is")
        PREVIEWED = "previewed", _("previewed, waits for a second person")
        BOOKED = "booked", _("confirmed and booked")
        DISCARDED = "discarded", _("discarded")
        REVERSAL_ASKED = "reversal_asked", _("reversal asked for")
        REVERSED = "reversed", _("reversed")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    # The register has no year.
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    source = models.ForeignKey(Attachment, models.PROTECT, related_name="+", verbose_name=_("source file"))
    state = models.CharField(_("status"), max_length=16, choices=State, default=State.UPLOADED)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("uploaded by"))
    uploaded_at = models.DateTimeField(_("uploaded at"))
    # What the preview shows, by language, and what names exactly the rows that it would book.
    preview = models.JSONField(_("preview"), default=dict, blank=True)
    digest = models.CharField(_("digest of the rows"), max_length=64, blank=True)
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("confirmed by")
    )
    # The officer in whose place it was confirmed or reversed.
    confirmed_for = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    discard_reason = models.TextField(_("reason for discarding it"), blank=True)
    reversal_reason = models.TextField(_("reason of the reversal"), blank=True)
    reversal_asked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reversal asked for by")
    )
    reversal_asked_at = models.DateTimeField(_("reversal asked for at"), null=True, blank=True)
    reversed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reversed by")
    )
    reversed_for = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    reversed_at = models.DateTimeField(_("reversed at"), null=True, blank=True)

    objects = HistoryImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("history import")
        verbose_name_plural = _("history imports")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="register", year=None) | (~Q(kind="register") & Q(year__isnull=False)),
                name="history_import_year_fits_kind",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=("uploaded", "previewed", "discarded"),
                    confirmed_by=None,
                    confirmed_for=None,
                    confirmed_at=None,
                )
                | Q(
                    state__in=("booked", "reversal_asked", "reversed"),
                    confirmed_by__isnull=False,
                    confirmed_at__isnull=False,
                ),
                name="history_import_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("uploaded_by")),
                name="history_import_confirmed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state="discarded") ^ Q(discard_reason=""), name="history_import_discarded_with_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(
                    ~Q(state__in=("reversal_asked", "reversed")),
                    reversal_asked_by=None,
                    reversal_asked_at=None,
                    reversal_reason="",
                )
                | (
                    Q(
                        state__in=("reversal_asked", "reversed"),
                        reversal_asked_by__isnull=False,
                        reversal_asked_at__isnull=False,
                    )
                    & ~Q(reversal_reason="")
                ),
                name="history_import_reversal_asked_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(~Q(state="reversed"), reversed_by=None, reversed_for=None, reversed_at=None)
                | Q(state="reversed", reversed_by__isnull=False, reversed_at__isnull=False),
                name="history_import_reversed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(reversed_by=None) | ~Q(reversed_by=F("reversal_asked_by")),
                name="history_import_reversed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("previewed", "booked", "reversal_asked", "reversed")) | ~Q(digest=""),
                name="history_import_has_a_digest",
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.source.name}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("history_detail", args=[self.pk])

    @property
    def number(self) -> str:
        """As shown and logged: “H-2020-3”, “H-3” for the register."""
        return f"H-{self.year}-{self.pk}" if self.year else f"H-{self.pk}"

    @property
    def shown(self) -> dict[str, Any]:
        """The preview in the reader's language."""
        found: dict[str, Any] = self.preview.get("zh" if speaks_chinese() else "en", {})
        return found

    @property
    def confirmer(self) -> str:
        """Who confirmed it, and for whom; empty while nobody has."""
        return name_for(self.confirmed_by, self.confirmed_for)

    @property
    def reverser(self) -> str:
        """Who reversed it, and for whom; empty while nobody has."""
        return name_for(self.reversed_by, self.reversed_for)
