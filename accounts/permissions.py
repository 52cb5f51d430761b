"""Who a person is, as the sentence that is shown when they are somebody else.

Each check returns the refusal, or None when it may be done: the page, the API and the disabled button share it.
"""

from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
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


def not_the_drafter(user: User, drafter_id: int | None) -> Refusal | None:
    """Two people for every decision: who drafted does not sign."""
    if drafter_id is None or user.pk != drafter_id:
        return None
    return NotAllowed(
        "same_person",
        _("You drafted this yourself; a second person of your organisation has to sign it."),
    )
