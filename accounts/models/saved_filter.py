"""Filters of lists that a person keeps under a name, and how often the list comes by itself."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.person import User


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    """Reads of saved filters."""

    def visible_to(self, user: User) -> Self:
        """One's own."""
        return self.filter(owner=user.pk)

    def due(self, day: int, month: str) -> Self:
        """Those whose table is to be made by this day of a month (“2021-10”) and was not yet."""
        return self.exclude(send="").filter(day__lte=day, owner__is_active=True).exclude(sent_for__gte=month)


class SavedFilter(models.Model):
    """What a person asked a list for. Months and years are not kept: it always shows the latest."""

    # What fits below a list and is found again.
    MOST = 30
    LAST_DAY = 28

    class Send(models.TextChoices):
        """As what the table comes every month."""

        NEVER = "", _("not sent")
        XLSX = "xlsx", _("as a workbook")
        PDF = "pdf", _("as a PDF")

    owner = models.ForeignKey(User, models.CASCADE, related_name="saved_filters", verbose_name=_("person"))
    name = models.CharField(pgettext_lazy("of a thing", "name"), max_length=60)
    # The name of the list's route.
    page = models.SlugField(_("list"), max_length=40)
    query = models.CharField(_("filter"), max_length=500, blank=True)
    send = models.CharField(_("sent every month"), max_length=4, choices=Send, default=Send.NEVER, blank=True)
    day = models.PositiveSmallIntegerField(
        _("day of the month"), default=15, validators=[MinValueValidator(1), MaxValueValidator(LAST_DAY)]
    )
    # The last month whose table was made; it claims the month.
    sent_for = models.CharField(_("last sent for"), max_length=7, blank=True)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering = ("page", "name")
        constraints = (
            models.UniqueConstraint(fields=["owner", "page", "name"], name="saved_filter_once_per_name"),
            models.CheckConstraint(condition=~Q(name=""), name="saved_filter_has_a_name"),
            models.CheckConstraint(condition=Q(day__gte=1, day__lte=28), name="saved_filter_on_a_day_of_every_month"),
        )

    def __str__(self) -> str:
        return self.name
