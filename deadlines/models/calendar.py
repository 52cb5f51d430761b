"""The State Council's arrangements, version by version, and the days that each of them names."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class ArrangementQuerySet(models.QuerySet["Arrangement"]):
    """Reads of arrangements."""

    def visible_to(self, user: User) -> Self:
        """What is or was in force is public; what is only proposed is seen by the ministries."""
        if user.sees_everything:
            return self
        return self.exclude(sequence=None) if user.sees_business else self.none()

    def in_force(self) -> Self:
        """The one version of each year that counts now."""
        return self.filter(state=Arrangement.State.IN_FORCE)

    def proposed(self) -> Self:
        """Those that wait for the second person."""
        return self.filter(state=Arrangement.State.PROPOSED)


class Arrangement(models.Model):
    """A version of one year's arrangement of days off. An amendment is a new version; none is ever overwritten.

    `sequence` numbers the versions of the whole calendar in the order in which they came into force, and
    `calendar_version` is the name of the calendar that each of them made: what was computed says with which.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("to be confirmed")
        IN_FORCE = "in_force", _("in force")
        SUPERSEDED = "superseded", _("superseded by a later version")
        REFUSED = "refused", _("refused")
        RECALLED = "recalled", _("taken back")

    year = models.PositiveSmallIntegerField(_("year"))
    version = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.PROPOSED)
    document_number = models.CharField(_("document number"), max_length=100, blank=True)
    document = models.URLField(_("document"), max_length=300)
    entered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("entered by")
    )
    entered_for = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    entered_at = models.DateTimeField(_("entered at"))
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_for = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    refusal_reason = models.CharField(_("reason"), max_length=500, blank=True)
    sequence = models.PositiveIntegerField(null=True, blank=True, unique=True, editable=False)
    calendar_version = models.CharField(_("calendar version"), max_length=64, blank=True)

    objects = ArrangementQuerySet.as_manager()

    class Meta:
        verbose_name = _("arrangement of days off")
        verbose_name_plural = _("arrangements of days off")
        ordering = ("year", "version")
        constraints = (
            models.UniqueConstraint(fields=["year", "version"], name="arrangement_version_once"),
            models.UniqueConstraint(
                fields=["year"], condition=Q(state="in_force"), name="arrangement_one_in_force_per_year"
            ),
            models.UniqueConstraint(
                fields=["year"], condition=Q(state="proposed"), name="arrangement_one_proposed_per_year"
            ),
            models.CheckConstraint(condition=~Q(document=""), name="arrangement_cites_its_document"),
            models.CheckConstraint(
                condition=Q(entered_by=None) | Q(decided_by=None) | ~Q(entered_by=F("decided_by")),
                name="arrangement_takes_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("proposed", "refused", "recalled"), sequence=None)
                | Q(state__in=("in_force", "superseded"), sequence__isnull=False),
                name="arrangement_in_force_is_numbered",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.year} v{self.version}"

    @property
    def organisation_id(self) -> int | None:
        """Whose work it is: that of the organisation that entered it."""
        return self.entered_by.organisation_id if self.entered_by else None


class CalendarDayQuerySet(models.QuerySet["CalendarDay"]):
    """Reads of days."""

    def visible_to(self, user: User) -> Self:
        """As the arrangement that names them."""
        return self.filter(arrangement__in=Arrangement.objects.visible_to(user))

    def in_force(self) -> Self:
        """The days that count now."""
        return self.filter(arrangement__state=Arrangement.State.IN_FORCE)


class CalendarDay(models.Model):
    """A day that an arrangement names: off, or a make-up working day; with the document that says so."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("day off")
        MAKEUP_WORKDAY = "makeup_workday", _("make-up working day")

    arrangement = models.ForeignKey(
        Arrangement, models.CASCADE, related_name="days", verbose_name=_("arrangement of days off")
    )
    day = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    name = models.CharField(_("holiday"), max_length=50)
    document = models.URLField(_("document"), max_length=300)

    objects = CalendarDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        ordering = ("day",)
        constraints = (
            models.CheckConstraint(condition=~Q(document=""), name="calendar_day_cites_its_document"),
            models.UniqueConstraint(fields=["arrangement", "day"], name="calendar_day_once_per_arrangement"),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
