"""Enterprises and the groups they belong to."""

from collections.abc import Iterable
from datetime import date
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Province, User
from common.quantities import Category
from common.search import normalised
from documents.models import ImportedRow
from enterprises.models.searchable import Searchable
from enterprises.rules.credit_code import is_valid


def validate_credit_code(code: str) -> None:
    """Raises ValidationError unless the check character fits (GB 32100-2015)."""
    if not is_valid(code):
        raise ValidationError(
            _("“%(code)s” is no unified social credit code: 18 characters, the last one a check character."),
            code="credit_code",
            params={"code": code},
        )


class EnterpriseQuerySet(models.QuerySet["Enterprise"]):
    """Reads of the register."""

    def visible_to(self, user: User) -> Self:
        """Ministries see all; a province those located in it; a group those that are or were its own."""
        home = user.organisation
        if user.sees_everything:
            return self
        if not user.sees_business:
            return self.none()
        if home.is_province:
            return self.filter(province=home.province_id)
        return self.filter(pk__in=GroupMembership.objects.filter(group=home).values("enterprise"))

    def named(self, words: str) -> Self:
        """Those found by part of a present or former name, by pinyin initials or by the credit code."""
        part = normalised(words)
        if not part:
            return self.none()
        formerly = Enterprise.objects.filter(former_names__search_key__contains=part)
        return self.filter(Q(search_key__contains=part) | Q(pk__in=formerly.values("pk")))

    def in_group(self, group: Organisation, as_of: date) -> Self:
        """The group's enterprises on a day."""
        members = GroupMembership.objects.on(as_of).filter(group=group)
        return self.filter(pk__in=members.values("enterprise"))

    def of_categories(self, categories: Iterable[str]) -> Self:
        """Those whose kind may get one of these (`categories_of`)."""
        mine, found = Q(kind=Enterprise.Kind.MINE), Q(pk__in=())
        which = {
            Category.MINING_ROCK: mine & Q(has_rock=True),
            Category.MINING_IONIC: mine & Q(has_ionic=True),
            Category.SEPARATION: ~mine,
        }
        for category in categories:
            found |= which[Category(category)]
        return self.filter(found)


def categories_of(kind: str, has_rock: bool, has_ionic: bool) -> tuple[str, ...]:
    """The categories that a kind may get: mines by their ore, the others smelting-separation."""
    if kind != Enterprise.Kind.MINE:
        return (Category.SEPARATION,)
    ores = ((Category.MINING_ROCK, has_rock), (Category.MINING_IONIC, has_ionic))
    return tuple(category for category, has in ores if has)


class Enterprise(Searchable, ImportedRow):
    """A mine, a smelting-separation or a comprehensive-utilisation enterprise, located in one province."""

    class Kind(models.TextChoices):
        MINE = "mine", _("mine")
        SEPARATION = "separation", _("smelting-separation enterprise")
        UTILISATION = "utilisation", _("comprehensive-utilisation enterprise")

    credit_code = models.CharField(
        _("unified social credit code"), max_length=18, unique=True, validators=[validate_credit_code]
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    has_rock = models.BooleanField(_("rock-type ore"), default=False)
    has_ionic = models.BooleanField(_("ion-adsorption ore"), default=False)
    province = models.ForeignKey(Province, models.PROTECT, related_name="enterprises", verbose_name=_("province"))
    city = models.CharField(_("city"), max_length=50)
    is_fictional = models.BooleanField(_("fictional"), default=False)

    # The names of today while it is shown with those of an earlier day, in memory only.
    names_now: tuple[str, ...] = ()

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = _("enterprise")
        verbose_name_plural = _("enterprises")
        ordering = ("province", "credit_code")
        constraints = (
            models.CheckConstraint(
                condition=(Q(kind="mine") & (Q(has_rock=True) | Q(has_ionic=True)))
                | (~Q(kind="mine") & Q(has_rock=False, has_ionic=False)),
                name="enterprise_mines_have_an_ore",
            ),
        )

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("enterprise_detail", args=[self.pk])

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories its kind may get: mines by their ore, the others smelting-separation."""
        return categories_of(self.kind, self.has_rock, self.has_ionic)

    @property
    def names(self) -> list[str]:
        """Credit code and the names that it is shown with."""
        return [name for name in (self.credit_code, self.name_zh, self.name_en) if name]

    @property
    def other_names(self) -> list[str]:
        """What it was called, or is called now, besides what it is shown with; prefetch `former_names` for many."""
        former = [name for one in self.former_names.all() for name in (one.name_zh, one.name_en)]
        shown = {"", self.name_zh, self.name_en}
        return [name for name in dict.fromkeys((*self.names_now, *former)) if name not in shown]

    def name_on(self, day: date) -> str:
        """The name in the reader's language as it was on a day; prefetch `former_names` for many."""
        former = next((name for name in self.former_names.all() if day <= name.last_day), None)
        return former.name if former else self.name

    def group_on(self, day: date) -> Organisation | None:
        """The group it belongs to on a day; prefetch `memberships__group` for many."""
        for membership in self.memberships.all():
            if membership.valid_from <= day and (membership.valid_to is None or day <= membership.valid_to):
                return membership.group
        return None


class GroupMembershipQuerySet(models.QuerySet["GroupMembership"]):
    """Reads of memberships."""

    def visible_to(self, user: User) -> Self:
        """Those of visible enterprises."""
        return self.filter(enterprise__in=Enterprise.objects.visible_to(user))

    def on(self, day: date) -> Self:
        """Those that hold on a day; the last day counts."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)


class GroupMembership(ImportedRow):
    """An enterprise belongs to a group from a day to a day."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="memberships")
    group = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)

    objects = GroupMembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("group membership")
        verbose_name_plural = _("group memberships")
        ordering = ("enterprise", "valid_from")
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="membership_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["enterprise"], condition=Q(valid_to=None), name="membership_one_open_per_enterprise"
            ),
        )

    def __str__(self) -> str:
        return f"{self.enterprise} – {self.group}"
