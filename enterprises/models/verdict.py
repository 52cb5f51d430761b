"""Verdicts that are kept: written when a fact changes, so that a page reads them and judges nobody."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.quantities import Category
from enterprises.models.enterprise import Enterprise
from enterprises.rules.verdict import ELIGIBLE, EVIDENCE_MISSING, NOT_ELIGIBLE


class KeptVerdictQuerySet(models.QuerySet["KeptVerdict"]):
    """Reads of kept verdicts."""

    def visible_to(self, user: User) -> Self:
        """Those on visible enterprises."""
        return self.filter(enterprise__in=Enterprise.objects.visible_to(user))

    def on(self, day: date, rule_set: str) -> Self:
        """Those that hold on a day under a rule set; their first and last day count. At most one of each category."""
        return self.between(day, day, rule_set)

    def between(self, first: date, last: date, rule_set: str) -> Self:
        """Those that hold on one of these days, both included."""
        begun, lasting = Q(since=None) | Q(since__lte=last), Q(until=None) | Q(until__gte=first)
        return self.filter(begun, lasting, rule_set=rule_set)


class KeptVerdict(models.Model):
    """What a rule set says of an enterprise and category from a day to a day, with its grounds and their evidence.

    The rows of an enterprise, category and rule set follow one another without a gap: the one of the day on which they
    were written, and all that will come if no fact changes. So the passing of a day needs no worker: the next row takes
    over. A fact that changes takes the rows of its enterprise away (by a trigger), whoever changes it; the service that
    changed it writes them anew, and who finds none judges.
    """

    class Status(models.TextChoices):
        ELIGIBLE = ELIGIBLE, _("eligible")
        NOT_ELIGIBLE = NOT_ELIGIBLE, _("not eligible")
        EVIDENCE_MISSING = EVIDENCE_MISSING, _("evidence missing")

    enterprise = models.ForeignKey(
        Enterprise, models.CASCADE, related_name="kept_verdicts", verbose_name=_("enterprise")
    )
    category = models.CharField(_("category"), max_length=16, choices=Category)
    rule_set = models.CharField(_("rule set"), max_length=10)
    # Empty where the register knows no beginning or no end.
    since = models.DateField(_("since"), null=True)
    until = models.DateField(_("until"), null=True)
    # The first day of the time with, or without, eligibility; empty when it was never otherwise.
    standing_since = models.DateField(null=True)
    status = models.CharField(_("status"), max_length=16, choices=Status)
    # A list of `rules.verdict.Ground` as lists: every ground that was looked at, with the evidence it rests on.
    grounds = models.JSONField(_("grounds"))

    objects = KeptVerdictQuerySet.as_manager()

    class Meta:
        verbose_name = _("kept verdict")
        verbose_name_plural = _("kept verdicts")
        ordering = ("enterprise", "category", "rule_set", F("since").asc(nulls_first=True))
        constraints = (
            models.UniqueConstraint(
                fields=["enterprise", "category", "rule_set", "since"], name="kept_verdict_begins_once"
            ),
            models.UniqueConstraint(
                fields=["enterprise", "category", "rule_set"],
                condition=Q(since=None),
                name="kept_verdict_one_without_beginning",
            ),
            models.UniqueConstraint(
                fields=["enterprise", "category", "rule_set"],
                condition=Q(until=None),
                name="kept_verdict_one_without_end",
            ),
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
                name="kept_verdict_ends_after_it_begins",
            ),
        )
        indexes = (models.Index(fields=["rule_set", "status", "since"], name="kept_verdict_by_status"),)

    def __str__(self) -> str:
        return f"{self.enterprise} {self.category} {self.since} {self.status}"
