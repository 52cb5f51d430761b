"""The first screen of those who keep accounts, the system or the log: what waits, and what is unusual. No figure of quota."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Delegation, Invitation, Organisation, Role, User
from audit.models import Event
from common.periods import day_of, instant_text, now, today
from integrations.models import ServiceAccount
from notifications.models import Message
from notifications.services.chain_verification import audit_broken_at, audit_verified_at
from operations.permissions import see_service
from operations.reads.conditions import conditions, red
from operations.reads.figures import service_figures

SOON, SILENT, RECENT = timedelta(days=30), timedelta(days=90), timedelta(days=7)
NAMED = 3


@dataclass(frozen=True)
class Matter:
    """One line: what it is, how many there are, what is known of it, and the page on which it is dealt with."""

    label: str
    count: int
    url: str
    note: str = ""


@dataclass(frozen=True)
class KeepersDesk:
    """What waits for this person, what is unusual, and what is so without anybody having to do anything."""

    waiting: list[Matter]
    unusual: list[Matter]
    known: list[Matter]


def keepers_desk(user: User) -> KeepersDesk:
    """By role; a person with several roles sees the lines of each."""
    at, day = now(), today()
    waiting: list[Matter] = []
    unusual: list[Matter] = []
    known: list[Matter] = []
    if user.keeps_accounts or user.has_role(Role.ADMINISTRATOR):
        waiting += _accounts_waiting(user, at)
        unusual += _accounts_unusual(user, at)
    if user.has_role(Role.ADMINISTRATOR):
        waiting += _programs(user, day)
        unusual += _alone(user)
        known += _acting(user, day)
    if user.has_role(Role.SYSTEM_ADMIN):
        waiting += _undelivered()
        unusual += _without_administrator(day)
    if user.has_role(Role.AUDIT_ADMIN):
        unusual += _log_unusual(at)
        known += _log_known()
    if see_service(user) is None:
        unusual += _service()
    return KeepersDesk(*([matter for matter in lines if matter.count] for lines in (waiting, unusual, known)))


def _people(**asked: str) -> str:
    return reverse("people_list") + (
        "?" + "&".join(f"{name}={value}" for name, value in asked.items()) if asked else ""
    )


def _named(people: Any, count: int) -> str:
    names = "、".join(person.name for person in people[:NAMED])
    return _("%(names)s and others") % {"names": names} if count > NAMED else names


def _accounts_waiting(user: User, at: datetime) -> Iterator[Matter]:
    """Who was invited and has not come: with a link that is good, and without."""
    invited = User.objects.visible_to(user).active().filter(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    good = Exists(Invitation.objects.open().filter(person=OuterRef("pk"), expires_at__gt=at))
    expired, waiting = list(invited.filter(~good)), list(invited.filter(good))
    label = _("Links that have expired before a password was set")
    yield Matter(label, len(expired), _people(state="invited"), _named(expired, len(expired)))
    label = _("Invited, no password set yet")
    yield Matter(label, len(waiting), _people(state="invited"), _named(waiting, len(waiting)))


def _accounts_unusual(user: User, at: datetime) -> Iterator[Matter]:
    people = User.objects.visible_to(user).active().exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    factor = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    without = list(people.filter(roles=Role.OFFICER).exclude(Exists(factor)).distinct())
    label = _("Officers without a second factor")
    yield Matter(label, len(without), _people(state="active"), _named(without, len(without)))
    silent = list(people.filter(last_login__lt=at - SILENT))
    label = _("Accounts that have not signed in for %(days)s days") % {"days": SILENT.days}
    yield Matter(label, len(silent), _people(state="active"), _named(silent, len(silent)))


def _programs(user: User, day: date) -> Iterator[Matter]:
    seen = ServiceAccount.objects.visible_to(user).filter(ended_at=None)
    page = reverse("service_account_list")
    yield Matter(_("Service accounts that await the officer's consent"), seen.filter(consented_at=None).count(), page)
    ending = seen.exclude(consented_at=None).filter(last_day__gte=day, last_day__lt=day + SOON).count()
    yield Matter(_("Service accounts that end within %(days)s days") % {"days": SOON.days}, ending, page)


def _alone(user: User) -> Iterator[Matter]:
    """Two people decide together: with one clerk or one officer an absence stops the work."""
    roles = (Role.CLERK, Role.OFFICER)
    found = User.objects.active().filter(organisation=user.organisation_id, roles__in=roles).order_by()
    counted = dict(found.values_list("roles").annotate(Count("pk")))
    if counted.get(Role.OFFICER, 0) == 1:
        note = _("While this person is away nobody signs, unless an acting officer is named.")
        yield Matter(_("Only one officer"), 1, _people(), note)
    for role, label in ((Role.CLERK, _("No clerk")), (Role.OFFICER, _("No officer"))):
        if not counted.get(role):
            yield Matter(label, 1, _people(), _("Nobody can do this part of the work."))


def _acting(user: User, day: date) -> Iterator[Matter]:
    acting = Delegation.objects.visible_to(user).in_force(day).count()
    yield Matter(_("Delegations in force"), acting, reverse("delegation_list"))


def _undelivered() -> Iterator[Matter]:
    yield Matter(_("E-mails that could not be delivered"), Message.objects.troubled().count(), reverse("undelivered"))


def _without_administrator(day: date) -> Iterator[Matter]:
    kept = User.objects.active().filter(organisation=OuterRef("pk"), roles=Role.ADMINISTRATOR)
    over = Q(valid_to__lt=day) | Q(valid_from__gt=day)
    homes = list(Organisation.objects.exclude(over).exclude(kind=Organisation.Kind.OPERATOR).exclude(Exists(kept)))
    note = _("Nobody there invites people or disables accounts: %(names)s") % {"names": _named(homes, len(homes))}
    yield Matter(_("Organisations without an administrator"), len(homes), reverse("organisation_list"), note)


def _service() -> Iterator[Matter]:
    page = reverse("service_state")
    for condition in red(conditions(service_figures())):
        yield Matter(str(condition.label), 1, page, condition.text)


def _log_unusual(at: datetime) -> Iterator[Matter]:
    broken = audit_broken_at()
    if broken is not None:
        note = _("The chain is broken at event %(number)s.") % {"number": broken}
        yield Matter(_("Chain of the log"), 1, reverse("log_verification"), note)
    labels = {
        "access.refused": _("Accesses refused in the last seven days"),
        "person.change_roles": _("Roles changed in the last seven days"),
        "second_factor.reset": _("Second factors reset in the last seven days"),
    }
    recent = Event.objects.filter(at__gte=at - RECENT, action__in=labels).order_by()
    counted = dict(recent.values_list("action").annotate(Count("number")))
    first = day_of(at - RECENT).isoformat()
    for action, label in labels.items():
        yield Matter(label, counted.get(action, 0), reverse("log_list") + f"?action={action}&first={first}")


def _log_known() -> Iterator[Matter]:
    verified = audit_verified_at()
    if verified:
        note = _("verified to its end at %(at)s") % {"at": instant_text(verified)}
        yield Matter(_("Chain of the log"), 1, reverse("log_verification"), note)
