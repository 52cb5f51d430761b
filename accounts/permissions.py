"""Who a person is, as the sentence that is shown when they are somebody else.

Each check returns the refusal, or None when it may be done: the page, the API and the disabled button share it.
"""

from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Role, User
from common.constraints import NotAllowed, Refusal


def only_clerk_of(user: User, *kinds: str) -> Refusal | None:
    """Drafting is a clerk's work, in an organisation of one of these kinds."""
    return _only(user, kinds, allowed=user.is_clerk, role=_("clerk"))


def only_officer_of(user: User, *kinds: str) -> Refusal | None:
    """Deciding and signing is an officer's work, in an organisation of one of these kinds."""
    return _only(user, kinds, allowed=user.is_officer, role=_("officer"))


def _only(user: User, kinds: tuple[str, ...], *, allowed: bool, role: object) -> Refusal | None:
    if user.organisation.kind in kinds and allowed:
        return None
    return NotAllowed(
        "not_your_role",
        _("This is done by the role “%(role)s” of: %(organisations)s; you are %(name)s of %(organisation)s.")
        % {
            "role": role,
            "organisations": _("; ").join(str(Organisation.Kind(kind).label) for kind in kinds),
            "name": user.name,
            "organisation": user.organisation.name,
        },
    )


def only_role(user: User, code: str) -> Refusal | None:
    """Keeping accounts, the system or the log is the work of one role."""
    if user.has_role(code):
        return None
    return NotAllowed(
        "not_your_role",
        _("This is done by the role “%(role)s”; you are %(name)s of %(organisation)s.")
        % {"role": Role.objects.get(code=code).name, "name": user.name, "organisation": user.organisation.name},
    )


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
