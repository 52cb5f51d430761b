"""Who asks: every role in every kind of organisation, and those who may ask nothing."""

from datetime import date

from django.test import Client

from accounts.models import Delegation, Organisation, Role, User
from authentication.services.sessions import begin
from common.periods import now
from tests.access.kept import remember

NORTH, SOUTH = "north", "south"
ANONYMOUS, DISABLED = "anonymous", "disabled"

# name: (organisation, roles). `north` is the group whose rows are the own ones, `south` the foreign group.
PEOPLE: dict[str, tuple[str, tuple[str, ...]]] = {
    "miit_clerk": ("miit", ("clerk",)),
    "miit_officer": ("miit", ("officer",)),
    "miit_viewer": ("miit", ("viewer",)),
    "mnr_clerk": ("mnr", ("clerk",)),
    "mnr_officer": ("mnr", ("officer",)),
    "ndrc_officer": ("ndrc", ("officer",)),
    "north_clerk": ("northern-re", ("clerk",)),
    "north_officer": ("northern-re", ("officer",)),
    "north_viewer": ("northern-re", ("viewer",)),
    "north_acting": ("northern-re", ("viewer",)),
    "south_clerk": ("southern-re", ("clerk",)),
    "south_officer": ("southern-re", ("officer",)),
    "neimenggu_industry": ("neimenggu-industry", ("officer",)),
    "neimenggu_resources": ("neimenggu-resources", ("officer",)),
    "neimenggu_clerk": ("neimenggu-industry", ("clerk",)),
    "jiangxi_industry": ("jiangxi-industry", ("officer",)),
    "guangdong_industry": ("guangdong-industry", ("officer",)),
    "fujian_industry": ("fujian-industry", ("officer",)),
    "miit_administrator": ("miit", ("administrator",)),
    "north_administrator": ("northern-re", ("administrator",)),
    "neimenggu_administrator": ("neimenggu-industry", ("administrator",)),
    "system_admin": ("operator", ("system_admin",)),
    "security_admin": ("operator", ("security_admin",)),
    "audit_admin": ("operator", ("audit_admin",)),
    "miit_roleless": ("miit", ()),
    "north_roleless": ("northern-re", ()),
}
SIGNED_IN = frozenset(PEOPLE)
NOBODY = frozenset({ANONYMOUS, DISABLED})
ACTORS = (*PEOPLE, ANONYMOUS, DISABLED)


def name_of(actor: str) -> str:
    """The person's name: a string that occurs nowhere else."""
    return f"测试人员·{actor}"


def make_people() -> dict[str, User]:
    """Everybody, the acting officer's delegation and the disabled account."""
    people = {actor: _person(actor, code, roles) for actor, (code, roles) in PEOPLE.items()}
    people[DISABLED] = _person(DISABLED, "miit", ("officer", "clerk"))
    User.objects.filter(pk=people[DISABLED].pk).update(is_active=False)
    delegation(people["north_officer"], people["north_acting"])
    return people


def delegation(officer: User, acting: User) -> Delegation:
    """For this month."""
    return Delegation.objects.create(
        officer=officer,
        acting=acting,
        first_day=date(2021, 10, 1),
        last_day=date(2021, 10, 31),
        reason="出差",
        made_by=officer,
        made_at=now(),
    )


def _person(actor: str, organisation: str, roles: tuple[str, ...]) -> User:
    home = Organisation.objects.get(code=organisation)
    user = User.objects.create_user(
        actor, "a-long-Passphrase-2021", name=name_of(actor), organisation=home, email=f"{actor}@example.org"
    )
    user.roles.set(Role.objects.filter(code__in=roles))
    return user


def browsers(people: dict[str, User]) -> dict[str, Client]:
    """A browser for each: signed in once. The disabled one was signed in before the account was disabled."""
    found = {ANONYMOUS: Client(raise_request_exception=False)}
    for actor, user in people.items():
        found[actor] = Client(raise_request_exception=False)
        found[actor].force_login(user)
        session = found[actor].session
        begin(session)
        session.save()
        remember(user)
    return found
