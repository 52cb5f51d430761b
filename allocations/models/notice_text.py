"""The wording of a notice: clauses in order, addressees, opening, contacts and the titles of its annexes.

Placeholders that the system fills are written as 【name】; allocations.rules.notice_text has their names.
"""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from allocations.models.notice import Notice


class NoticeTextQuerySet(models.QuerySet["NoticeText"]):
    """Reads of wordings."""

    def visible_to(self, user: User) -> Self:
        """Those of visible notices."""
        return self.filter(notice__in=Notice.objects.visible_to(user))


class NoticeText(models.Model):
    """The text around the clauses of a notice."""

    notice = models.OneToOneField(Notice, models.PROTECT, related_name="text")
    addressees = models.TextField(_("addressees"))
    opening = models.TextField(_("opening"))
    contacts = models.TextField(_("contacts"), blank=True)
    annex_1 = models.CharField(_("title of annex 1"), max_length=200, blank=True)
    annex_2 = models.CharField(_("title of annex 2"), max_length=200, blank=True)

    objects = NoticeTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of a notice")
        verbose_name_plural = _("texts of notices")

    def __str__(self) -> str:
        return f"{self.notice.period} {self.addressees[:20]}"


class NoticeClauseQuerySet(models.QuerySet["NoticeClause"]):
    """Reads of clauses."""

    def visible_to(self, user: User) -> Self:
        """Those of visible notices."""
        return self.filter(notice__in=Notice.objects.visible_to(user))


class NoticeClause(models.Model):
    """One clause: its number as printed, and its wording; a line of its own begins a paragraph."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="clauses")
    position = models.PositiveSmallIntegerField(_("position"))
    number = models.CharField(_("number"), max_length=10)
    wording = models.TextField(_("wording"))

    objects = NoticeClauseQuerySet.as_manager()

    class Meta:
        verbose_name = _("clause of a notice")
        verbose_name_plural = _("clauses of notices")
        ordering = ("notice", "position")
        constraints = (
            models.UniqueConstraint(fields=["notice", "position"], name="notice_clause_once_per_position"),
            models.CheckConstraint(condition=~Q(wording=""), name="notice_clause_says_something"),
        )

    def __str__(self) -> str:
        return f"{self.number}、{self.wording[:20]}"
