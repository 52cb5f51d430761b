"""Who keeps phrases of their own, as the sentence that is shown to everybody else."""

from accounts.models import Role, User
from accounts.permissions.policies import BUSINESS_KINDS, Policy, only
from common.constraints import Refusal

POLICIES = {
    "phrases.keep": Policy((Role.CLERK, Role.OFFICER), tuple(sorted(BUSINESS_KINDS)), "keeps a list of own phrases"),
}


def keep_phrases(user: User) -> Refusal | None:
    """Who writes opinions, reasons and remarks; each person the own ones."""
    return only(user, POLICIES["phrases.keep"])
