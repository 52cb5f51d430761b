"""Provinces, organisations, roles and people."""

from datetime import date
from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.services import Names
from common.periods import now, speaks_chinese


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

    def visible_to(self, user: "User") -> Self:
        """Ministries see all; a group and a province see themselves and the ministries."""
        if user.sees_everything:
            return self
        return self.filter(Q(pk=user.organisation_id) | Q(kind__in=(Organisation.Kind.MIIT, Organisation.Kind.MNR)))


class Organisation(Bilingual):
    """Who may act: a ministry, a group, a provincial authority."""

    class Kind(models.TextChoices):
        MIIT = "miit", _("Ministry of Industry and Information Technology")
        MNR = "mnr", _("Ministry of Natural Resources")
        GROUP = "group", _("rare-earth group")
        PROVINCE_MIIT = "province_miit", _("provincial industry authority")
        PROVINCE_MNR = "province_mnr", _("provincial natural-resources authority")

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

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ("position", "code")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=("province_miit", "province_mnr"), province__isnull=False)
                | Q(kind__in=("miit", "mnr", "group"), province__isnull=True),
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
    def is_ministry(self) -> bool:
        return self.kind in (self.Kind.MIIT, self.Kind.MNR)

    @property
    def is_group(self) -> bool:
        return self.kind == self.Kind.GROUP

    @property
    def is_province(self) -> bool:
        return self.kind in (self.Kind.PROVINCE_MIIT, self.Kind.PROVINCE_MNR)


class Role(Bilingual):
    """What a person may do in the organisation, with a description an official can read."""

    CLERK = "clerk"
    OFFICER = "officer"
    VIEWER = "viewer"

    code = models.SlugField(_("code"), primary_key=True)
    description_zh = models.TextField(_("Chinese description"))
    description_en = models.TextField(_("English description"))

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ("code",)

    @property
    def description(self) -> str:
        """The description in the reader's language."""
        return self.description_zh if speaks_chinese() else self.description_en


class UserManager(BaseUserManager["User"]):
    """Makes accounts."""

    def create_user(self, username: str, password: str, **values: Any) -> "User":
        """An account with a hashed password."""
        user = self.model(username=self.model.normalize_username(username), **values)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person's account in one organisation."""

    username = models.CharField(_("account"), max_length=150, unique=True, validators=[UnicodeUsernameValidator()])
    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail"), blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="people", verbose_name=_("organisation")
    )
    roles = models.ManyToManyField(Role, related_name="people", verbose_name=_("roles"))
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined"), default=now)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("username",)

    def __str__(self) -> str:
        return f"{self.name} ({self.username})"

    def get_full_name(self) -> str:
        """For libraries that ask a user model for it."""
        return self.name

    @property
    def role_codes(self) -> frozenset[str]:
        """The codes of this person's roles, asked once per request."""
        if not hasattr(self, "_role_codes"):
            self._role_codes = frozenset(self.roles.values_list("code", flat=True))
        return self._role_codes

    @property
    def is_clerk(self) -> bool:
        return Role.CLERK in self.role_codes

    @property
    def is_officer(self) -> bool:
        return Role.OFFICER in self.role_codes

    @property
    def sees_everything(self) -> bool:
        """The two ministries see every row."""
        return self.organisation.is_ministry

    @property
    def audit_names(self) -> Names:
        """How the log names this person."""
        return Names(self.username, self.name, self.organisation.name_zh, ",".join(sorted(self.role_codes)))
