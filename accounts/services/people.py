"""Accounts of people: invited, accepted, disabled and enabled, given roles. Each verb is written to the log."""

from collections.abc import Collection, Iterable

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Invitation, Organisation, Role, User
from accounts.permissions import organisation_policies
from accounts.reads.staleness import refuse_if_changed
from accounts.services.delegations import end_offices_of
from accounts.services.invitations import invitation_of, new_invitation
from accounts.services.sessions import end_all
from audit.services.record import record
from common.constraints import NotAllowed, NotValid, Refusal, constraint_refused
from common.periods import now
from common.workflow import refusal_of

# What the person does with the account does not concern who decides on it.
OWN_DOINGS = (
    "sign_in", "sign_out", "person.accept", "password.change", "token.create", "token.revoke", "second_factor.set_up",
    "second_factor.remove", "second_factor.renew_codes", "second_factor.fail", "second_factor.recovery_code",
)  # fmt: skip


@transaction.atomic
def invite(
    *, organisation: Organisation, username: str, name: str, email: str, roles: Iterable[str], by: User
) -> Invitation:
    """An account without a password, and the link to set one. Raises NotAllowed, or NotValid with cells."""
    refusal_of(organisation_policies.invite(by, organisation))
    wanted = frozenset(roles)
    _refuse_foreign_roles(wanted, organisation_policies.roles_to_give(by, organisation))
    username = User.normalize_username(username.strip())
    _refuse_taken(username)
    person = User(username=username, name=name.strip(), email=email.strip(), organisation=organisation)
    person.set_unusable_password()
    with constraint_refused(
        {"accounts_user.username": _taken(username), "accounts_user_username_key": _taken(username)}
    ):
        person.save()
    person.roles.set(Role.objects.filter(code__in=wanted))
    invitation = new_invitation(person, by=by)
    after = {"organisation": organisation.name_zh, "email": person.email, "until": invitation.expires_at}
    record("person.invite", by=by, subject=person, after={**after, "roles": sorted(wanted)})
    return invitation


@transaction.atomic
def renew_link(*, person: User, by: User) -> Invitation:
    """A new link to set the password; the one before no longer opens. A password that is set stays until then."""
    person = locked(person)
    refusal_of(organisation_policies.renew_link(by, person))
    _refuse_disabled(person)
    if person.has_usable_password() and not person.email:
        raise Refusal(
            "no_address",
            _("%(name)s has set a password, so a new link goes by e-mail only, and the account has no address.")
            % {"name": person.name},
        )
    invitation = new_invitation(person, by=by)
    record("person.renew_link", by=by, subject=person, after={"until": invitation.expires_at})
    return invitation


@transaction.atomic
def accept_invitation(*, token: str, password: str) -> User:
    """Sets the password at the link, once. Raises LinkGone for a link that is over, NotValid for a weak password."""
    person = locked(invitation_of(token).person)
    # Again under the lock: of two who open the link at once one sets the password.
    invitation = invitation_of(token)
    try:
        validate_password(password, person)
    except ValidationError as fault:
        raise NotValid("weak_password", " ".join(fault.messages)) from None
    person.set_password(password)
    person.save(update_fields=["password"])
    invitation.accepted_at = now()
    invitation.save(update_fields=["accepted_at"])
    end_all(person)
    record("person.accept", by=person, subject=person)
    return person


@transaction.atomic
def disable(*, person: User, reason: str, by: User, seen: int | None = None) -> User:
    """Nobody enters with it any more: sessions, tokens, links and delegations end. Twice is once."""
    person = locked(person)
    refusal_of(organisation_policies.disable(by, person))
    if not person.is_active:
        return person
    refuse_if_changed(person, seen, by=by, ignoring=OWN_DOINGS)
    person.is_active, person.disabled_by = False, by
    person.save(update_fields=["is_active", "disabled_by"])
    person.invitations.open().update(withdrawn_at=now())
    end_all(person)
    end_offices_of(person, by=by)
    record("person.disable", by=by, subject=person, before={"active": True}, after=reasoned({"active": False}, reason))
    return person


@transaction.atomic
def enable(*, person: User, reason: str, by: User, seen: int | None = None) -> User:
    """The account opens again, with the roles it had."""
    person = locked(person)
    refusal_of(organisation_policies.enable(by, person))
    if person.is_active:
        return person
    refuse_if_changed(person, seen, by=by, ignoring=OWN_DOINGS)
    person.is_active, person.disabled_by = True, None
    person.save(update_fields=["is_active", "disabled_by"])
    record("person.enable", by=by, subject=person, before={"active": False}, after=reasoned({"active": True}, reason))
    return person


@transaction.atomic
def change_roles(*, person: User, roles: Collection[str], reason: str = "", by: User, seen: int | None = None) -> User:
    """Exactly these roles from now on; every session and token of the person ends."""
    person = locked(person)
    refusal_of(organisation_policies.change_roles(by, person))
    wanted, held = frozenset(roles), person.role_codes
    if wanted == held:
        return person
    refuse_if_changed(person, seen, by=by, ignoring=OWN_DOINGS)
    _refuse_foreign_roles(wanted ^ held, organisation_policies.roles_to_give(by, person.organisation, person))
    _refuse_mixed(wanted)
    with constraint_refused({"operator_role_stands_alone": _mixed(), "operator_role_of_the_operator": _mixed()}):
        person.roles.remove(*Role.objects.filter(code__in=held - wanted))
        person.roles.add(*Role.objects.filter(code__in=wanted - held))
    del person._role_codes
    end_all(person)
    if Role.OFFICER in wanted ^ held or not wanted & Role.BUSINESS:
        end_offices_of(person, by=by)
    after = reasoned({"roles": sorted(wanted)}, reason)
    record("person.change_roles", by=by, subject=person, before={"roles": sorted(held)}, after=after)
    return person


def locked(person: User) -> User:
    return User.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=person.pk)


def reasoned(values: dict[str, object], reason: str) -> dict[str, object]:
    return {**values, "reason": reason.strip()} if reason.strip() else values


def _refuse_foreign_roles(changed: frozenset[str], own: frozenset[str]) -> None:
    foreign = sorted(changed - own)
    if not foreign:
        return
    names = _("; ").join(role.name for role in Role.objects.filter(code__in=foreign))
    keeper = _("The security administrator gives and takes it.")
    if not set(foreign) & (Role.OPERATORS | {Role.ADMINISTRATOR}):
        keeper = _("The administrator of the organisation gives and takes it.")
    sentence = _("The role “%(role)s” is not yours to give or take here.") % {"role": names or ", ".join(foreign)}
    raise NotAllowed("not_your_grant", f"{sentence} {keeper}", cells={"roles": sentence})


def _refuse_mixed(wanted: frozenset[str]) -> None:
    if len(wanted) > 1 and wanted & Role.OPERATORS:
        raise _mixed()


def _mixed() -> Refusal:
    sentence = _(
        "System, security and audit administrator are three people: each holds this one role and no other, "
        "in the organisation that operates the system."
    )
    return Refusal("operators_apart", sentence, cells={"roles": sentence})


def _refuse_taken(username: str) -> None:
    if User.objects.filter(username__iexact=username).exists():
        raise _taken(username)


def _taken(username: str) -> NotValid:
    sentence = _("There is an account “%(account)s” already; choose another one.") % {"account": username}
    return NotValid("account_taken", sentence, cells={"username": sentence})


def _refuse_disabled(person: User) -> None:
    if not person.is_active:
        raise Refusal("account_disabled", _("The account is disabled; enable it first."))
