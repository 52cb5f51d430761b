"""The first three people of an installation: system, security and audit administrator (三员)."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Invitation, Organisation, Role, User
from accounts.services.invitations import new_invitation
from audit.services.record import System, record
from common.constraints import NotValid, Refusal

ORDER = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)


@transaction.atomic
def appoint_operators(people: Mapping[str, tuple[str, str]], *, by: System) -> list[Invitation]:
    """Makes the three accounts from {role: (account, name)}, each with its link. Refused when there are some."""
    home = Organisation.objects.select_for_update().get(kind=Organisation.Kind.OPERATOR)
    there = User.objects.filter(roles__in=Role.OPERATORS).order_by("username").first()
    if there is not None:
        raise Refusal(
            "operators_there",
            _("The three are appointed already (%(account)s); the security administrator gives their roles to others.")
            % {"account": there.username},
        )
    accounts, names = ({pair[place].strip().lower() for pair in people.values()} for place in (0, 1))
    if set(people) != set(ORDER) or len(accounts) < len(ORDER) or len(names) < len(ORDER):
        raise NotValid("operators_apart", _("Name three different people, each with an account of their own."))
    if User.objects.filter(username__in=accounts).exists():
        raise NotValid("account_taken", _("One of these accounts is there already; choose another name for it."))
    return [_appoint(home, role, *people[role], by=by) for role in ORDER]


def _appoint(home: Organisation, role: str, username: str, name: str, *, by: System) -> Invitation:
    person = User(username=User.normalize_username(username.strip()), name=name.strip(), organisation=home)
    person.set_unusable_password()
    person.full_clean(exclude=["password"])
    person.save()
    person.roles.add(Role.objects.get(code=role))
    invitation = new_invitation(person, by=None)
    record("person.appoint", by=by, subject=person, after={"roles": [role], "until": invitation.expires_at})
    return invitation
