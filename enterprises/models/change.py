"""Dated events of an enterprise: moved to another group or province, renamed, closed, restarted; and what it was before."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organisation, Province, User, name_for
from common.periods import speaks_chinese
from documents.models import ImportedRow
from enterprises.models.enterprise import Enterprise
from enterprises.models.searchable import Searchable


class FormerName(Searchable, ImportedRow):
    """A former name of an enterprise and its last day; texts about events until then use it."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="former_names")
    last_day = models.DateField(_("last day"))

    class Meta:
        verbose_name = _("former name of an enterprise")
        verbose_name_plural = _("former names of enterprises")
        ordering = ("enterprise", "last_day")
        constraints = (
            models.UniqueConstraint(fields=["enterprise", "last_day"], name="enterprise_name_ends_once_a_day"),
        )


class FormerPlace(models.Model):
    """Where an enterprise lay until a day."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="former_places")
    province = models.ForeignKey(Province, models.PROTECT, related_name="+", verbose_name=_("province"))
    city = models.CharField(_("city"), max_length=50)
    last_day = models.DateField(_("last day"))

    class Meta:
        verbose_name = _("former place of an enterprise")
        verbose_name_plural = _("former places of enterprises")
        ordering = ("enterprise", "last_day")
        constraints = (
            models.UniqueConstraint(fields=["enterprise", "last_day"], name="enterprise_place_ends_once_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.province.name_zh}{self.city}"


class EnterpriseChangeQuerySet(models.QuerySet["EnterpriseChange"]):
    """Reads of dated events."""

    def visible_to(self, user: User) -> Self:
        """The ministries see all; a group what it entered or what brings it an enterprise; a province those located
        in it, and those that come to it."""
        home = user.organisation
        if user.sees_everything:
            return self
        if not user.sees_business:
            return self.none()
        if home.is_group:
            return self.filter(Q(group=home) | Q(new_group=home))
        if home.is_province:
            return self.filter(Q(province=home.province_id) | Q(new_province=home.province_id))
        return self.none()

    def waiting(self) -> Self:
        """Those that nobody has decided."""
        return self.filter(state=EnterpriseChange.State.PROPOSED)


class EnterpriseChange(models.Model):
    """Something that happens to an enterprise on a day. Its group enters it, an officer of its province confirms it."""

    class Kind(models.TextChoices):
        GROUP = "group", _("moved to another group")
        PLACE = "place", _("moved to another place")
        NAME = "name", _("renamed")
        CLOSED = "closed", pgettext_lazy("enterprise", "closed")
        RESTARTED = "restarted", _("restarted")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("waits for the province")
        CONFIRMED = "confirmed", _("confirmed, takes effect on its day")
        IN_FORCE = "in_force", _("in force")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="changes", verbose_name=_("enterprise"))
    # Whose it was, and where it lay, when it was entered.
    group = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("group"))
    province = models.ForeignKey(Province, models.PROTECT, related_name="+", verbose_name=_("province"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    day = models.DateField(_("from"))
    document = models.CharField(_("document"), max_length=300)
    reason = models.TextField(_("reason"), blank=True)
    new_group = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("new group")
    )
    new_province = models.ForeignKey(
        Province, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("new province")
    )
    new_city = models.CharField(_("new city"), max_length=50, blank=True)
    new_name_zh = models.CharField(_("new Chinese name"), max_length=200, blank=True)
    new_name_en = models.CharField(_("new English name"), max_length=200, blank=True)
    state = models.CharField(_("status"), max_length=10, choices=State, default=State.PROPOSED)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    entered_at = models.DateTimeField(_("entered at"))
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_for = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision_reason = models.TextField(_("reason of the decision"), blank=True)

    objects = EnterpriseChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("dated event of an enterprise")
        verbose_name_plural = _("dated events of enterprises")
        ordering = ("-day", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["enterprise"], condition=Q(state="proposed"), name="enterprise_change_one_waiting"
            ),
            models.CheckConstraint(
                condition=Q(kind="group", new_group__isnull=False)
                | Q(kind="place", new_province__isnull=False)
                | (Q(kind="name") & ~Q(new_name_zh="") & ~Q(new_name_en=""))
                | Q(kind__in=("closed", "restarted")),
                name="enterprise_change_says_what",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_by=None, decided_at=None)
                | Q(
                    state__in=("confirmed", "in_force", "refused", "withdrawn"),
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="enterprise_change_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("refused", "withdrawn")) | ~Q(decision_reason=""),
                name="enterprise_change_refused_with_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.enterprise.name_zh} {self.day} {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("change_detail", args=[self.pk])

    @property
    def decider(self) -> str:
        """Who decided or withdrew it, and for whom; empty while nobody has."""
        return name_for(self.decided_by, self.decided_for)

    @property
    def becomes(self) -> str:
        """What it becomes, in the reader's language; empty for closing and restarting."""
        if self.new_group is not None:
            return self.new_group.name
        if self.new_province is not None:
            return f"{self.new_province.name} {self.new_city}"
        return self.new_name_zh if speaks_chinese() else self.new_name_en

    def takes_effect(self, today: date) -> bool:
        """Whether its day has come."""
        return self.day <= today
