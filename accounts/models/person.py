"""Roles and people."""

from datetime import date
from typing import Any, Self

from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models.organisation import Bilingual, Organisation
from audit.services.record import Names
from common.periods import now, speaks_chinese, today


class Role(Bilingual):
    """What a person may do in the organisation, with a description an official can read."""

    class Kind(models.TextChoices):
        BUSINESS = "business", _("works with quotas")
        ADMINISTRATOR = "administrator", _("keeps the accounts of the organisation")
        OPERATOR = "operator", _("keeps the system")

    CLERK = "clerk"
    OFFICER = "officer"
    VIEWER = "viewer"
    ADMINISTRATOR = "administrator"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"
    BUSINESS = frozenset({CLERK, OFFICER, VIEWER})
    # The three who keep the system (三员) are three people, and see no business data.
    OPERATORS = frozenset({SYSTEM_ADMIN, SECURITY_ADMIN, AUDIT_ADMIN})

    kind = models.CharField(_("kind"), max_length=16, choices=Kind, default=Kind.BUSINESS)
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


class UserQuerySet(models.QuerySet["User"]):
    """Reads of people."""

    def visible_to(self, user: "User") -> Self:
        """Who keeps the accounts sees everybody, an organisation's administrator its people, others themselves."""
        if user.keeps_accounts:
            return self.people()
        if user.has_role(Role.ADMINISTRATOR):
            return self.people().filter(organisation=user.organisation_id)
        return self.filter(pk=user.pk)

    def people(self) -> Self:
        """Without the accounts of programs, which integrations keeps."""
        return self.filter(service_account=None)

    def active(self) -> Self:
        """Those who can sign in."""
        return self.people().filter(is_active=True)

    def may_act_for(self, officer: "User") -> Self:
        """Whom an officer can name: who works with quotas in the same organisation and is no officer."""
        colleagues = self.active().filter(organisation=officer.organisation_id).exclude(pk=officer.pk)
        return colleagues.filter(roles__in=(Role.CLERK, Role.VIEWER)).exclude(roles=Role.OFFICER).distinct()


class UserManager(BaseUserManager["User"]):
    """Makes accounts."""

    def create_user(self, username: str, password: str, **values: Any) -> "User":
        """An account with a hashed password."""
        user = self.model(username=self.model.normalize_username(username), **values)
        user.set_password(password)
        user.save(using=self._db)
        return user


People = UserManager.from_queryset(UserQuerySet)


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
    # Whom the security administrator has disabled, the organisation's own administrator does not enable.
    disabled_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("disabled by")
    )
    joined_at = models.DateTimeField(_("joined"), default=now)
    session_epoch = models.PositiveIntegerField(default=0)

    objects = People()

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

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        # Raising the epoch ends every session: when the account is disabled, when a role changes.
        value = f"{self.password}:{self.session_epoch}"
        return salted_hmac("accounts.User.session", value, secret=secret, algorithm="sha256").hexdigest()

    @property
    def role_codes(self) -> frozenset[str]:
        """The codes of this person's own roles, asked once per request."""
        if not hasattr(self, "_role_codes"):
            self._role_codes = frozenset(role.code for role in self.roles.all())
        return self._role_codes

    @property
    def has_second_factor(self) -> bool:
        """Whether the person has set up an authenticator."""
        return bool(Authenticator.objects.filter(user=self.pk, type=Authenticator.Type.TOTP).exists())

    def has_role(self, code: str) -> bool:
        """Whether the role is this person's own."""
        return code in self.role_codes

    @property
    def acting_for(self) -> "User | None":
        """The officer in whose place this person decides today; None for an officer in their own right."""
        office = self.acting_office
        return office.officer if office else None

    @property
    def acting_office(self) -> "Delegation | None":
        """By what this person decides in an officer's place today: it says until when."""
        if Role.OFFICER in self.role_codes:
            return None
        day = today()
        if getattr(self, "_acting", (None, None))[0] != day:
            held = Delegation.objects.in_force(day).filter(acting=self.pk)
            own_right = held.filter(officer__is_active=True, officer__roles=Role.OFFICER)
            self._acting: tuple[date, Delegation | None] = (day, own_right.first())
        return self._acting[1]

    def known_to_act(self, day: date, *, named: bool) -> None:
        """Whether any delegation names this person on a day, as it was read with the person; if none does, nobody asks
        for it again."""
        if not named:
            self._acting = (day, None)

    @property
    def is_clerk(self) -> bool:
        return Role.CLERK in self.role_codes

    @property
    def is_officer(self) -> bool:
        """In their own right, or today in the place of an officer who named them."""
        return Role.OFFICER in self.role_codes or self.acting_for is not None

    @property
    def sees_business(self) -> bool:
        """Whoever only keeps accounts or the system sees no quota and no report."""
        return bool(self.role_codes & Role.BUSINESS)

    @property
    def sees_everything(self) -> bool:
        """The two ministries see every row."""
        return self.organisation.is_ministry and self.sees_business

    @property
    def keeps_accounts(self) -> bool:
        """The system and the security administrator see every organisation and its people."""
        return bool(self.role_codes & {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN})

    @property
    def audit_names(self) -> Names:
        """How the log names this person, and in whose place they act."""
        acting_for = self.acting_for
        return Names(
            self.username,
            self.name,
            self.organisation.name_zh,
            ",".join(sorted(self.role_codes)),
            str(acting_for) if acting_for else "",
        )


def name_for(person: User | None, officer: User | None) -> str:
    """How a decision is signed: the person, and in whose place; empty while nobody has decided."""
    if person is None:
        return ""
    if officer is None:
        return person.name
    return gettext("%(person)s (for %(officer)s)") % {"person": person.name, "officer": officer.name}


class DelegationQuerySet(models.QuerySet["Delegation"]):
    """Reads of delegations."""

    def in_force(self, day: date) -> Self:
        """Those that hold on a day; one that was ended early does not."""
        held = self.filter(first_day__lte=day, last_day__gte=day, ended_at=None)
        return held.select_related("officer__organisation").order_by("pk")

    def visible_to(self, user: User) -> Self:
        """The two people concerned, and who keeps their accounts."""
        kept = User.objects.visible_to(user).exclude(pk=user.pk)
        return self.filter(Q(officer=user.pk) | Q(acting=user.pk) | Q(officer__in=kept))


class Delegation(models.Model):
    """An officer names an acting officer from a day to a day (授权代行). It ends by itself, and is not passed on."""

    officer = models.ForeignKey(User, models.PROTECT, related_name="delegations", verbose_name=_("officer"))
    acting = models.ForeignKey(User, models.PROTECT, related_name="acting_offices", verbose_name=_("acting officer"))
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=300)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"))
    ended_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ended by")
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ("-first_day", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(last_day__gte=models.F("first_day")), name="delegation_ends_after_start"
            ),
            models.CheckConstraint(condition=~Q(officer=models.F("acting")), name="delegation_to_another"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="delegation_ended_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.officer} → {self.acting}"
