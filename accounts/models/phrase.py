"""Phrases of one's own (常用意见), put into opinions, returns and remarks with a click."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.person import User


class PhraseQuerySet(models.QuerySet["Phrase"]):
    """Reads of phrases."""

    def visible_to(self, user: User) -> Self:
        """One's own."""
        return self.filter(owner=user.pk)


class Phrase(models.Model):
    """A sentence that a person often writes. `position` is its place in the person's list, which that person orders."""

    LONGEST = 300
    # What still fits beside a field and is read.
    MOST = 50

    owner = models.ForeignKey(User, models.CASCADE, related_name="phrases", verbose_name=_("person"))
    text = models.CharField(_("phrase"), max_length=LONGEST)
    position = models.PositiveIntegerField(_("position"))

    objects = PhraseQuerySet.as_manager()

    class Meta:
        verbose_name = _("own phrase")
        verbose_name_plural = _("own phrases")
        ordering = ("owner", "position", "pk")
        constraints = (
            models.UniqueConstraint(fields=["owner", "text"], name="phrase_once_per_person"),
            models.CheckConstraint(condition=~models.Q(text=""), name="phrase_says_something"),
        )

    def __str__(self) -> str:
        return self.text
