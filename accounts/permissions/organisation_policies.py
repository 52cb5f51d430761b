"""Who keeps accounts, organisations and delegations, as the sentence that is shown to everybody else."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Delegation, Organisation, Role, User
from accounts.permissions.policies import BUSINESS_KINDS, Policy, only
from common.constraints import NotAllowed, Refusal

Kind = Organisation.Kind
BUSINESS = tuple(kind for kind in Kind.values if kind in BUSINESS_KINDS)
OPERATOR = (Kind.OPERATOR.value,)
ADMINISTRATOR, SYSTEM, SECURITY = (Role.ADMINISTRATOR,), (Role.SYSTEM_ADMIN,), (Role.SECURITY_ADMIN,)

POLICIES = {
    "people.see": Policy(ADMINISTRATOR, BUSINESS, "sees the people of the own organisation and their history"),
    "people.see_all": Policy((*SYSTEM, *SECURITY), OPERATOR, "sees the people of every organisation and their history"),
    "people.invite": Policy(
        ADMINISTRATOR, BUSINESS, "invites people of the own organisation, with their business roles"
    ),
    "people.invite_first": Policy(
        SYSTEM, OPERATOR, "invites people without any role", "where the organisation has an administrator of its own"
    ),
    "people.give_business_roles": Policy(
        ADMINISTRATOR, BUSINESS, "gives and takes clerk, officer and viewer in the own organisation", "of themselves"
    ),
    "people.give_administrator": Policy(
        SECURITY, OPERATOR, "gives and takes the role of an organisation's administrator"
    ),
    "people.give_operator_roles": Policy(
        SECURITY, OPERATOR, "gives and takes the three roles of the operator's people", "of themselves"
    ),
    "people.disable": Policy(
        ADMINISTRATOR,
        BUSINESS,
        "disables and enables people of the own organisation",
        "themselves, an administrator, whom the security administrator has disabled",
    ),
    "people.disable_any": Policy(SECURITY, OPERATOR, "disables and enables any account", "their own"),
    "people.renew_link": Policy(
        ADMINISTRATOR,
        BUSINESS,
        "sends a new link to set the password to people of the own organisation",
        "themselves, an administrator",
    ),
    "people.renew_first_link": Policy(SYSTEM, OPERATOR, "sends a new link to people without any role"),
    "people.renew_any_link": Policy(SECURITY, OPERATOR, "sends a new link to anybody", "themselves"),
    "people.reset_second_factor": Policy(SECURITY, OPERATOR, "resets a second factor", "their own"),
    "organisations.see": Policy((*SYSTEM, *SECURITY), OPERATOR, "sees every organisation and its history"),
    "organisations.keep": Policy(
        SYSTEM, OPERATOR, "creates organisations and provinces; keeps names, validity and mergers"
    ),
    "log.read": Policy((Role.AUDIT_ADMIN,), OPERATOR, "reads, filters and exports the log, and verifies its chain"),
    "delegation.see": Policy(
        (Role.CLERK, Role.OFFICER, Role.VIEWER, Role.ADMINISTRATOR),
        BUSINESS,
        "sees the delegations in which they take part; the administrator those of the organisation",
    ),
    "delegation.make": Policy(
        (Role.OFFICER,), BUSINESS, "names an acting officer from a day to a day", "who only acts for an officer"
    ),
    "delegation.end": Policy(
        (Role.OFFICER, Role.ADMINISTRATOR), BUSINESS, "ends a delegation early", "the delegation of another officer"
    ),
}


def see_people(user: User) -> Refusal | None:
    """Lists of people are for those who keep them."""
    return None if POLICIES["people.see_all"].fits(user) else only(user, POLICIES["people.see"])


def invite(user: User, organisation: Organisation) -> Refusal | None:
    """The organisation's own administrator; the system administrator while there is none."""
    if not POLICIES["people.invite_first"].fits(user):
        return only(user, POLICIES["people.invite"]) or _own(user, organisation)
    keeper = organisation.people.active().filter(roles=Role.ADMINISTRATOR).first()
    if keeper is None:
        return None
    return NotAllowed(
        "has_administrator",
        _("%(organisation)s has an administrator of its own, %(name)s, who invites its people.")
        % {"organisation": organisation.name, "name": keeper.name},
    )


def roles_to_give(user: User, organisation: Organisation, person: User | None = None) -> frozenset[str]:
    """The roles that this person may give and take there; none of themselves."""
    if person is not None and person.pk == user.pk:
        return frozenset()
    if organisation.kind == Kind.OPERATOR:
        return Role.OPERATORS if POLICIES["people.give_operator_roles"].fits(user) else frozenset()
    if POLICIES["people.give_administrator"].fits(user):
        return frozenset({Role.ADMINISTRATOR})
    own = POLICIES["people.give_business_roles"].fits(user) and organisation.pk == user.organisation_id
    return Role.BUSINESS if own else frozenset()


def change_roles(user: User, person: User) -> Refusal | None:
    """Nobody of themselves; the administrator of the organisation, or the security administrator."""
    if person.pk == user.pk:
        return NotAllowed(
            "own_roles", _("You cannot change your own roles; ask another administrator or the security administrator.")
        )
    if roles_to_give(user, person.organisation, person):
        return None
    return only(user, POLICIES["people.give_business_roles"]) or _own(user, person.organisation)


def disable(user: User, person: User) -> Refusal | None:
    """The security administrator anybody, an administrator the own people; nobody themselves."""
    if person.pk == user.pk:
        return NotAllowed("own_account", _("You cannot disable or enable your own account."))
    if POLICIES["people.disable_any"].fits(user):
        return None
    return only(user, POLICIES["people.disable"]) or _own(user, person.organisation) or _no_administrator(person)


def enable(user: User, person: User) -> Refusal | None:
    """As disabling; what the security administrator has disabled, only they enable."""
    refusal = disable(user, person)
    if refusal or POLICIES["people.disable_any"].fits(user):
        return refusal
    if person.disabled_by is not None and person.disabled_by.organisation_id != user.organisation_id:
        return NotAllowed(
            "disabled_by_security",
            _("The security administrator has disabled this account; only they enable it again."),
        )
    return None


def renew_link(user: User, person: User) -> Refusal | None:
    """Who may invite the person, and the security administrator for those who keep accounts; nobody for themselves."""
    if person.pk == user.pk:
        return NotAllowed("own_link", _("You are signed in: change your password under “Change password”."))
    if POLICIES["people.renew_any_link"].fits(user):
        return None
    if POLICIES["people.renew_first_link"].fits(user) and not person.role_codes:
        return None
    return only(user, POLICIES["people.renew_link"]) or _own(user, person.organisation) or _no_administrator(person)


def reset_second_factor(user: User, person: User) -> Refusal | None:
    """The security administrator, who is another person."""
    if person.pk == user.pk:
        return NotAllowed(
            "own_second_factor",
            _(
                "You cannot reset your own second factor; use a recovery code, or ask the second security administrator."
            ),
        )
    return only(user, POLICIES["people.reset_second_factor"])


def _own(user: User, organisation: Organisation) -> Refusal | None:
    if organisation.pk == user.organisation_id:
        return None
    return NotAllowed("not_your_people", _("You keep the accounts of your own organisation only."))


def _no_administrator(person: User) -> Refusal | None:
    if not person.has_role(Role.ADMINISTRATOR):
        return None
    return NotAllowed(
        "is_administrator",
        _("%(name)s is an administrator; the account of an administrator is kept by the security administrator.")
        % {"name": person.name},
    )


def see_organisations(user: User) -> Refusal | None:
    """The system and the security administrator."""
    return only(user, POLICIES["organisations.see"])


def keep_organisations(user: User) -> Refusal | None:
    """The system administrator."""
    return only(user, POLICIES["organisations.keep"])


def read_log(user: User) -> Refusal | None:
    """The audit administrator; an object's own history is on its page."""
    return only(user, POLICIES["log.read"])


def make_delegation(user: User) -> Refusal | None:
    """An officer in their own right: what is delegated is not passed on."""
    if user.has_role(Role.OFFICER) or user.acting_for is None:
        return only(user, POLICIES["delegation.make"])
    return NotAllowed(
        "no_chain",
        _("You act for %(officer)s; what was delegated to you is not passed on. %(officer)s names somebody else.")
        % {"officer": user.acting_for.name},
    )


def end_delegation(user: User, delegation: Delegation) -> Refusal | None:
    """The officer who made it, or the administrator of the organisation."""
    kept = user.has_role(Role.ADMINISTRATOR) and delegation.officer.organisation_id == user.organisation_id
    if POLICIES["delegation.end"].fits(user) and (delegation.officer_id == user.pk or kept):
        return None
    return NotAllowed(
        "not_your_delegation",
        _("A delegation is ended early by %(officer)s or by the administrator of the organisation.")
        % {"officer": delegation.officer.name},
    )


def see_delegations(user: User) -> Refusal | None:
    """Who works with quotas, and the administrator of their organisation."""
    return only(user, POLICIES["delegation.see"])
