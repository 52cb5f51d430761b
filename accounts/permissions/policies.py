"""Who a person is, as the sentence that is shown when they are somebody else.

Each check returns the refusal, or None when it may be done: the page, the API and the disabled button share it.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Reopenable, Role, User
from common.constraints import NotAllowed, Refusal

ROLE_WORDS = {
    Role.CLERK: _("clerk"),
    Role.OFFICER: _("officer"),
    Role.VIEWER: _("viewer"),
    Role.ADMINISTRATOR: _("administrator of the organisation"),
    Role.SYSTEM_ADMIN: _("system administrator"),
    Role.SECURITY_ADMIN: _("security administrator"),
    Role.AUDIT_ADMIN: _("audit administrator"),
}
BUSINESS_KINDS = frozenset(Organisation.Kind.values) - {Organisation.Kind.OPERATOR}


@dataclass(frozen=True)
class Policy:
    """One action and who may do it: by role, in organisations of these kinds.

    Each app keeps its actions in a table `POLICIES` that its checks read; docs/access.md is written from the same tables.
    `action` and `unless` are for that page: what is done, and who of those people does not do it.
    """

    roles: tuple[str, ...]
    kinds: tuple[str, ...]
    action: str
    unless: str = ""

    def fits(self, user: User) -> bool:
        """Whether the person has one of the roles there; who acts for an officer is one."""
        return user.organisation.kind in self.kinds and any(_holds(user, code) for code in self.roles)


def only(user: User, policy: Policy) -> Refusal | None:
    """None for who may; to everybody else whose work it is."""
    if policy.fits(user):
        return None
    words = {
        "role": _("; ").join(str(ROLE_WORDS[code]) for code in policy.roles),
        "organisations": _("; ").join(str(Organisation.Kind(kind).label) for kind in policy.kinds),
        "name": user.name,
        "organisation": user.organisation.name,
    }
    if set(policy.kinds) >= BUSINESS_KINDS:
        sentence = _("This is done by the role “%(role)s”; you are %(name)s of %(organisation)s.")
    else:
        sentence = _("This is done by the role “%(role)s” of: %(organisations)s; you are %(name)s of %(organisation)s.")
    return NotAllowed("not_your_role", sentence % words)


def _holds(user: User, code: str) -> bool:
    return user.is_officer if code == Role.OFFICER else user.has_role(code)


def not_the_drafter(user: User, *drafter_ids: int | None) -> Refusal | None:
    """Two people for every decision: who drafted or edited does not sign, nor has it signed in their place."""
    if user.pk in drafter_ids:
        return NotAllowed(
            "same_person", _("You drafted this yourself; a second person of your organisation has to sign it.")
        )
    officer = user.acting_for
    if officer is not None and officer.pk in drafter_ids:
        return NotAllowed(
            "same_person",
            _("%(officer)s, for whom you act, drafted this; a third person of your organisation has to sign it.")
            % {"officer": officer.name},
        )
    return None


def not_the_asker(user: User, row: Reopenable) -> Refusal | None:
    """Two people reopen: who asked for it does not grant it, nor has it granted in their place."""
    asker = row.reopen_asked_by_id
    if asker is not None and asker in {user.pk, user.acting_for.pk if user.acting_for else None}:
        sentence = _("You asked for it to be reopened; a second person of your organisation has to decide that.")
        return NotAllowed("same_person", sentence)
    return None
