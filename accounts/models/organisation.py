"""Provinces and organisations: their names then and now, and who followed whom."""

from datetime import date
from typing import Protocol, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.periods import speaks_chinese


class Reader(Protocol):
    """Who reads, as far as organisations ask: people are defined above them."""

    organisation_id: int

    @property
    def sees_everything(self) -> bool: ...

    @property
    def keeps_accounts(self) -> bool: ...


class Bilingual(models.Model):
    """Something with a Chinese and an English name. Its text is the Chinese one: that is the one of record."""

    name_zh = models.CharField(_("Chinese name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name_zh

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_zh if speaks_chinese() else self.name_en


class Province(Bilingual):
    """A province-level division with rare-earth enterprises; the code is that of GB/T 2260."""

    code = models.CharField(_("code"), max_length=2, primary_key=True)

    class Meta:
        verbose_name = _("province")
        verbose_name_plural = _("provinces")
        ordering = ("code",)


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Reads of organisations."""

    def groups(self) -> Self:
        """The rare-earth groups, in the order of the notices."""
        return self.filter(kind=Organisation.Kind.GROUP)

    def valid_on(self, as_of: date) -> Self:
        """Those that exist on a day."""
        begun = Q(valid_from=None) | Q(valid_from__lte=as_of)
        return self.filter(begun, Q(valid_to=None) | Q(valid_to__gte=as_of))

    def visible_to(self, user: Reader) -> Self:
        """Ministries and who keeps the accounts see all; everybody else themselves and those that issue notices."""
        if user.sees_everything or user.keeps_accounts:
            return self
        return self.filter(Q(pk=user.organisation_id) | Q(kind__in=Organisation.SIGNING))


class Organisation(Bilingual):
    """Who may act: a ministry, a group, a provincial authority."""

    class Kind(models.TextChoices):
        MIIT = "miit", _("Ministry of Industry and Information Technology")
        MNR = "mnr", _("Ministry of Natural Resources")
        # Signs the notices of which it is a party, since 2025; sees no others' quota and no reports.
        NDRC = "ndrc", _("National Development and Reform Commission")
        GROUP = "group", _("rare-earth group")
        PROVINCE_MIIT = "province_miit", _("provincial industry authority")
        PROVINCE_MNR = "province_mnr", _("provincial natural-resources authority")
        OPERATOR = "operator", _("operator of the system")

    # Who can be named as a signer of a notice.
    SIGNING = (Kind.MIIT, Kind.MNR, Kind.NDRC)

    code = models.SlugField(_("code"), unique=True)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    short_zh = models.CharField(_("Chinese short name"), max_length=50)
    short_en = models.CharField(_("English short name"), max_length=50)
    province = models.ForeignKey(
        Province,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="authorities",
        verbose_name=_("province"),
    )
    position = models.PositiveSmallIntegerField(_("position in notices"), default=0)
    valid_from = models.DateField(_("exists from"), null=True, blank=True)
    valid_to = models.DateField(_("exists until"), null=True, blank=True)

    followed_by = models.ManyToManyField(
        "self",
        through="Succession",
        through_fields=("predecessor", "successor"),
        symmetrical=False,
        related_name="follows",
        verbose_name=_("successors"),
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ("position", "code")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=("province_miit", "province_mnr"), province__isnull=False)
                | Q(kind__in=("miit", "mnr", "ndrc", "group", "operator"), province__isnull=True),
                name="organisation_province_fits_kind",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=models.F("valid_from")),
                name="organisation_ends_after_it_begins",
            ),
            models.UniqueConstraint(fields=["kind", "name_zh"], name="organisation_name_once_per_kind"),
        )

    @property
    def short(self) -> str:
        """The short name in the reader's language."""
        return self.short_zh if speaks_chinese() else self.short_en

    @property
    def names(self) -> list[str]:
        """Its full and short names in both languages."""
        return [name for name in (self.name_zh, self.name_en, self.short_zh, self.short_en) if name]

    @property
    def other_names(self) -> list[str]:
        """What it was called before; prefetch `former_names` for many."""
        former = [
            name for one in self.former_names.all() for name in (one.name_zh, one.name_en, one.short_zh, one.short_en)
        ]
        return [name for name in dict.fromkeys(former) if name and name not in self.names]

    def name_on(self, day: date) -> str:
        """The name in the reader's language as of a day, for texts about events of that day."""
        former = next((name for name in self.former_names.all() if day <= name.last_day), None)
        return former.name if former else self.name

    def existed_on(self, day: date) -> bool:
        """Whether the organisation exists on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    @property
    def is_ministry(self) -> bool:
        return self.kind in (self.Kind.MIIT, self.Kind.MNR)

    @property
    def is_group(self) -> bool:
        return self.kind == self.Kind.GROUP

    @property
    def is_province(self) -> bool:
        return self.kind in (self.Kind.PROVINCE_MIIT, self.Kind.PROVINCE_MNR)


class OrganisationName(Bilingual):
    """A former name of an organisation and its last day; documents of that time keep it."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="former_names")
    short_zh = models.CharField(_("Chinese short name"), max_length=50)
    short_en = models.CharField(_("English short name"), max_length=50)
    last_day = models.DateField(_("last day"))

    class Meta:
        verbose_name = _("former name")
        verbose_name_plural = _("former names")
        ordering = ("last_day",)
        constraints = (
            models.UniqueConstraint(fields=["organisation", "last_day"], name="organisation_name_ends_once_a_day"),
        )


class Succession(models.Model):
    """One organisation takes over from another on a day: groups merge, authorities are renamed into new ones."""

    predecessor = models.ForeignKey(Organisation, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Organisation, models.PROTECT, related_name="takeovers")
    day = models.DateField(_("first day of the successor"))
    document = models.CharField(_("document"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        ordering = ("day", "predecessor__position")
        constraints = (
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once"),
            models.CheckConstraint(condition=~Q(predecessor=models.F("successor")), name="succession_of_another"),
        )

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor} ({self.day})"
