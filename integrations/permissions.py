"""Who asks for a service account, who consents, who keeps it; with the sentence when not."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from accounts.permissions.organisation_policies import BUSINESS
from accounts.permissions.policies import Policy, only
from common.constraints import NotAllowed, Refusal
from integrations.models import ServiceAccount

POLICIES = {
    "service_accounts.see": Policy(
        (Role.ADMINISTRATOR, Role.OFFICER), BUSINESS, "sees the organisation's service accounts and webhooks"
    ),
    "service_accounts.ask": Policy(
        (Role.ADMINISTRATOR,), BUSINESS, "asks for a service account; keeps its tokens and webhooks; ends it"
    ),
    "service_accounts.consent": Policy((Role.OFFICER,), BUSINESS, "consents to a service account", "who asked for it"),
}


def see_service_accounts(user: User) -> Refusal | None:
    """The administrator, who keeps them, and the officers, who consent."""
    return only(user, POLICIES["service_accounts.see"])


def ask_service_account(user: User) -> Refusal | None:
    """The administrator of the organisation."""
    return only(user, POLICIES["service_accounts.ask"])


def consent_service_account(user: User, account: ServiceAccount) -> Refusal | None:
    """An officer of the organisation, who did not ask."""
    if user.pk == account.asked_by_id:
        return NotAllowed("same_person", _("You asked for it yourself; a second person consents."))
    return only(user, POLICIES["service_accounts.consent"]) or _own(user, account)


def keep_service_account(user: User, account: ServiceAccount) -> Refusal | None:
    """The administrator of the organisation."""
    return only(user, POLICIES["service_accounts.ask"]) or _own(user, account)


def _own(user: User, account: ServiceAccount) -> Refusal | None:
    if account.user.organisation_id == user.organisation_id:
        return None
    return NotAllowed("not_your_programs", _("You keep the service accounts of your own organisation only."))
